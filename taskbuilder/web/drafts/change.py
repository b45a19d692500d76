"""What a pressed button makes of a draft: its new answers, service and confirmations, not saved yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.fields import Group
from taskbuilder.forms.posted import read_post
from taskbuilder.forms.row_actions import fill_boxes, read_boxes
from taskbuilder.forms.unrendered_variants import find_unrendered
from taskbuilder.records.models import Service
from taskbuilder.taskspec.json_patch import apply_patch
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.web.drafts.actions import (
    ADD,
    CONTINUE,
    COPY,
    FIX,
    GO,
    PASTE,
    PRESET,
    REMOVE,
    RESHAPE,
    UNDO,
    Action,
    apply_action,
)
from taskbuilder.web.drafts.answers import PASTED, Answers, renew_step
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.page_version import PageVersion, record_editor
from taskbuilder.web.drafts.schedule.apply_preset import apply_preset, forget_before, undo_preset
from taskbuilder.web.drafts.service_step import read_service
from taskbuilder.web.drafts.state import SCHEDULE, Confirmation, DraftState, check_step, confirm
from taskbuilder.web.drafts.steps import Step
from taskbuilder.web.drafts.withheld_secrets import read_step

MENDED, GONE = _("Done: %(mend)s."), _("That problem is no longer there.")


@dataclass(frozen=True, kw_only=True)
class DraftChange:
    """The draft as it will be, what changed since it was read, and what the page should say."""

    before: DraftState
    state: DraftState
    result: ActionResult
    action: Action
    is_changed: bool

    def refused(self, step: Step) -> list[Finding]:
        """What to show on the page that follows, where it is this step's again."""
        if self.result.problem is not None:
            return [tell_full_list(self.result, step)]
        return self.state.findings_for(step) if self.state.is_checked(step) else self.state.told_early(step)


def change_step(
    state: DraftState,
    *,
    step: Step,
    group: Group,
    services: Sequence[Service],
    post: MultiValueDict[str, str],
    action: Action,
    version: PageVersion,
    by: User,
) -> DraftChange:
    """Reads a step's form into a changed copy of the draft; the copy is not saved."""
    posted = read_post(post)
    boxes = state.answers.get(PASTED, {})
    fill_boxes(posted, boxes.get(step.slug, {}))
    undrawn = next(find_unrendered(group, posted, state.value_at(step), state.platform), "")
    if action == Action(CONTINUE) and undrawn:  # nobody was asked yet
        action, result = Action(RESHAPE), ActionResult(focus=undrawn)
    else:
        result = apply_action(action, posted, group)
    service = state.draft.service if step.ask else read_service(posted, services, before=state.draft.service)
    answers = state.answers
    if step.ask is not None:
        answers = {**answers, step.slug: read_step(group, posted, state.value_at(step), state.platform)}
        answers = keep_boxes(answers, step, read_boxes(posted, boxes.get(step.slug, {})))
    changed = with_changes(state, answers=_check(answers, step, action), service=service)
    if action.verb == FIX:
        changed, result = _fix(changed, action.what)
    if action.verb in (PRESET, UNDO) and step is SCHEDULE:
        answers, result = (
            apply_preset(changed, action.what) if action.verb == PRESET else undo_preset(changed)
        )
        changed = with_changes(changed, answers=answers, service=service)
    if action.verb in (CONTINUE, GO):
        changed = with_changes(changed, answers=forget_before(changed.answers), service=service)
        changed = _confirm(changed, step, post.getlist("confirm"), by)
    is_changed = _held(changed) != _held(state)
    signed = with_changes(
        changed, answers=record_editor(changed.answers, version, state.draft), service=service
    )
    return DraftChange(before=state, state=signed, result=result, action=action, is_changed=is_changed)


def _held(state: DraftState) -> tuple[object, ...]:
    return state.answers, state.draft.service_id, state.draft.confirmations


def with_changes(
    state: DraftState,
    *,
    answers: Answers,
    service: Service | None,
    confirmations: list[Confirmation] | None = None,
) -> DraftState:
    """The same moment with another draft: the one that was read stays as it was."""
    draft = type(state.draft)(
        pk=state.draft.pk,
        project=state.draft.project,
        owner_id=state.draft.owner_id,
        service=service,
        title=state.draft.title,
        revision=state.draft.revision,
        created_at=state.draft.created_at,
        updated_at=state.draft.updated_at,
        answers=answers,
        confirmations=state.draft.confirmations if confirmations is None else confirmations,
    )
    return replace(state, draft=draft)


def keep_boxes(answers: Answers, step: Step, texts: dict[str, str]) -> Answers:
    """The answers with what stands in the boxes of a step; none are named where there is nothing."""
    boxes = {slug: each for slug, each in answers.get(PASTED, {}).items() if slug != step.slug}
    boxes |= {step.slug: texts} if texts else {}
    others = {name: each for name, each in answers.items() if name != PASTED}
    return others | ({PASTED: boxes} if boxes else {})


def _check(answers: Answers, step: Step, action: Action) -> Answers:
    """Continuing and pasting have the step judged; one that changes its shape waits until it is continued."""
    if action.verb in (CONTINUE, PASTE):
        return check_step(answers, step, is_checked=True)
    return (
        check_step(answers, step, is_checked=False)
        if action.verb in (RESHAPE, ADD, COPY, REMOVE)
        else answers
    )


def _fix(state: DraftState, key: str) -> tuple[DraftState, ActionResult]:
    """The draft with one problem's mend applied; as it was where that problem is no longer there."""
    finding = next((each for each in state.findings if each.key == key), None)
    if finding is None or finding.problem.fix is None:
        return state, ActionResult(announcement=gettext(GONE))
    request = apply_patch(state.request, finding.problem.fix.patch)
    answers = renew_step(state.answers, finding.step, request, state.service)
    result = ActionResult(focus=finding.field or "", announcement=gettext(MENDED) % {"mend": finding.mend})
    return with_changes(state, answers=answers, service=state.draft.service), result


def _confirm(state: DraftState, step: Step, ticked: list[str], by: User) -> DraftState:
    confirmations = confirm(
        state.findings_for(step), ticked, before=state.draft.confirmations, by=by, now=state.now
    )
    if confirmations == state.draft.confirmations:
        return state
    return with_changes(
        state, answers=state.answers, service=state.draft.service, confirmations=confirmations
    )


def tell_full_list(result: ActionResult, step: Step) -> Finding:
    """The message at a list that takes no more rows."""
    assert result.problem is not None
    return Finding(
        problem=result.problem,
        message=result.problem.render(gettext),
        step=step,
        field=result.full,
        key="",
        is_confirmed=False,
    )
