"""Every rule of a task as data: hints, messages, the rules page and tests read it here."""

from taskbuilder.taskspec.catalogue.example import LEFT_OUT, Example
from taskbuilder.taskspec.catalogue.examples import EXAMPLES
from taskbuilder.taskspec.catalogue.inputs import INPUT_RULES
from taskbuilder.taskspec.catalogue.outputs import OUTPUT_RULES
from taskbuilder.taskspec.catalogue.requests import REQUEST_RULES
from taskbuilder.taskspec.catalogue.rule import Rule
from taskbuilder.taskspec.catalogue.schedules import SCHEDULE_RULES
from taskbuilder.taskspec.catalogue.secrets import SECRET_RULES
from taskbuilder.taskspec.words import gettext_noop as _

__all__ = ["EXAMPLES", "LEFT_OUT", "RULES", "SECTIONS", "Example", "Rule"]

SECTIONS: dict[str, tuple[str, tuple[Rule, ...]]] = {
    "request": (_("The whole task"), REQUEST_RULES),
    "schedule": (_("Schedule"), SCHEDULE_RULES),
    "input": (_("Input"), INPUT_RULES),
    "output": (_("Output"), OUTPUT_RULES),
    "secrets": (_("Secrets"), SECRET_RULES),
}
"""The rules by the part of a task that they speak of, each part with its heading."""

RULES = {rule.id: rule for _heading, rules in SECTIONS.values() for rule in rules}
