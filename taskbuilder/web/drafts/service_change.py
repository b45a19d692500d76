"""What another service would leave out or forbid of a draft, shown first; nothing is deleted."""

from taskbuilder.forms.labels import gettext
from taskbuilder.web.drafts.review.summary import list_step_lines
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import Step, list_steps

ServiceChange = tuple[str, str]
"""What it is called, and its value, secrets masked; or the step, and why it has to change."""


def list_service_changes(before: DraftState, after: DraftState) -> list[ServiceChange]:
    """Each item that is sent now and would not be, then each that would be forbidden."""
    if before.service is None or before.chosen_service == after.chosen_service:
        return []
    changes: list[ServiceChange] = []
    for step in list_steps():
        if cut(before, step) != cut(after, step):
            kept = set(list_step_lines(after, step))
            gone = (leaf for leaf in list_step_lines(before, step) if leaf.value and leaf not in kept)
            changes += ((f"{leaf.heading} › {leaf.name}".removeprefix(" › "), leaf.value) for leaf in gone)
    known = [finding.problem for finding in before.findings]
    for finding in after.findings:  # what the form keeps, to be changed there
        if finding.problem.rule.endswith(".platform") and finding.problem not in known:
            changes.append((gettext(finding.step.title_on(after.platform)), finding.message))
    return changes


def cut(state: DraftState, step: Step) -> dict[str, object]:
    """The part of the request that a step asks for."""
    return {name: value for name, value in state.request.items() if name in step.members}
