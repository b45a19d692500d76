"""What another service would leave out or forbid of a draft, told before it is chosen; nothing is deleted."""

from collections.abc import Iterator

from django.utils.translation import gettext

from taskbuilder.web.drafts.review.summary import Above, Leaf, list_leaves
from taskbuilder.web.drafts.state import Work
from taskbuilder.web.drafts.steps import STEPS, Step

Loss = tuple[str, str]
"""What it is called, and its value, secrets masked; or the step, and why it has to change."""


def list_losses(before: Work, after: Work) -> list[Loss]:
    """Each item that is sent now and would not be, then each that would be forbidden."""
    if before.service is None or before.draft.service_id == after.draft.service_id:
        return []
    return [*list_left_out(before, after), *list_forbidden(before, after)]


def list_left_out(before: Work, after: Work) -> Iterator[Loss]:
    """The items of each step of which the other service's request would hold less."""
    for step in STEPS:
        if cut(before, step) != cut(after, step):
            kept = set(leaves_of(after, step))
            gone = (leaf for leaf in leaves_of(before, step) if leaf.value and leaf not in kept)
            yield from ((f"{leaf.heading} › {leaf.name}".removeprefix(" › "), leaf.value) for leaf in gone)


def cut(work: Work, step: Step) -> dict[str, object]:
    """The part of the request that a step asks for."""
    return {name: value for name, value in work.request.items() if name in step.members}


def leaves_of(work: Work, step: Step) -> list[Leaf]:
    if step.ask is None:
        return []
    above = Above(work.platform, is_answered=work.is_answered(step))
    return list(list_leaves(step.ask(work.service), work.shown, above))


def list_forbidden(before: Work, after: Work) -> Iterator[Loss]:
    """What the other service's platform does not take and the form keeps, to be changed there."""
    told = [finding.problem for finding in before.findings]
    for finding in after.findings:
        if finding.problem.rule.endswith(".platform") and finding.problem not in told:
            yield gettext(finding.step.title_on(after.platform)), finding.message
