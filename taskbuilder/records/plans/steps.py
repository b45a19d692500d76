"""Making the steps of a run: each in one transaction with its submission, or with its deletion."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import F

from taskbuilder.records.models import (
    CreatedTask,
    Plan,
    PlanRow,
    PlanRun,
    Replacement,
    ReplacementState,
    RunStep,
    Service,
    Submission,
    Template,
)
from taskbuilder.records.plans.comparing import NOT_THERE
from taskbuilder.records.plans.judge import Judge
from taskbuilder.records.plans.states import KIND_OF, Change, StepKind, StepState
from taskbuilder.records.submissions.acceptance import Caller, note_confirmation
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.records.submissions.states import State
from taskbuilder.records.submissions.unique_names import add_suffix
from taskbuilder.records.task_actions.asking import Choice, Reason, choose, load_tasks, write
from taskbuilder.records.task_actions.replacements import begin_replacement, settled
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Problem, Severity
from taskbuilder.taskspec.secrets.declared import declared_by

CHANGED = _("The row changed after the plan was checked. Check the plan again.")
INVALID = _("The row is no longer valid. Check the plan again.")
BY_PLAN = _("A plan replaced or deleted the new task before it ran.")


@dataclass
class Stepping:
    """Makes the steps of a chunk of rows; in the caller's transaction, with the run locked."""

    run: PlanRun
    plan: Plan
    service: Service
    judge: Judge
    now: datetime
    steps: list[RunStep] = field(default_factory=list)
    rows: list[PlanRow] = field(default_factory=list)

    def take(self, rows: Sequence[PlanRow]) -> None:
        """Does what is to be done with each of these rows, as `select_left` finds them, and notes it."""
        waiting = find_waiting(row.standing_id for row in rows if row.standing_id is not None)
        deleted = []
        for row in rows:
            kind = self.find_kind(row)
            if kind is StepKind.DELETE:
                deleted.append(row)
            else:
                self.send(row, kind, waiting.get(row.standing_id) if row.standing_id is not None else None)
        if deleted:
            self.delete(deleted, waiting)
        self.store()

    def find_kind(self, row: PlanRow) -> StepKind:
        return StepKind.DELETE if self.run.undoes_id is not None else KIND_OF[Change(row.change)]

    def store(self) -> None:
        """The rows as they are now, the steps, and how often the template was used."""
        PlanRow.objects.bulk_update(self.rows, ["standing", "standing_digest", "change"])
        RunStep.objects.bulk_create(self.steps)
        sent = sum(step.kind != StepKind.DELETE and step.state == StepState.OPEN for step in self.steps)
        if sent and self.plan.template is not None:
            used = Template.objects.filter(pk=self.plan.template.template_id)
            used.update(use_count=F("use_count") + sent, used_at=self.now)
        self.steps, self.rows = [], []

    def send(self, row: PlanRow, kind: StepKind, waiting: Replacement | None) -> None:
        """Creates a row's task, or the one that takes the place of its present one."""
        request = self.judge.renderer.render(row.cells)
        if self.judge.make_digest(request) != row.digest or not is_as_compared(row):
            self.skip(row, kind, CHANGED)
            return
        problems = self.judge.find_problems(request, row.cells)
        if reason := self.find_obstacle(problems):
            self.skip(row, kind, reason)
            return
        is_replacing = kind is StepKind.REPLACE
        submission_id = uuid4()
        if self.service.project.suffixes_names:
            request = add_suffix(request, submission_id)
        submission = build_submission(
            submission_id=submission_id,
            service=self.service,
            request=request,
            confirmations=self.list_confirmations(problems),
            by=self.run.by,
            now=self.now,
            made_from=row.standing_id if is_replacing else None,
            declared=declared_by(self.judge.renderer.service),
        )
        if self.plan.template is not None:
            submission.template, submission.template_name = self.plan.template, self.plan.template_name
        enqueue(submission)
        step = self.note(row, kind, submission)
        step.before_id, step.before_digest = row.standing_id, row.standing_digest
        if is_replacing and row.standing_id is not None:
            self.replace(submission, row.standing_id, waiting)
            if waiting is not None:
                step.before_id = waiting.old_id
                step.before_digest = find_digests([waiting.old_id]).get(waiting.old_id, "")
        row.standing, row.standing_digest, row.change = submission, row.digest, Change.PENDING
        self.rows.append(row)

    def find_obstacle(self, problems: Iterable[Problem]) -> str:
        """Why a row cannot be sent; "" where it can. Rules may say more of it than when it was checked."""
        severities = {problem.severity for problem in problems}
        if Severity.ERROR in severities:
            return INVALID
        return CHANGED if Severity.CONFIRM in severities and not self.run.confirms else ""

    def list_confirmations(self, problems: Iterable[Problem]) -> list[dict[str, str]]:
        caller = Caller(person=self.run.by)
        found = (each for each in problems if each.severity is Severity.CONFIRM)
        return [note_confirmation(each, caller, self.now) for each in found]

    def note(
        self,
        row: PlanRow,
        kind: StepKind,
        submission: Submission | None,
        *,
        state: StepState = StepState.OPEN,
        reason: str = "",
    ) -> RunStep:
        step = RunStep(
            run=self.run,
            row=row,
            key=row.key,
            kind=kind,
            state=state,
            submission=submission,
            reason=reason,
            asked_at=self.now,
            settled_at=None if state is StepState.OPEN else self.now,
        )
        self.steps.append(step)
        return step

    def skip(self, row: PlanRow, kind: StepKind, reason: str) -> None:
        self.note(row, kind, None, state=StepState.SKIPPED, reason=reason)

    def replace(self, submission: Submission, old: UUID, waiting: Replacement | None) -> None:
        """Where the old one has not taken the place of an older one yet, the new one is to do that at once,
        and the old one goes: it does not run yet.
        """
        if waiting is None:
            begin_replacement(submission, old_id=old, by=self.run.by, now=self.now)
            return
        begin_replacement(submission, old_id=waiting.old_id, by=self.run.by, now=self.now)
        settle_early([waiting.pk], now=self.now)
        tasks = load_tasks(self.plan.project, CreatedTask.objects.filter(submission=old))
        choice = choose(ActionKind.DELETE, tasks)
        write(ActionKind.DELETE, choice, project=self.plan.project, by=self.run.by, now=self.now)

    def delete(self, rows: Sequence[PlanRow], waiting: dict[UUID, Replacement]) -> None:
        """Asks for the deletion of all tasks of these rows, by one batch.

        Of one that has not taken the place of an older one yet, that one goes too; unless this undoes it.
        """
        owners = {row.standing_id: row for row in rows if row.standing_id is not None}
        replaced = {each.old_id: owners[key] for key, each in waiting.items() if key in owners}
        settle_early([key for key in waiting if key in owners], now=self.now)
        is_undoing = self.run.undoes_id is not None
        if not is_undoing:
            owners |= replaced
        found = CreatedTask.objects.filter(submission__in=owners)
        choice = choose(ActionKind.DELETE, load_tasks(self.plan.project, found))
        busy = {owners[task.submission_id].pk for task in choice.left_out.get(Reason.UNDER_WAY, [])}
        fit = [task for task in choice.fit if owners[task.submission_id].pk not in busy]
        asked = write(
            ActionKind.DELETE, Choice(fit=fit), project=self.plan.project, by=self.run.by, now=self.now
        )
        late = {owners[task.submission_id].pk for task in asked.left_out.get(Reason.UNDER_WAY, [])}
        restored = {row.pk: old for old, row in replaced.items()} if is_undoing else {}
        digests = find_digests(restored.values())
        for row in rows:
            if row.pk in busy:
                self.skip(row, StepKind.DELETE, str(Reason.UNDER_WAY.label))
                continue
            step = self.note(row, StepKind.DELETE, row.standing)
            step.before_id = restored.get(row.pk)
            step.before_digest = digests.get(step.before_id, "") if step.before_id else ""
            step.batch = asked.batch
            step.reason = str(Reason.UNDER_WAY.label) if row.pk in late else ""
            row.change = Change.PENDING
            self.rows.append(row)


