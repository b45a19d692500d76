"""What each button of a step does to what was posted, before it is read."""

from dataclasses import dataclass

from django.utils.translation import gettext

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.problems import Problem, Severity
from taskbuilder.taskspec.words import Term, write_list
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.web.wizard.placing import extend, find_first, find_part
from taskbuilder.web.wizard.posted import VIEW, Posted
from taskbuilder.web.wizard.shapes import Choice, Pairs, Rows, Section, Twofold

CONTINUE, GO, RESHAPE, ADD, REMOVE, PUT, FIX, SAVE, OVERWRITE, SHOW = (
    "continue",
    "go",
    "reshape",
    "add",
    "remove",
    "put",
    "fix",
    "save",
    "overwrite",
    "view",
)
VERBS = frozenset({CONTINUE, GO, RESHAPE, ADD, REMOVE, PUT, FIX, SAVE, OVERWRITE, SHOW})
TOO_MANY = _("“%(list)s” takes up to %(limit)d. Remove one before you add another.")
ADDED, REMOVED = _("%(row)s was added."), _("%(row)s was removed.")
SHOWN = _("The form now shows it that way, where it can.")
PUT_IN = _("%(value)s was filled in.")
ASKS, ASKS_NO_MORE = _("The form now asks about: %(kinds)s."), _("The form now asks about none of these.")


@dataclass(frozen=True)
class Press:
    """A button: what it does, and to what."""

    verb: str
    what: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether the page that follows tells the step's problems."""
        return self.verb in (CONTINUE, FIX)


@dataclass
class Outcome:
    """Where the focus goes, what is said, and the list that took no more."""

    focus: str = ""
    announcement: str = ""
    full: str = ""
    problem: Problem | None = None


def read_press(text: str) -> Press:
    """The pressed button; none, or one that no page has, continues."""
    verb, _colon, what = text.partition(":")
    return Press(verb, what) if verb in VERBS else Press(CONTINUE)


def apply_press(press: Press, posted: Posted, section: Section) -> Outcome:
    """Adds, removes or fills in, in what was posted; other buttons leave it as it is."""
    apply = {RESHAPE: _reshape, ADD: _add, REMOVE: _remove, PUT: _put, SHOW: _show}.get(press.verb)
    return apply(press.what, posted, section) if apply else Outcome()


def _reshape(name: str, posted: Posted, section: Section) -> Outcome:
    """Nothing changes but what is said: which kinds a choice holds now."""
    tokens = name.split("-")
    found = find_part(section, tokens)
    if not isinstance(found, Choice):
        return Outcome()
    chosen = posted.at(*tokens).values
    titles = [gettext(kind.title) for kind in found.kinds if kind.name in chosen]
    asks = gettext(ASKS if titles else ASKS_NO_MORE)
    return Outcome(announcement=asks % {"kinds": write_list(titles, gettext)})


def _add(name: str, posted: Posted, section: Section) -> Outcome:
    tokens = name.split("-")
    found = find_part(section, tokens)
    if not isinstance(found, Rows | Pairs):
        return Outcome()
    node = posted.at(*tokens)
    if len(node.keys) >= found.limit:
        problem = Problem(
            path=_point(tokens, posted),
            rule="form.rows",
            severity=Severity.ERROR,
            template=TOO_MANY,
            params={"list": Term(found.title), "limit": found.limit},
        )
        return Outcome(full=name, problem=problem)
    key = node.add_row()
    row = extend(name, key)
    focus = extend(row, "name") if isinstance(found, Pairs) else find_first(found.row, None, row)
    return Outcome(focus=focus, announcement=_say(ADDED, found, len(node.keys)))


def _point(tokens: list[str], posted: Posted) -> str:
    """A pointer through the row that a list stands in, which its message names; empty outside of rows."""
    for at, token in enumerate(tokens):
        keys = posted.at(*tokens[:at]).keys
        if token in keys:
            return pointer.join([tokens[0], tokens[at - 1], str(keys.index(token)), tokens[-1]])
    return ""


def _remove(what: str, posted: Posted, section: Section) -> Outcome:
    name, _colon, key = what.rpartition(":")
    tokens = name.split("-")
    found = find_part(section, tokens)
    if not isinstance(found, Rows | Pairs):
        return Outcome()
    node = posted.at(*tokens)
    if len(node.keys) > found.least and key in node.keys:
        number = node.keys.index(key) + 1
        node.remove_row(key)
        return Outcome(focus=name, announcement=_say(REMOVED, found, number))
    return Outcome(focus=name)


def _put(what: str, posted: Posted, section: Section) -> Outcome:
    name, _colon, value = what.partition(":")
    posted.at(*name.split("-")[:24]).values = [value]
    return Outcome(focus=name, announcement=gettext(PUT_IN) % {"value": value})


def _show(what: str, posted: Posted, section: Section) -> Outcome:
    """Asks for the other view of what can be drawn in two ways; reading what was posted then turns it."""
    name, _colon, view = what.partition(":")
    if not isinstance(find_part(section, name.split("-")), Twofold):
        return Outcome()
    posted.at(*name.split("-"), VIEW).values = [view]
    return Outcome(focus=extend(extend(name, VIEW), view), announcement=gettext(SHOWN))


def _say(template: str, found: Rows | Pairs, number: int) -> str:
    return gettext(template) % {"row": f"{gettext(found.noun)} {number}"}
