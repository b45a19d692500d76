"""Every table of Task Builder."""

from taskbuilder.records.models.capacities import Capacity
from taskbuilder.records.models.cloud_tasks import (
    CloudTask,
    FoundTask,
    ShownRequest,
    TaskChange,
    TaskReading,
)
from taskbuilder.records.models.comments import Comment, CommentKind
from taskbuilder.records.models.counts import DailyCount
from taskbuilder.records.models.decisions import Decision, Verdict
from taskbuilder.records.models.drafts import Draft, ReviewedDraft, Snapshot
from taskbuilder.records.models.exports import Export, ExportChunk, ExportState, Failure, Format
from taskbuilder.records.models.imports import DraftImport, PlanUpload
from taskbuilder.records.models.inventory import FormerAddress, InventoryEntry, InventoryImport, Sink, Source
from taskbuilder.records.models.notifications import Notification, NotificationChoice, ProjectEvent
from taskbuilder.records.models.people import ColourMode, Density, Preferences, Session
from taskbuilder.records.models.plans import ColumnUse, Plan, PlanRow, PlanRun, RunStep
from taskbuilder.records.models.projects import Member, Pace, Project, Role, Service, SignIn
from taskbuilder.records.models.regions.sources import SourceRegion, SourceSnapshot
from taskbuilder.records.models.regions.templates import RegionTemplate
from taskbuilder.records.models.saved_filters import DefaultFilter, SavedFilter
from taskbuilder.records.models.search import SearchEntry, TrigramIndex
from taskbuilder.records.models.submissions import Attempt, CreatedTask, InputFingerprint, Result, Submission
from taskbuilder.records.models.task_actions import (
    ActionAttempt,
    ActionBatch,
    ActionResult,
    Replacement,
    ReplacementState,
    TaskAction,
)
from taskbuilder.records.models.templates import AskedField, Template, TemplateVersion
from taskbuilder.records.models.tokens import ApiToken, RequestKey
from taskbuilder.records.models.webhooks import Delivery, DeliveryAttempt, DeliveryState, Webhook

__all__ = [
    "ActionAttempt",
    "ActionBatch",
    "ActionResult",
    "ApiToken",
    "AskedField",
    "Attempt",
    "Capacity",
    "CloudTask",
    "ColourMode",
    "ColumnUse",
    "Comment",
    "CommentKind",
    "CreatedTask",
    "DailyCount",
    "Decision",
    "DefaultFilter",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryState",
    "Density",
    "Draft",
    "DraftImport",
    "Export",
    "ExportChunk",
    "ExportState",
    "Failure",
    "Format",
    "FormerAddress",
    "FoundTask",
    "InputFingerprint",
    "InventoryEntry",
    "InventoryImport",
    "Member",
    "Notification",
    "NotificationChoice",
    "Pace",
    "Plan",
    "PlanRow",
    "PlanRun",
    "PlanUpload",
    "Preferences",
    "Project",
    "ProjectEvent",
    "RegionTemplate",
    "Replacement",
    "ReplacementState",
    "RequestKey",
    "Result",
    "ReviewedDraft",
    "Role",
    "RunStep",
    "SavedFilter",
    "SearchEntry",
    "Service",
    "Session",
    "ShownRequest",
    "SignIn",
    "Sink",
    "Snapshot",
    "Source",
    "SourceRegion",
    "SourceSnapshot",
    "Submission",
    "TaskAction",
    "TaskChange",
    "TaskReading",
    "Template",
    "TemplateVersion",
    "TrigramIndex",
    "Verdict",
    "Webhook",
]
