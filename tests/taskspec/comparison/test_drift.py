"""What the cloud shows of a task against what was sent: changes, additions and secrets apart."""

from typing import Any

import pytest

from taskbuilder.taskspec.comparison.drift import SentRequest

MASK = "••••••"
ROWS: list[Any] = [{"url": f"rtsp://192.0.2.{number}/main"} for number in range(1, 4)]
SENT: dict[str, Any] = {
    "name": "gate",
    "input": {"type": "url", "data": ROWS},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": MASK}}},
    "config": {"size": 3, "token": MASK},
    "source_usage_estimate": {"cpu": 1, "memory": 512},
}


def show(**members: Any) -> dict[str, Any]:
    """As the cloud shows the second task: with its own input alone, and without the estimate."""
    shown = {name: value for name, value in SENT.items() if name != "source_usage_estimate"}
    return shown | {"input": {"type": "url", "data": [ROWS[1]]}} | members


WEBHOOK = SENT["output"]["webhook"]


@pytest.mark.parametrize(
    ("shown", "changed", "added", "secret"),
    [
        (show(), [], [], []),
        (show(input=SENT["input"] | {"data": ROWS[::-1]}), [], [], []),
        (show(description="", schedule=None), [], [], []),
        (show(name="gate-2"), ["/name"], [], []),
        (show(config={"size": 4, "token": MASK}), ["/config/size"], [], []),
        (show(config={"size": 3, "token": MASK, "fps": 5}), [], ["/config/fps"], []),
        (show(config={"size": 3}), [], [], ["/config/token"]),
        (
            show(output={"webhook": WEBHOOK | {"headers": {"X-Token": ""}}}),
            [],
            [],
            ["/output/webhook/headers/X-Token"],
        ),
        (show(output={"webhook": {"url": WEBHOOK["url"]}}), [], [], ["/output/webhook/headers"]),
        (
            show(input={"type": "url", "data": [{"url": "rtsp://192.0.2.99/main"}]}),
            ["/input/data/0/url"],
            [],
            [],
        ),
        ({name: value for name, value in show().items() if name != "config"}, ["/config"], [], []),
    ],
)
def test_sorts(shown: dict[str, Any], changed: list[str], added: list[str], secret: list[str]) -> None:
    drift = SentRequest(SENT).compare(shown, position=1)
    found = [
        [each.before or each.after for each in sort] for sort in (drift.changed, drift.added, drift.secret)
    ]
    assert found == [changed, added, secret]
    assert bool(drift) == bool(changed or added or secret)


@pytest.mark.parametrize(
    ("sent", "shown", "sort"),
    [
        (f"rtsp://{MASK}@192.0.2.1/a", "rtsp://192.0.2.1/a", "secret"),
        (f"rtsp://{MASK}@192.0.2.1/a", f"rtsp://{MASK}@192.0.2.2/a", "changed"),
        (f"rtsp://{MASK}@192.0.2.1/a", "rtsp://192.0.2.2/a", "changed"),
        (f"https://192.0.2.1/a?key={MASK}", "https://192.0.2.1/a?key=", "secret"),
    ],
)
def test_addresses_with_a_user(sent: str, shown: str, sort: str) -> None:
    requests: list[Any] = [{"input": {"type": "url", "data": [{"url": url}]}} for url in (sent, shown)]
    drift = SentRequest(requests[0]).compare(requests[1], position=0)
    assert {name: len(getattr(drift, name)) for name in ("changed", "added", "secret")} == dict.fromkeys(
        ("changed", "added", "secret"), 0
    ) | {sort: 1}
