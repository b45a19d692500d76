"""Every rule of a task as data, collected from its sections, for hints, messages and the rules page."""

from collections.abc import Mapping

from pydantic.fields import FieldInfo

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.registry import Live, derived, task_request
from taskbuilder.taskspec.rules.rule import Rule as Rule
from taskbuilder.taskspec.section import Section, list_parts, list_sections, section_of


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
                known = found[rule.part or part].setdefault(rule.id, rule)
                if known != rule:
                    raise ValueError(
                        f"Rule {rule.id!r} is declared twice, the second time in {cls.__name__}."
                    )
    return {name: (titles[name], tuple(rules.values())) for name, rules in found.items() if rules}


@derived
def _rules() -> Mapping[str, Rule]:
    return {rule.id: rule for _heading, rules in _sections().values() for rule in rules}


@derived
def rule_of(rule_id: str) -> Rule:
    """The rule of that id; quicker than RULES, since every problem asks."""
    return _rules()[rule_id]


def field_of(rule_id: str, names: tuple[str, ...]) -> FieldInfo | None:
    """The field that a rule means, by the members that lead to it: of the kinds that declare the rule.

    None where none of these has it, or they call it otherwise each.
    """
    kinds = [kind for kind in _list_kinds(names[:-1]) if _declares(kind, rule_id)]
    fields = [kind.model_fields[names[-1]] for kind in kinds if names[-1] in kind.model_fields]
    return fields[0] if len({each.title for each in fields}) == 1 else None


def _list_kinds(names: tuple[str, ...]) -> list[type[Section]]:
    """Every kind of the section that these members lead to."""
    kinds: list[type[Section]] = [task_request()]
    for name in names:
        infos = [kind.model_fields[name] for kind in kinds if name in kind.model_fields]
        below = [section for info in infos if (section := section_of(info.annotation)) is not None]
        kinds = list(dict.fromkeys(kind for section in below for kind in section.outlines()))
    return kinds


def _declares(section: type[Section], rule_id: str) -> bool:
    return any(rule.id == rule_id for rule in section.__dict__.get("rules", ()))


SECTIONS = Live(_sections)
"""The rules by the part of a task that they speak of, each part with its heading."""
RULES = Live(_rules)
