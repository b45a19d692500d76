"""The boxes by which an operator confirms what may be a mistake; many alike share one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.safestring import SafeString

from taskbuilder.forms.labels import gettext
from taskbuilder.forms.render.context import Message
from taskbuilder.forms.render.problem_summary import MOST_LISTED
from taskbuilder.forms.render.templates import draw
from taskbuilder.taskspec.messages import gettext_noop as _

MOST_SINGLE = 10
"""Findings of one rule that have a box each; more have one for all of them."""
ALL = _("Confirm all %(count)d at once. The first: %(message)s")
MORE = _("And %(count)d more like these.")


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A box, and all that it confirms."""

    findings: Sequence[Message]

    @property
    def id(self) -> str:
        return f"confirm-{self.findings[0].key}"

    @property
    def value(self) -> str:
        """What is posted: see read_ticked."""
        return " ".join(finding.key for finding in self.findings)

    @property
    def is_confirmed(self) -> bool:
        return all(finding.is_confirmed for finding in self.findings)

    @property
    def label(self) -> str:
        count, message = len(self.findings), self.findings[0].message
        return gettext(ALL) % {"count": count, "message": message} if count > 1 else message

    @property
    def others(self) -> list[str]:
        """What it confirms beside the first, as far as the page names it."""
        return [finding.message for finding in self.findings[1:MOST_LISTED]]

    @property
    def more(self) -> str:
        """How many the page does not name."""
        count = len(self.findings) - MOST_LISTED
        return gettext(MORE) % {"count": count} if count > 0 else ""


def group_ticks(findings: Iterable[Message]) -> list[Tick]:
    """A box for each finding, or one for all of a rule where these are many, in the order of the first."""
    by_rule: dict[str, list[Message]] = {}
    for finding in findings:
        by_rule.setdefault(finding.problem.rule, []).append(finding)
    groups = chain.from_iterable(
        [found] if len(found) > MOST_SINGLE else [[each] for each in found] for found in by_rule.values()
    )
    return [Tick(findings=group) for group in groups]


def draw_ticks(ticks: Sequence[Tick]) -> SafeString:
    return draw("ticks", {"ticks": ticks}) if ticks else SafeString()


def read_ticked(posted: Iterable[str]) -> list[str]:
    """The keys that the ticked boxes confirm."""
    return [key for value in posted for key in value.split()]
