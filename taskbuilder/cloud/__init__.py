"""How to talk to the cloud: signing in, the calls, and what each outcome allows."""

from taskbuilder.cloud.account import CloudAccount, KeySignIn, TokenSignIn
from taskbuilder.cloud.allowed import AllowList, parse_allowed
from taskbuilder.cloud.client import CloudClient, Created, encode_request
from taskbuilder.cloud.details import hide_secrets, rebuild_request
from taskbuilder.cloud.errors import CloudError, NotSent, OutcomeUnknown, Refused, Throttled
from taskbuilder.cloud.listing import MOST_TASKS, TaskDetails, TaskPage
from taskbuilder.cloud.session import CloudSession, Limits
from taskbuilder.cloud.signing import make_signature
from taskbuilder.cloud.task_walk import TaskWalk

__all__ = [
    "MOST_TASKS",
    "AllowList",
    "CloudAccount",
    "CloudClient",
    "CloudError",
    "CloudSession",
    "Created",
    "KeySignIn",
    "Limits",
    "NotSent",
    "OutcomeUnknown",
    "Refused",
    "TaskDetails",
    "TaskPage",
    "TaskWalk",
    "Throttled",
    "TokenSignIn",
    "encode_request",
    "hide_secrets",
    "make_signature",
    "parse_allowed",
    "rebuild_request",
]
