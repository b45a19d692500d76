"""What a field, the summary, the list of steps and the panel say is one state, after each answer."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskbuilder.records.models import Draft, Service
from tests.support.walker import HTMX, Document, Walker
from tests.web.drafts.conftest import choose

VALUES = {
    "details": {
        "name": ["", "gate-1", "gate 1", "1", "x" * 300],
        "description": ["", "what for", "y" * 2000],
    },
    "input": {
        "input-type": ["", "url", "edgecamera"],
        "input-type-url-data-r1-url": ["", "rtsp://camera.example.com/1", "rt", "rtsp://"],
        "input-type-edgecamera-data-r1-id": ["", "camera-1", "c" * 300],
        "input-type-edgecamera-data-r1-camera_type": ["", "ipc"],
    },
    "output": {
        "output-sinks": ["", "webhook", "dis"],
        "output-sinks-webhook-url": ["", "https://example.com/", "example", "ftp://example.com/"],
        "output-sinks-dis-stream_name": ["", "stream", "a stream"],
    },
    "schedule": {
        "schedule-type": ["", "none", "daily", "weekly"],
        "schedule-type-daily-timezone": ["", "+08:00", "8 o'clock"],
        "schedule-type-daily-execution_mode": ["", "period"],
        "schedule-type-daily-execution_mode-period-periods-r1-begin_at": [
            "",
            "08:00:00",
            "25:00",
            "20:00:00",
        ],
        "schedule-type-daily-execution_mode-period-periods-r1-end_at": ["", "18:00:00", "x", "06:00:00"],
    },
    "resources": {
        "source_usage_estimate-cpu": ["", "2", "many", "-1"],
        "source_usage_estimate-memory": ["", "4096", "?"],
    },
}
"""Right and wrong values of the controls of each step."""
Moves = list[tuple[str, list[tuple[str, str]], str]]
MOVES: st.SearchStrategy[Moves] = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda step: st.tuples(
            st.just(step),
            st.lists(
                st.sampled_from(sorted(VALUES[step])).flatmap(
                    lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[step][name]))
                ),
                max_size=4,
            ),
            st.sampled_from(["typing", "left", "save", "reshape", "continue", "open", "ask"]),
        )
    ),
    min_size=1,
    max_size=6,
)


@dataclass(frozen=True)
class Said:
    """What one answer says of the step that is open."""

    fields: list[str]
    summary: list[str]
    state: str
    wrong: list[str]
    missing: list[str]
    open_steps: list[str]
    is_ready: bool


def read_said(walker: Walker) -> Said:
    """Read from the HTML, whether it is a whole page or the parts that are put into one."""
    page = walker.response.content.decode()
    (entry,) = re.findall(r'<a [^>]*aria-current="step"\s*>(.*?)</a>', page, re.DOTALL)
    (title,) = re.findall(r'class="step-title">(.*?)<', entry)
    (panel,) = re.findall(r'<div id="preview-open">(.*?)<details', page, re.DOTALL)
    parts = re.split(r'<li>\s*<span class="text-body-secondary">', panel)
    steps = {part.partition("<")[0]: part for part in parts[1:]}
    items = re.findall(
        r'<li class="d-flex gap-2">(<svg.*?</svg>)?\s*<a [^>]*>(.*?)</a></li>',
        steps.get(title, ""),
        re.DOTALL,
    )
    labelled = re.findall(r'<a [^>]*>([^<]*)</a> <span class="text-body-secondary">', panel)
    return Said(
        fields=[unescape(each) for each in read_messages(walker.document)],
        summary=walker.summary,
        state=" ".join(re.findall(r'class="step-state[^"]*">(.*?)<', entry)),
        wrong=[unescape(words) for mark, words in items if mark],
        missing=[unescape(words) for mark, words in items if not mark],
        open_steps=[*steps, *labelled],
        is_ready="Ready to review" in panel,
    )


def read_messages(document: Document) -> list[str]:
    """The messages at controls that have to be heeded; advice is in none of the other places."""
    kinds = {"message-error", "message-confirm"}
    return [
        " ".join(each.text.split())
        for each in document.elements
        if kinds & set(each.attrs.get("class", "").split()) and "_error" in each.attrs.get("id", "")
    ]


def check(said: Said, *, is_judged: bool) -> None:
    """Fails where two of the four places contradict each other."""
    assert sorted(said.fields) == sorted(said.wrong)
    assert sorted(said.summary) == (sorted(said.wrong) if is_judged else [])
    assert said.missing == [] or not is_judged
    count = len(said.wrong)
    if count:
        assert said.state == ("1 problem" if count == 1 else f"{count} problems")
    else:
        assert said.state in ("Complete", "In progress", "Not started", "Optional")
    assert (said.state == "Complete") <= (said.missing == [])
    assert said.is_ready == (said.open_steps == [])


@pytest.mark.ux(30)
@given(moves=MOVES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_four_places_never_contradict_each_other(walker: Walker, service: Service, moves: Moves) -> None:
    Draft.objects.all().delete()
    walker.see(walker.client.post("/projects/gate/drafts/new/", follow=True))
    choose(walker, service)
    base = walker.address.removesuffix("details/")
    for step, typed, how in moves:
        walker.open(f"{base}{step}/" + ("?show=problems" if how == "ask" else ""))
        if how in ("open", "ask"):
            check(read_said(walker), is_judged=how == "ask" or is_checked(step))
            continue
        names = {each.attrs.get("name") for each in walker.document.elements}
        last = ""
        for name, value in typed:
            if name in names:
                walker.put(name, *filter(None, [value]))
                last = name
        make_move(walker, how, last)
        if walker.step == step and walker.response.content:
            check(read_said(walker), is_judged=is_checked(step))


def make_move(walker: Walker, how: str, last: str) -> None:
    """Presses the button; a page's own saves say which control is typed into, or was left."""
    if how in ("typing", "left"):
        walker.values[how] = [last]
        walker.press("save", **HTMX)
    elif how == "save":
        walker.press("save", **HTMX)
    else:
        walker.post(how)


def is_checked(step: str) -> bool:
    return step in Draft.objects.get().answers.get("checked", [])
