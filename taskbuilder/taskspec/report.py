"""Puts a finding into words: the rule's message, with the member's label."""

from typing import Any

from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import title_of
from taskbuilder.taskspec.paths.pointer import Token
from taskbuilder.taskspec.problem import Fix, Problem, Severity
from taskbuilder.taskspec.rules.catalogue import rule_of

Path = tuple[Token, ...]


def report(rule: str, path: Path, *, template: str = "", fix: Fix | None = None, **params: Any) -> Problem:
    """A problem by the rule of that id at that path (member names, list positions).

    The rule's own message is used unless a template is given; `%(field)s` is filled with the member's label
    unless `field` is given. Parameters hold no typed value, with the exception of names.
    """
    known = rule_of(rule)
    if "field" not in params:
        params["field"] = title_of(path)
    return Problem(
        path=pointer.join(path),
        rule=rule,
        severity=known.severity,
        template=template or known.message,
        params=params,
        fix=fix,
    )


def report_own(
    rule: str,
    path: Path,
    *,
    template: str,
    severity: Severity = Severity.ERROR,
    fix: Fix | None = None,
    **params: Any,
) -> Problem:
    """As `report`, of what no rule of the catalogue speaks of, such as dots in place of a secret."""
    if "field" not in params:
        params["field"] = title_of(path)
    return Problem(
        path=pointer.join(path), rule=rule, severity=severity, template=template, params=params, fix=fix
    )
