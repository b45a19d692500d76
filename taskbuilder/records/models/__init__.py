"""Every table of Task Builder."""

from taskbuilder.records.models.drafts import Draft
from taskbuilder.records.models.marks import InputMark
from taskbuilder.records.models.projects import Member, Project, Role, Service, SignIn
from taskbuilder.records.models.snapshots import Snapshot
from taskbuilder.records.models.submissions import Attempt, CreatedTask, Result, Submission

__all__ = [
    "Attempt",
    "CreatedTask",
    "Draft",
    "InputMark",
    "Member",
    "Project",
    "Result",
    "Role",
    "Service",
    "SignIn",
    "Snapshot",
    "Submission",
]
