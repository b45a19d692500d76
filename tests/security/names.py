"""The names of every control that a step can draw, and words to put into them."""

from collections.abc import Iterator

from hypothesis import strategies as st

from taskbuilder.forms.fields import Choice, Field, Group, KeyValues, ListOf
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.actions import Verb
from taskbuilder.web.drafts.steps import list_steps

KEYS = ("r1", "r2")
ODD_KEYS = ("r0", "r-1", "r999999", "r1000000", "r٣", "r1", "", "\0", "99999")


def list_controls(shape: Field, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each control's name below a shape, lists and markers included, with what a browser would post there."""
    if isinstance(shape, Group):
        for part in shape.members:
            yield from list_controls(part, extend(name, part.name))
    elif isinstance(shape, Choice):
        yield name, [kind.name for kind in shape.variants]
        for kind in shape.variants:
            yield extend(name, kind.name), ["on"]
            yield from list_controls(kind.group, extend(name, kind.name))
    elif isinstance(shape, ListOf | KeyValues):
        yield name, list(KEYS)
        for key in KEYS:
            below = extend(name, key)
            if isinstance(shape, KeyValues):
                yield from ((extend(below, part), [part]) for part in ("name", "value"))
            else:
                yield from list_controls(shape.row, below)
    else:
        yield name, []


CONTROLS: dict[str, dict[str, list[str]]] = {
    step.slug: dict(list_controls(step.ask(None))) if step.ask else {"service": []} for step in list_steps()
}
NAMES = sorted({name for controls in CONTROLS.values() for name in controls})
CONFIGS = [
    '{"a": 1, "a": 2}',
    '{"a": NaN}',
    '{"a": 1e999}',
    f'{{"a": {"9" * 5000}}}',
    "[" * 70 + "]" * 70,
    '{"a":' * 2000,
    '"text"',
    "[1]",
    "null",
    '{"password": "',
    '{"a": "\\ud800", "key": {"b": [1]}}',
    '{"": {"": [{"/~": 1}]}}',
    f'{{"token": "{MASK}"}}',
]
WORDS = [
    "",
    "on",
    "yes",
    "0",
    "-1",
    "1",
    "8",
    "9" * 31,
    "1e400",
    "٣",
    "08:00:00",
    "24:00:00",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "2026-02-30T00:00:00",
    "+14:00",
    "-12:00",
    "+99:99",
    "rtsp://u:p@[::1",
    "https://u:p/w@h:99999/",
    f"https://{MASK}@h/",
    f"https://{MASK}@{MASK}@h/",
    MASK,
    "ipc",
    "a" * 2000,
    "\0",
    "\r\n\r\n",
    "%s %(field)s {0}",
    "</script><!--",
    "__proto__",
]
TEXTS = st.one_of(st.sampled_from([*WORDS, *CONFIGS, *KEYS, *ODD_KEYS]), st.text(max_size=40))
VERB_WORDS = st.sampled_from([*sorted(Verb), "create", "", "nonsense", "\0"])
TARGETS = st.one_of(st.sampled_from([*NAMES, *ODD_KEYS, "-", "input-type-"]), st.text(max_size=20))


@st.composite
def presses(draw: st.DrawFn) -> str:
    """A button's value: known and unknown verbs, with and without what they are about."""
    parts = [draw(VERB_WORDS), *draw(st.lists(TARGETS, max_size=2))]
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(ODD_KEYS)))
    return ":".join(parts)


@st.composite
def forms(draw: st.DrawFn, slug: str) -> dict[str, list[str]]:
    """A step's form as a browser would post it, with anything at all in some of its controls, and more."""
    controls = CONTROLS.get(slug, {})
    whole = draw(st.booleans())
    form = {name: list(values) for name, values in controls.items()} if whole else {}
    names = st.one_of(
        st.sampled_from(sorted(controls) or NAMES), st.sampled_from(NAMES), st.text(max_size=12)
    )
    form |= draw(st.dictionaries(names, st.lists(TEXTS, max_size=3), max_size=12))
    for name in [name for name, values in form.items() if name in controls and values == list(KEYS)]:
        if draw(st.booleans()):
            form[name] = draw(st.lists(st.sampled_from([*KEYS, *ODD_KEYS]), max_size=6))
    return form
