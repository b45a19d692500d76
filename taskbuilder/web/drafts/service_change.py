"""What another service would leave out or forbid of a draft, told before it is chosen; nothing is deleted."""

from collections.abc import Iterator

from django.utils.translation import gettext

from taskbuilder.web.drafts.review.summary import list_step_lines
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import Step, list_steps

ServiceChange = tuple[str, str]
"""What it is called, and its value, secrets masked; or the step, and why it has to change."""


def list_service_changes(before: DraftState, after: DraftState) -> list[ServiceChange]:
    """Each item that is sent now and would not be, then each that would be forbidden."""
    if before.service is None or before.chosen_service == after.chosen_service:
        return []
    return [*list_left_out(before, after), *list_forbidden(before, after)]


def list_left_out(before: DraftState, after: DraftState) -> Iterator[ServiceChange]:
    """The items of each step of which the other service's request would hold less."""
    for step in list_steps():
        if cut(before, step) != cut(after, step):
            kept = set(list_step_lines(after, step))
            gone = (leaf for leaf in list_step_lines(before, step) if leaf.value and leaf not in kept)
            yield from ((f"{leaf.heading} › {leaf.name}".removeprefix(" › "), leaf.value) for leaf in gone)


def cut(state: DraftState, step: Step) -> dict[str, object]:
    """The part of the request that a step asks for."""
    return {name: value for name, value in state.request.items() if name in step.members}


def list_forbidden(before: DraftState, after: DraftState) -> Iterator[ServiceChange]:
    """What the other service's platform does not take and the form keeps, to be changed there."""
    told = [finding.problem for finding in before.findings]
    for finding in after.findings:
        if finding.problem.rule.endswith(".platform") and finding.problem not in told:
            yield gettext(finding.step.title_on(after.platform)), finding.message
