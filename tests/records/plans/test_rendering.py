"""The request that a row makes, and which secrets of the template it may send elsewhere."""

from taskbuilder.records.plans.rendering import Layout, Renderer
from taskbuilder.taskspec.json_value import JsonObject, as_object
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.secrets.split import MASK

URL, WEBHOOK, HEADER = "/input/data/0/url", "/output/webhook/url", "/output/webhook/headers/X-Token"
BASE: JsonObject = {
    "name": "gate-1",
    "input": {"type": "url", "data": [{"url": "rtsp://me:canary-1@camera-1.example.com/live"}]},
    "output": {"webhook": {"url": "https://sink.example.net/a", "headers": {"X-Token": "canary-2"}}},
}


def make_renderer(*pointers: str) -> Renderer:
    layout = Layout(headers=[*pointers], columns=[*enumerate(pointers)], key_column=0)
    return Renderer(base=BASE, layout=layout, service=Service(platform=Platform.IEF))


def render(cells: dict[str, str]) -> tuple[object, object]:
    """The inputs and the webhook of the request."""
    request = make_renderer(*cells).render([*cells.values()])
    return as_object(request["input"])["data"], as_object(request["output"])["webhook"]


def test_only_a_column_of_its_section_moves_a_secret() -> None:
    assert list(make_renderer("/name", URL).movable) == []
    assert list(make_renderer("/name", WEBHOOK).movable) == [HEADER]
    assert list(make_renderer(URL, "/input/data/1/url").movable) == [URL]


def test_a_secret_stays_with_its_address() -> None:
    inputs, webhook = BASE["input"], as_object(BASE["output"])["webhook"]
    data = as_object(inputs)["data"]
    assert render({"/name": "cam-1", URL: ""}) == (data, webhook)
    assert render({URL: "rtsp://192.0.2.1/1"}) == ([{"url": "rtsp://192.0.2.1/1"}], webhook)
    same = {"url": "https://sink.example.net/b", "headers": {"X-Token": "canary-2"}}
    assert render({WEBHOOK: "https://sink.example.net/b"}) == (data, same)


def test_a_secret_does_not_follow_another_address() -> None:
    data = as_object(BASE["input"])["data"]
    moved = {"url": "https://evil.example/a", "headers": {"X-Token": MASK}}
    assert render({WEBHOOK: "https://evil.example/a"}) == (data, moved)
    own = {"url": "https://evil.example/a", "headers": {"X-Token": "typed"}}
    assert render({WEBHOOK: "https://evil.example/a", HEADER: "typed"}) == (data, own)


def test_a_cell_clears_what_the_template_has() -> None:
    section = "/source_usage_estimate"
    base = BASE | {"description": "Who comes in", "source_usage_estimate": {"cpu": 1, "memory": 512}}
    pointers = ("/description", f"{section}/cpu", HEADER)
    layout = Layout(headers=pointers, columns=[*enumerate(pointers)], key_column=0)
    rendered = Renderer(base=base, layout=layout).render(["{empty}", " {empty} ", "{empty}"])
    assert rendered == {
        "name": "gate-1-empty",
        "input": BASE["input"],
        "output": {"webhook": {"url": "https://sink.example.net/a", "headers": {}}},
        "source_usage_estimate": {"memory": 512},
    }
    assert base["description"] == "Who comes in"
    made = Renderer(base=BASE, layout=layout).render(["", "{empty}", ""])
    assert made == BASE | {"name": "gate-1"}