def is_as_compared(row: PlanRow) -> bool:
    """Whether what is there for a row is still what its change says. `standing` was read with it."""
    standing = row.standing
    is_there = (
        standing is not None and standing.state == State.CREATED and standing.task_state not in NOT_THERE
    )
    return is_there == (row.change in (Change.CHANGED, Change.DRIFTED)) and (
        standing is None or standing.state == State.CREATED
    )


def find_waiting(submissions: Iterable[UUID]) -> dict[UUID, Replacement]:
    """Those of these submissions whose tasks have not taken the place of older ones yet, locked."""
    rows = Replacement.objects.filter(pk__in=list(submissions), state=ReplacementState.WAITING)
    return {row.pk: row for row in rows.select_for_update()}


def settle_early(ids: Collection[UUID], *, now: datetime) -> None:
    """Has nothing follow these replacements any more."""
    waiting = Replacement.objects.filter(pk__in=ids, state=ReplacementState.WAITING)
    waiting.update(**settled(ReplacementState.KEPT, BY_PLAN, now=now))


def find_digests(submissions: Iterable[UUID]) -> dict[UUID, str]:
    """The digests of the requests that earlier steps replaced."""
    rows = RunStep.objects.filter(before__in=list(submissions)).order_by("pk")
    return {old: digest for old, digest in rows.values_list("before_id", "before_digest") if old is not None}
