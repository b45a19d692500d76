"""Every table of Task Builder."""

from taskbuilder.records.models.decisions import Decision, Verdict
from taskbuilder.records.models.drafts import Draft, Snapshot
from taskbuilder.records.models.projects import Member, Pace, Project, Role, Service, SignIn
from taskbuilder.records.models.submissions import Attempt, CreatedTask, InputFingerprint, Result, Submission
from taskbuilder.records.models.tokens import ApiToken, RequestKey

__all__ = [
    "ApiToken",
    "Attempt",
    "CreatedTask",
    "Decision",
    "Draft",
    "InputFingerprint",
    "Member",
    "Pace",
    "Project",
    "RequestKey",
    "Result",
    "Role",
    "Service",
    "SignIn",
    "Snapshot",
    "Submission",
    "Verdict",
]
