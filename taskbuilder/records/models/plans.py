"""Plans, their rows, the runs that apply them, and what each run did with each row."""

import uuid
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedJSONField, EncryptedTextField, ExactJSONField
from taskbuilder.records.models.projects import Project, Service
from taskbuilder.records.models.submissions import NAME_LENGTH, Submission
from taskbuilder.records.plans.states import (
    ENDED,
    OPEN,
    Cause,
    Change,
    KeyProblem,
    NameClash,
    RunState,
    StepKind,
    StepState,
)
from taskbuilder.taskspec.json_value import JsonObject

PLAN_NAME_LENGTH, PATTERN_LENGTH, KEY_LENGTH, DIGEST_LENGTH, REASON_LENGTH = 100, 200, 200, 64, 500


class ColumnUse(TypedDict):
    """A column of the table, counted from 0, and the field of the request that it fills, by JSON Pointer."""

    column: int
    pointer: str


FixedCells = dict[str, dict[str, str]]


class Plan(models.Model):
    """A table of rows for one template: each row is a task that shall be there.

    `base` is the request of the template with its secrets, `declared` what a schema declared secret of it
    (`DraftAnswers.declared`), `salt` what digests of its rows are keyed with. `key_column` names a row, its
    task's name where that is None. `revision` counts the changes of the plan, `judged_revision` is the one
    that was checked last, at `judged_at`. `judging` counts the checks that found something new.
    `judge_due_at` is when a relay may check it, or do so anew; `judged_rows` is how far it has come.
    Rows that have the same in `group_column` are one task; with `group_size`, rows without a group get one
    that has fewer. `sources`: which sources of the inventory its table was made of; empty where it was not.
    `fixed`: of such a table the cells that people changed, by line and header, as the inventory has them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="plans", verbose_name=_("project"), db_index=False
    )
    name = models.CharField(_("name"), max_length=PLAN_NAME_LENGTH)
    service = models.ForeignKey(
        Service, models.SET_NULL, related_name="+", verbose_name=_("service"), null=True, blank=True
    )
    template = models.ForeignKey(
        "records.TemplateVersion",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("template"),
        null=True,
        blank=True,
    )
    template_name = models.CharField(_("template name"), max_length=100, blank=True)
    base = EncryptedJSONField[JsonObject](_("request"), default=dict)
    declared = ExactJSONField[JsonObject](_("declared secret"), default=dict)
    salt = EncryptedTextField(_("salt"))
    headers = ExactJSONField[list[str]](_("headers"), default=list)
    columns = ExactJSONField[list[ColumnUse]](_("columns"), default=list)
    key_column = models.PositiveSmallIntegerField(_("key column"), null=True, blank=True)
    name_pattern = models.CharField(_("name pattern"), max_length=PATTERN_LENGTH, blank=True)
    group_column = models.PositiveSmallIntegerField(_("column of groups"), null=True, blank=True)
    group_size = models.PositiveSmallIntegerField(_("inputs per task"), null=True, blank=True)
    sources = ExactJSONField[JsonObject](_("sources"), default=dict, blank=True)
    fixed = EncryptedJSONField[FixedCells](_("cells fixed by hand"), default=dict, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    judged_revision = models.PositiveIntegerField(_("checked revision"), default=0)
    judging = models.PositiveIntegerField(_("checks"), default=0)
    judged_at = models.DateTimeField(_("checked"), null=True, blank=True)
    judge_due_at = models.DateTimeField(_("check due"), null=True, blank=True)
    judged_rows = models.PositiveIntegerField(_("rows checked"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), db_index=False
    )
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = [
            models.Index(fields=["project", "-changed_at"], name="plan_list"),
            models.Index(fields=["by"], name="plan_by_person"),
            models.Index(
                fields=["judge_due_at"], name="plan_judge_due", condition=Q(judge_due_at__isnull=False)
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="plan_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_judged(self) -> bool:
        """Whether its last change was checked, so that it can be applied."""
        return self.judged_revision == self.revision

    @property
    def is_being_judged(self) -> bool:
        return self.judge_due_at is not None


class PlanRow(models.Model):
    """A row of a plan's table, or one that was in it (not `is_wanted`) and whose task is still there.

    `number` is its line in the file. Of a group `lines` are those of all its rows, whose `cells` follow each
    other. `name` is its task's, `digest` that of the request that it makes.
    `standing` is the submission whose tasks are there for its key, `standing_digest` of the request of that.
    `change` is what a comparison found; `confirm_count` counts what somebody has to confirm.
    """

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="rows", verbose_name=_("plan"), db_index=False
    )
    position = models.PositiveIntegerField(_("position"))
    number = models.PositiveIntegerField(_("line"))
    key = models.CharField(_("key"), max_length=KEY_LENGTH, blank=True)
    key_problem = models.CharField(
        _("problem of the key"), max_length=10, choices=KeyProblem, default=KeyProblem.NONE, blank=True
    )
    cells = EncryptedJSONField[list[str]](_("cells"), default=list)
    lines = ExactJSONField[list[int]](_("lines of the group"), default=list, blank=True)
    is_wanted = models.BooleanField(_("in the table"), default=True)
    name = models.CharField(_("task name"), max_length=NAME_LENGTH, blank=True)
    name_clash = models.CharField(
        _("name used by"), max_length=5, choices=NameClash, default=NameClash.NONE, blank=True
    )
    problem_count = models.PositiveSmallIntegerField(_("problems"), default=0)
    confirm_count = models.PositiveSmallIntegerField(_("to confirm"), default=0)
    cpu = models.FloatField("CPU", default=0)
    memory = models.PositiveIntegerField(_("memory"), default=0)
    change = models.CharField(_("change"), max_length=10, choices=Change, default=Change.UNJUDGED)
    digest = models.CharField(_("digest"), max_length=DIGEST_LENGTH, blank=True)
    standing = models.ForeignKey(
        Submission,
        models.SET_NULL,
        related_name="plan_rows",
        verbose_name=_("current submission"),
        null=True,
        blank=True,
        db_index=False,
    )
    standing_digest = models.CharField(_("digest of the current one"), max_length=DIGEST_LENGTH, blank=True)

    class Meta:
        verbose_name = _("row of a plan")
        verbose_name_plural = _("rows of plans")
        indexes = [
            models.Index(fields=["plan", "position"], name="plan_row_order"),
            models.Index(fields=["plan", "change", "position"], name="plan_row_by_change"),
            models.Index(fields=["plan", "name"], name="plan_row_named"),
            models.Index(fields=["standing"], name="plan_row_standing", condition=Q(standing__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"], name="plan_row_key_once", condition=Q(key_problem="")
            ),
            models.CheckConstraint(condition=Q(change__in=Change.values), name="plan_row_change"),
        ]

    def __str__(self) -> str:
        return self.key or str(self.number)

    @property
    def numbers(self) -> list[int]:
        """The lines of the file that it is made of: of a group several."""
        return self.lines or [self.number]


class PlanRun(models.Model):
    """One application of a plan, as somebody confirmed it: what it may do, and how far it has come.

    `judging` and `revision` name the check that it applies. It does what is ticked: `creates`, `replaces`
    (what was changed), `restores` (what was changed in the cloud), `deletes`; `confirms` is whether rows are
    sent that need a confirmation. `total` counts the rows that it was to do. `undoes` is the run whose tasks
    it deletes, `retries` the one whose refused rows it sends again. A relay holds it until `due_at`, which is
    None once nothing more happens; `turn` counts the relays' turns. `refusals` counts those in a row of one
    `reason`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="runs", verbose_name=_("plan"), db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), db_index=False
    )
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.RUNNING)
    revision = models.PositiveIntegerField(_("revision"))
    judging = models.PositiveIntegerField(_("check"))
    creates = models.BooleanField(_("creates"), default=True)
    replaces = models.BooleanField(_("replaces"), default=False)
    restores = models.BooleanField(_("restores"), default=False)
    deletes = models.BooleanField(_("deletes"), default=False)
    confirms = models.BooleanField(_("confirms"), default=False)
    is_canary = models.BooleanField(_("first row alone"), default=False)
    undoes = models.ForeignKey(
        "self", models.CASCADE, related_name="undone_by", verbose_name=_("undoes"), null=True, blank=True
    )
    retries = models.ForeignKey(
        "self", models.CASCADE, related_name="retried_by", verbose_name=_("retries"), null=True, blank=True
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, default=Cause.NONE, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    refusals = models.PositiveSmallIntegerField(_("refusals in a row"), default=0)
    turn = models.PositiveIntegerField(_("turns"), default=0)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("run of a plan")
        verbose_name_plural = _("runs of plans")
        indexes = [
            models.Index(fields=["plan", "-asked_at"], name="plan_run_list"),
            models.Index(fields=["by"], name="plan_run_by_person"),
            models.Index(fields=["due_at"], name="plan_run_due", condition=Q(due_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan"], name="plan_run_one_open", condition=Q(state__in=OPEN)),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="plan_run_state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at__isnull=True)
                | Q(state__in=ENDED, finished_at__isnull=False),
                name="plan_run_finished_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class RunStep(models.Model):
    """What a run did with one row: stored in one transaction with the submission or the deletion.

    `submission` is the new one; of a deletion the one whose tasks are deleted, by `batch`. Of a replacement
    `before` is the old one. `reason` says what the cloud refused it for, or why it was left out.
    """

    run = models.ForeignKey(
        PlanRun, models.CASCADE, related_name="steps", verbose_name=_("run"), db_index=False
    )
    row = models.ForeignKey(
        PlanRow, models.SET_NULL, related_name="+", verbose_name=_("row"), null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    kind = models.CharField(_("action"), max_length=10, choices=StepKind)
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.OPEN)
    submission = models.ForeignKey(
        Submission, models.SET_NULL, related_name="+", verbose_name=_("submission"), null=True, blank=True
    )
    before = models.ForeignKey(
        Submission, models.SET_NULL, related_name="+", verbose_name=_("old submission"), null=True, blank=True
    )
    before_digest = models.CharField(_("digest of the old one"), max_length=DIGEST_LENGTH, blank=True)
    batch = models.ForeignKey(
        "records.ActionBatch",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("deletion"),
        null=True,
        blank=True,
    )
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    settled_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of a run")
        verbose_name_plural = _("steps of runs")
        indexes = [
            models.Index(fields=["run", "state", "id"], name="run_step_by_state"),
            models.Index(fields=["run", "settled_at"], name="run_step_settled"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="run_step_key_once"),
            models.UniqueConstraint(fields=["run", "row"], name="run_step_row_once"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="run_step_kind"),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="run_step_state"),
            models.CheckConstraint(
                condition=Q(state=StepState.OPEN, settled_at__isnull=True)
                | (~Q(state=StepState.OPEN) & Q(settled_at__isnull=False)),
                name="run_step_settled_unless_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.key}"
