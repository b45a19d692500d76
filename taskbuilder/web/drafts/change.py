"""What a pressed button makes of a draft: its new answers, service and confirmations, not saved yet."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.utils.datastructures import MultiValueDict

from taskbuilder.forms.action_result import ActionResult, find_node
from taskbuilder.forms.fields import Group
from taskbuilder.forms.hidden_rows import add_hidden_rows
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.list_views import list_row_names
from taskbuilder.forms.paste.boxes import fill_boxes, read_boxes
from taskbuilder.forms.posted import Posted, read_post
from taskbuilder.forms.render.ticks import read_ticked
from taskbuilder.forms.unrendered_variants import find_unrendered
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths.json_patch import apply_patch
from taskbuilder.web.drafts.actions import Action, Verb, apply_action
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.receive import Change
from taskbuilder.web.drafts.regions.templates import use_template
from taskbuilder.web.drafts.schedule.presets import apply_preset, undo_preset
from taskbuilder.web.drafts.service_step import read_service
from taskbuilder.web.drafts.state import SCHEDULE, DraftState, confirm_ticked, renew
from taskbuilder.web.drafts.steps import Step

NO_MORE, NEXT = _("No row has a problem."), _("The next problem is in row %(number)d.")
FIXED, GONE = _("Done: %(fix)s."), _("This problem no longer exists.")


@dataclass(frozen=True, kw_only=True, repr=False)
class StepChange(Change):
    """What a step's page makes of a draft, and what it should say."""

    result: ActionResult

    def refused(self, step: Step) -> Finding | None:
        """Why the button did nothing, at the list that takes no more rows."""
        problem = self.result.problem
        if problem is None:
            return None
        message = problem.render(gettext)
        place = self.result.full
        return Finding(problem=problem, message=message, step=step, field=place, key="", is_confirmed=False)


def change_step(
    state: DraftState, *, step: Step, post: MultiValueDict[str, str], action: Action, by: User
) -> StepChange:
    """Reads a step's form into a changed copy of the draft; the copy is not saved."""
    posted, group = read_post(post), state.group_at(step)
    add_hidden_rows(posted, group, state.value_at(step))
    answers, service = state.answers, state.chosen_service
    boxes = answers.paste_boxes.get(step.slug, {})
    fill_boxes(posted, boxes, group)
    undrawn = next(find_unrendered(group, posted, state.value_at(step), state.platform), "")
    if action == Action(Verb.CONTINUE) and undrawn:  # nobody was asked yet
        action, result = Action(Verb.RESHAPE), ActionResult(focus=undrawn)
    elif action.verb is Verb.REGION:
        result = use_template(state.project, action, posted, group)
    else:
        result = apply_action(action, posted, group)
    if step.ask is None:
        service = read_service(posted, state.services, before=service)
    else:
        answers = state.read_step(step, posted)
        answers = answers.with_boxes(step, read_boxes(posted, boxes))
    is_asked = post.get("show") == "problems"
    checked = _check(answers, step, action, is_asked=is_asked)
    changed = replace(state, answers=checked, chosen_service=service)
    if action.verb == Verb.FIX:
        changed, result = _fix(changed, action.target)
    elif action.verb == Verb.PRESET and step is SCHEDULE:
        changed, result = apply_preset(changed, action.target)
    elif action.verb == Verb.UNDO and step is SCHEDULE:
        changed, result = undo_preset(changed)
    elif action.verb == Verb.NEXT:
        result = find_next_problem(changed.shown_findings(step), action, posted, group)
    elif action.verb in (Verb.CONTINUE, Verb.GO):  # what was filled in is taken as it is
        changed = replace(changed, answers=replace(changed.answers, preset_undo=None))
    changed = _confirm(state, changed, step, read_ticked(post.getlist("confirm")), by)
    return StepChange(before=state, state=changed, result=result, action=action)


def find_next_problem(found: list[Finding], action: Action, posted: Posted, group: Group) -> ActionResult:
    """Leads to the first row of a list, after the one that the button is at, in which a problem is shown."""
    _found, node = find_node(action.target, posted, group)
    places = {extend(action.target, key): place for place, key in enumerate(node.keys)}
    fields: dict[int, str] = {}
    for finding in found:
        row = next((name for name in list_row_names(finding.field or "") if name in places), None)
        if row is not None and finding.blocks:
            fields.setdefault(places[row], finding.field or "")
    here = places.get(extend(action.target, action.argument), -1)
    following = min(fields, key=lambda place: (place <= here, place), default=None)
    if following is None:
        return ActionResult(focus=action.target, announcement=gettext(NO_MORE))
    return ActionResult(focus=fields[following], announcement=gettext(NEXT) % {"number": following + 1})


def _check(answers: DraftAnswers, step: Step, action: Action, *, is_asked: bool) -> DraftAnswers:
    """Continuing and pasting have the step judged, as has a page that was asked for all its problems; one
    that changes its shape waits until it is continued.
    """
    if action.verb in (Verb.RESHAPE, Verb.ADD, Verb.COPY, Verb.REMOVE):
        return answers.with_check(step, is_checked=False)
    is_judged = is_asked or action.verb in (Verb.CONTINUE, Verb.PASTE)
    return answers.with_check(step, is_checked=True) if is_judged else answers


def _confirm(before: DraftState, changed: DraftState, step: Step, ticked: list[str], by: User) -> DraftState:
    """The changed draft with the boxes as they were posted; one that the page did not have stays as it is."""
    if not ticked and not changed.confirmations:
        return changed
    drawn = {finding.key for finding in before.shown_findings(step)}.union(ticked)
    asked = [finding for finding in changed.findings_for(step) if finding.key in drawn]
    return confirm_ticked(changed, asked, ticked, by)


def _fix(state: DraftState, key: str) -> tuple[DraftState, ActionResult]:
    """The draft with one problem's fix applied; as it was where that problem is no longer there."""
    finding = next((each for each in state.findings if each.key == key), None)
    if finding is None or finding.problem.fix is None:
        return state, ActionResult(announcement=gettext(GONE))
    request = apply_patch(state.request, finding.problem.fix.patch)
    result = ActionResult(focus=finding.field or "", announcement=gettext(FIXED) % {"fix": finding.fix_label})
    return renew(state, finding.step, request), result
