"""What is checked of a request, what is wrong with it, and how to fix it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.messages import Term, write_list, write_nested
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import rows_of, title_of
from taskbuilder.taskspec.paths.pointer import Path as Path
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.registry import derived
from taskbuilder.taskspec.rules.catalogue import field_of, rule_of
from taskbuilder.taskspec.rules.rule import Severity as Severity

MISSING = (None, "")
"""What counts as missing where a member is required: nothing, null, and the empty text."""

Translate = Callable[[str], str]


def untranslated(text: str) -> str:
    """The text as the code has it: English."""
    return text


def fill(template: str, params: Mapping[str, Any], translate: Translate) -> str:
    """A template's text in the reader's language, its parameters' own words too."""
    words = {name: _say(value, translate) for name, value in params.items()}
    return translate(template) % words


def _say(value: Any, translate: Translate) -> Any:
    """A parameter as the sentence shows it; a tuple is a list."""
    if isinstance(value, tuple):
        return write_list((_say(each, translate) for each in value), translate)
    return translate(value) if isinstance(value, Term) else value


@dataclass(slots=True)
class ParsedRequest:
    """A request as it came, and what is known of its service; `broken` are the pointers already reported."""

    request: JsonObject
    platform: Platform | None
    service: Service | None = None
    now: datetime | None = None
    broken: frozenset[str] = frozenset()

    @property
    def is_scheduled(self) -> bool:
        """Whether the task has a schedule, be it an unfinished one."""
        return isinstance(self.request.get("schedule"), dict)

    def is_sound(self, *path: str | int) -> bool:
        """Whether nothing was reported at that path yet."""
        return not self.broken or pointer.join(path) not in self.broken


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A safe automatic fix: what it does, and the JSON Patch (RFC 6902) for the request."""

    template: str
    patch: tuple[Mapping[str, Any], ...] = field(repr=False)
    params: Mapping[str, Any] = field(default_factory=dict)
    is_secret: bool = False
    """Whether the patch has a secret in it, and so is only applied here, and shown to nobody."""

    def render(self, translate: Translate = untranslated) -> str:
        """What pressing the button does, in the reader's language."""
        return fill(self.template, self.params, translate)


@dataclass(kw_only=True, slots=True)  # frozen, each would take three times as long to make
class Problem:
    """One finding: where (RFC 6901), by which rule, how severe, and what to do. Contains no typed value."""

    path: str
    rule: str
    severity: Severity
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    fix: Fix | None = None

    def render(self, translate: Translate = untranslated) -> str:
        """The message in the reader's language, its row first: "Input 3: …"."""
        rows = [fill(template, params, translate) for template, params in rows_of(self.path)]
        body = fill(self.template, self.params, translate)
        words = {"rows": write_nested(rows, translate), "message": body}
        return translate(_("%(rows)s: %(message)s")) % words if rows else body

    @property
    def message(self) -> str:
        """The message in English."""
        return self.render()

    def as_json(self) -> dict[str, Any]:
        """The problem as programs see it: path, rule, severity, message and, where there is one, fix."""
        shown: dict[str, Any] = {
            "path": self.path,
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
        }
        if self.fix is not None:
            shown["fix"] = {"text": self.fix.render()}
            if not self.fix.is_secret:
                shown["fix"]["patch"] = list(self.fix.patch)
        return shown


def report(rule: str, path: Path, *, template: str = "", fix: Fix | None = None, **params: Any) -> Problem:
    """A problem by the rule of that id at that path (member names, list positions).

    The rule's own message is used unless a template is given; `%(field)s` is filled with the member's label,
    `%(example)s` with its example, unless they are given: of the class that declares the rule, if that has
    the member. Parameters hold no typed value, with the exception of names.
    """
    known = rule_of(rule)
    title, example = _words_of(rule, tuple([each for each in path if isinstance(each, str)]))
    if "field" not in params:
        params["field"] = title
    if example is not None:
        params.setdefault("example", example)
    return Problem(
        path=pointer.join(path),
        rule=rule,
        severity=known.severity,
        template=template or known.message,
        params=params,
        fix=fix,
    )


@derived
def _words_of(rule: str, names: tuple[str, ...]) -> tuple[Term, Any]:
    """The label and the example, if any, of the field that a rule means there."""
    own = field_of(rule, names) if names else None
    title = Term(own.title) if own is not None and own.title else title_of(names)
    return title, own.examples[0] if own is not None and own.examples else None


def report_own(
    rule: str,
    path: Path,
    *,
    template: str,
    **params: Any,
) -> Problem:
    """An error as `report` makes it, of what no rule speaks of, such as a mask in place of a secret."""
    if "field" not in params:
        params["field"] = title_of(path)
    where = pointer.join(path)
    return Problem(path=where, rule=rule, severity=Severity.ERROR, template=template, params=params)


def is_acceptable(problems: list[Problem], *, strict: bool = False) -> bool:
    """Whether a program's request is accepted: no error and, if strict, nothing to confirm."""
    refused = {Severity.ERROR, Severity.CONFIRM} if strict else {Severity.ERROR}
    return not any(problem.severity in refused for problem in problems)
