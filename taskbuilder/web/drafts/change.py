"""What a pressed button makes of a draft: its new answers, service and confirmations, not saved yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from taskbuilder.forms.action_result import Outcome
from taskbuilder.forms.fields import Section
from taskbuilder.forms.posted import read_post
from taskbuilder.forms.row_actions import fill_boxes, read_boxes
from taskbuilder.forms.unrendered_variants import find_undrawn
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
    Press,
    apply_press,
)
from taskbuilder.web.drafts.answers import PASTED, Answers, renew_step
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.page_version import Mark, sign
from taskbuilder.web.drafts.schedule.apply_preset import fill_in, forget_before, take_back
from taskbuilder.web.drafts.service_step import read_service
from taskbuilder.web.drafts.state import SCHEDULE, Work, check_step, confirm
from taskbuilder.web.drafts.steps import Step
from taskbuilder.web.drafts.withheld_secrets import read_step

MENDED, GONE = _("Done: %(mend)s."), _("That problem is no longer there.")


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The draft as it will be, what changed since it was read, and what the page should say."""

    before: Work
    work: Work
    outcome: Outcome
    press: Press
    is_changed: bool

    def refused(self, step: Step) -> list[Finding]:
        """What to show on the page that follows, where it is this step's again."""
        if self.outcome.problem is not None:
            return [tell_full_list(self.outcome, step)]
        return self.work.told_on(step) if self.work.is_checked(step) else self.work.told_early(step)


def answer_step(
    work: Work,
    *,
    step: Step,
    section: Section,
    services: Sequence[Service],
    post: MultiValueDict[str, str],
    press: Press,
    mark: Mark,
    by: User,
) -> Answered:
    """Reads a step's form into a changed copy of the draft; the copy is not saved."""
    posted = read_post(post)
    boxes = work.answers.get(PASTED, {})
    fill_boxes(posted, boxes.get(step.slug, {}))
    undrawn = next(find_undrawn(section, posted, work.typed_at(step), work.platform), "")
    if press == Press(CONTINUE) and undrawn:  # nobody was asked yet
        press, outcome = Press(RESHAPE), Outcome(focus=undrawn)
    else:
        outcome = apply_press(press, posted, section)
    service = work.draft.service if step.ask else read_service(posted, services, before=work.draft.service)
    answers = work.answers
    if step.ask is not None:
        answers = {**answers, step.slug: read_step(section, posted, work.typed_at(step), work.platform)}
        answers = keep_boxes(answers, step, read_boxes(posted, boxes.get(step.slug, {})))
    changed = change(work, answers=_check(answers, step, press), service=service)
    if press.verb == FIX:
        changed, outcome = _fix(changed, press.what)
    if press.verb in (PRESET, UNDO) and step is SCHEDULE:
        answers, outcome = fill_in(changed, press.what) if press.verb == PRESET else take_back(changed)
        changed = change(changed, answers=answers, service=service)
    if press.verb in (CONTINUE, GO):
        changed = change(changed, answers=forget_before(changed.answers), service=service)
        changed = _confirm(changed, step, post.getlist("confirm"), by)
    is_changed = _held(changed) != _held(work)
    signed = change(changed, answers=sign(changed.answers, mark, work.draft), service=service)
    return Answered(before=work, work=signed, outcome=outcome, press=press, is_changed=is_changed)


def _held(work: Work) -> tuple[object, ...]:
    return work.answers, work.draft.service_id, work.draft.confirmations


def change(
    work: Work, *, answers: Answers, service: Service | None, confirmations: list[object] | None = None
) -> Work:
    """The same moment with another draft: the one that was read stays as it was."""
    draft = type(work.draft)(
        pk=work.draft.pk,
        project=work.draft.project,
        owner_id=work.draft.owner_id,
        service=service,
        title=work.draft.title,
        revision=work.draft.revision,
        created_at=work.draft.created_at,
        updated_at=work.draft.updated_at,
        answers=answers,
        confirmations=work.draft.confirmations if confirmations is None else confirmations,
    )
    return replace(work, draft=draft)


def keep_boxes(answers: Answers, step: Step, texts: dict[str, str]) -> Answers:
    """The answers with what stands in the boxes of a step; none are named where there is nothing."""
    boxes = {slug: each for slug, each in answers.get(PASTED, {}).items() if slug != step.slug}
    boxes |= {step.slug: texts} if texts else {}
    others = {name: each for name, each in answers.items() if name != PASTED}
    return others | ({PASTED: boxes} if boxes else {})


def _check(answers: Answers, step: Step, press: Press) -> Answers:
    """Continuing and pasting have the step judged; one that changes its shape waits until it is continued."""
    if press.verb in (CONTINUE, PASTE):
        return check_step(answers, step, is_checked=True)
    return (
        check_step(answers, step, is_checked=False) if press.verb in (RESHAPE, ADD, COPY, REMOVE) else answers
    )


def _fix(work: Work, key: str) -> tuple[Work, Outcome]:
    """The draft with one problem's mend applied; as it was where that problem is no longer there."""
    finding = next((each for each in work.findings if each.key == key), None)
    if finding is None or finding.problem.fix is None:
        return work, Outcome(announcement=gettext(GONE))
    request = apply_patch(work.request, finding.problem.fix.patch)
    answers = renew_step(work.answers, finding.step, request, work.service)
    outcome = Outcome(focus=finding.field or "", announcement=gettext(MENDED) % {"mend": finding.mend})
    return change(work, answers=answers, service=work.draft.service), outcome


def _confirm(work: Work, step: Step, ticked: list[str], by: User) -> Work:
    confirmations = confirm(work.told_on(step), ticked, before=work.draft.confirmations, by=by, now=work.now)
    if confirmations == work.draft.confirmations:
        return work
    return change(work, answers=work.answers, service=work.draft.service, confirmations=list(confirmations))


def tell_full_list(outcome: Outcome, step: Step) -> Finding:
    """The message at a list that takes no more rows."""
    assert outcome.problem is not None
    return Finding(
        problem=outcome.problem,
        message=outcome.problem.render(gettext),
        step=step,
        field=outcome.full,
        key="",
        is_confirmed=False,
    )
