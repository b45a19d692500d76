"""What a pressed button makes of a draft: its new answers, service and confirmations, not saved yet."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.posted import read_post
from taskbuilder.forms.row_actions import fill_boxes, read_boxes
from taskbuilder.forms.unrendered_variants import find_unrendered
from taskbuilder.forms.withheld_secrets import read_step
from taskbuilder.taskspec.json_patch import apply_patch
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.web.drafts.actions import Action, Verb, apply_action
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.receive import Change
from taskbuilder.web.drafts.schedule.presets import apply_preset, undo_preset
from taskbuilder.web.drafts.service_step import read_service
from taskbuilder.web.drafts.state import SCHEDULE, DraftState, confirm_ticked, renew
from taskbuilder.web.drafts.steps import Step

MENDED, GONE = _("Done: %(mend)s."), _("That problem is no longer there.")


@dataclass(frozen=True, kw_only=True, repr=False)
class StepChange(Change):
    """What a step's page makes of a draft, and what it should say."""

    result: ActionResult

    def refused(self, step: Step) -> list[Finding]:
        """What to show on the page that follows, where it is this step's again."""
        problem = self.result.problem
        if problem is None:
            return self.state.shown_findings(step)
        message = problem.render(gettext)
        place = self.result.full  # the list that takes no more rows
        return [Finding(problem=problem, message=message, step=step, field=place, key="", is_confirmed=False)]


def change_step(
    state: DraftState, *, step: Step, post: MultiValueDict[str, str], action: Action, by: User
) -> StepChange:
    """Reads a step's form into a changed copy of the draft; the copy is not saved."""
    posted, group = read_post(post), state.group_at(step)
    answers, service = state.answers, state.chosen_service
    boxes = answers.paste_boxes.get(step.slug, {})
    fill_boxes(posted, boxes, group)
    undrawn = next(find_unrendered(group, posted, state.value_at(step), state.platform), "")
    if action == Action(Verb.CONTINUE) and undrawn:  # nobody was asked yet
        action, result = Action(Verb.RESHAPE), ActionResult(focus=undrawn)
    else:
        result = apply_action(action, posted, group)
    if step.ask is None:
        service = read_service(posted, state.services, before=service)
    else:
        answers = answers.with_step(step, read_step(group, posted, state.value_at(step), state.platform))
        answers = answers.with_boxes(step, read_boxes(posted, boxes))
    changed = replace(state, answers=_check(answers, step, action), chosen_service=service)
    if action.verb == Verb.FIX:
        changed, result = _fix(changed, action.target)
    elif action.verb == Verb.PRESET and step is SCHEDULE:
        changed, result = apply_preset(changed, action.target)
    elif action.verb == Verb.UNDO and step is SCHEDULE:
        changed, result = undo_preset(changed)
    elif action.verb in (Verb.CONTINUE, Verb.GO):  # what was filled in is taken as it is
        changed = replace(changed, answers=replace(changed.answers, preset_undo=None))
        changed = confirm_ticked(changed, changed.findings_for(step), post.getlist("confirm"), by)
    return StepChange(before=state, state=changed, result=result, action=action)


def _check(answers: DraftAnswers, step: Step, action: Action) -> DraftAnswers:
    """Continuing and pasting have the step judged; one that changes its shape waits until it is continued."""
    if action.verb in (Verb.CONTINUE, Verb.PASTE):
        return answers.with_check(step, is_checked=True)
    is_reshaped = action.verb in (Verb.RESHAPE, Verb.ADD, Verb.COPY, Verb.REMOVE)
    return answers.with_check(step, is_checked=False) if is_reshaped else answers


def _fix(state: DraftState, key: str) -> tuple[DraftState, ActionResult]:
    """The draft with one problem's fix applied; as it was where that problem is no longer there."""
    finding = next((each for each in state.findings if each.key == key), None)
    if finding is None or finding.problem.fix is None:
        return state, ActionResult(announcement=gettext(GONE))
    request = apply_patch(state.request, finding.problem.fix.patch)
    result = ActionResult(focus=finding.field or "", announcement=gettext(MENDED) % {"mend": finding.mend})
    return renew(state, finding.step, request), result
