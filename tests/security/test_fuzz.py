"""Whatever is posted to whichever step in whatever order, the draft opens, and only a sound one is created.

Derandomised, so that a run in CI fails for what was changed and not by luck; the numbers of examples are what
a minute allows. To look further, raise them and set `derandomize=False`.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project, Service, Submission
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.validate import find_problems
from tests.security.conftest import sign_in
from tests.security.names import forms, presses
from tests.security.styled import describe_oddity
from tests.security.tasks import STEPS
from tests.support.walker import HTMX, Walker

pytestmark = pytest.mark.usefixtures("world")
# The world is made once for all examples: each has a draft of its own in it.
COMMON: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
REVISIONS = st.sampled_from(["current"] * 6 + ["", "0", "-1", "99999999999", "١", "\0"])
HEADERS = st.sampled_from([{}, HTMX])


@st.composite
def posts(draw: st.DrawFn) -> tuple[str, dict[str, Any], dict[str, str]]:
    """A step, what is posted to it, and the headers."""
    step = draw(st.sampled_from(STEPS))
    form: dict[str, Any] = draw(forms(step))
    form["press"] = draw(presses())
    form["revision"] = draw(REVISIONS)
    form["page"] = draw(st.sampled_from(["p", "q", "", "x" * 100]))
    form["sequence"] = draw(st.sampled_from(["", "0", "1", "2", "9" * 9, "x"]))
    return step, form, draw(HEADERS)


@pytest.fixture
def client(world: None) -> Client:
    return sign_in("operator")


def start(service: Service | None) -> Draft:
    owner = User.objects.get(username="operator")
    project = Project.objects.get(slug="harbour")
    return start_draft(project=project, owner=owner, service=service, now=timezone.now())


def address_of(draft: Draft, step: str) -> str:
    return f"/projects/harbour/drafts/{draft.pk}/{step}/"


def post(client: Client, draft: Draft, step: str, form: dict[str, Any], headers: dict[str, str]) -> Any:
    """Posts as the newest page of the draft would, unless the form says another revision."""
    current = Draft.objects.filter(pk=draft.pk).values_list("revision", flat=True).first()
    revision = str(current) if form["revision"] == "current" else form["revision"]
    return client.post(address_of(draft, step), {**form, "revision": revision}, headers=headers)


@settings(max_examples=40, **COMMON)
@given(number=st.integers(0, 3), sent=st.lists(posts(), min_size=1, max_size=5))
def test_any_order_of_any_forms(client: Client, number: int, sent: list[Any]) -> None:
    services = [None, *Service.objects.filter(project__slug="harbour").order_by("pk")]
    draft = start(services[number])
    for step, form, headers in sent:
        assert describe_oddity(post(client, draft, step, form, headers)) == ""
    for step in STEPS:
        answer = client.get(address_of(draft, step), {"show": "problems"})
        assert (answer.status_code, describe_oddity(answer)) == (200, "")
    hold_that_only_sound_ones_are_created(client, draft)


def hold_that_only_sound_ones_are_created(client: Client, draft: Draft) -> None:
    """Presses "Create task", all boxes ticked: what is created then has no error."""
    walker = Walker(client).open(address_of(draft, "review"))
    boxes = [box.attrs["value"] for box in walker.document.find("input", name="confirm")]
    walker.values["confirm"] = boxes
    walker.post("create")
    created = Submission.objects.filter(draft_id=draft.pk).select_related("service").first()
    if created is None:
        assert walker.response.status_code == 422
        return
    spec = created.service.spec
    problems = find_problems(created.full_request(), platform=spec.platform, service=spec, now=timezone.now())
    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []


@settings(max_examples=50, **COMMON)
@given(step=st.sampled_from(STEPS), data=st.data())
def test_any_bytes(client: Client, step: str, data: st.DataObject) -> None:
    draft = start(None)
    parts = st.one_of(
        st.binary(max_size=12),
        st.sampled_from([b"&", b"=", b"%", b"%ff", b"%ed%a0%80", b"%00", b"press=add:", b"input-type"]),
    )
    body = b"".join(data.draw(st.lists(parts, max_size=20)))
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        framed = (
            b'--x\r\nContent-Disposition: form-data; name="' + body + b'"\r\n\r\n' + body + b"\r\n--x--\r\n"
        )
        sent = framed if "multipart" in content_type else body
        answer = client.generic("POST", address_of(draft, step), sent, content_type)
        assert describe_oddity(answer) == ""
        assert client.get(address_of(draft, step)).status_code == 200


@settings(max_examples=30, **COMMON)
@given(
    text=st.text(), values=st.dictionaries(st.sampled_from(["state", "name", "before", "after"]), st.text())
)
def test_any_filter(client: Client, text: str, values: dict[str, str]) -> None:
    assert describe_oddity(client.get("/projects/harbour/submissions/", values)) == ""
    assert describe_oddity(client.get("/sign-in/", {"next": text})) == ""


def test_thousands_of_rows(client: Client) -> None:
    """Autosaved, since drawing hundreds of rows under the test client's watch takes most of a minute."""
    draft = start(None)
    name = "input-type-url-data"
    form: dict[str, Any] = {
        "input-type": "url",
        "input-type-url": "on",
        "revision": "current",
        "press": "save",
    }
    form[name] = [f"r{number}" for number in range(9_000, 0, -1)]
    form |= {f"{name}-r{number}-url": f"https://h/{number}" for number in range(1, 9_000)}
    assert post(client, draft, "input", form, {}).status_code == 204
    rows = Draft.objects.get(pk=draft.pk).answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert [row["key"] for row in rows] == [f"r{number}" for number in range(9_000, 0, -1)]
