"""Every rule of a task as data, collected from its sections, for hints, messages and the rules page."""

from collections.abc import Mapping

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.registry import Live, derived, task_request
from taskbuilder.taskspec.rules.rule import Rule as Rule
from taskbuilder.taskspec.section import list_parts, list_sections


@derived
def _sections() -> Mapping[str, tuple[str, tuple[Rule, ...]]]:
    request = task_request()
    titles = {"request": _("The whole task")}
    titles |= {name: info.title or name for name, info in request.model_fields.items()}
    titles |= {"addresses": _("Addresses"), "headers": _("Headers"), "secrets": _("Secrets")}
    found: dict[str, dict[str, Rule]] = {name: {} for name in titles}
    parts = [("request", request)]
    for name, below, _is_list in list_parts(request):
        parts += [(name, section) for section in (below, *list_sections(below))]
    for part, section in parts:
        for cls in reversed(section.__mro__):
            for rule in cls.__dict__.get("rules", ()):
                found[rule.part or part].setdefault(rule.id, rule)
    return {name: (titles[name], tuple(rules.values())) for name, rules in found.items() if rules}


@derived
def _rules() -> Mapping[str, Rule]:
    return {rule.id: rule for _heading, rules in _sections().values() for rule in rules}


@derived
def rule_of(rule_id: str) -> Rule:
    """The rule of that id; quicker than RULES, since every problem asks."""
    return _rules()[rule_id]


SECTIONS = Live(_sections)
"""The rules by the part of a task that they speak of, each part with its heading."""
RULES = Live(_rules)
