"""How to talk to the cloud: signing in, the create call, and what each outcome allows."""

from taskbuilder.cloud.account import CloudAccount, KeySignIn, TokenSignIn
from taskbuilder.cloud.client import CloudClient, Created, encode_request
from taskbuilder.cloud.errors import CloudError, NotSent, OutcomeUnknown, Refused, Throttled
from taskbuilder.cloud.session import CloudSession, Limits

__all__ = [
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
    "Throttled",
    "TokenSignIn",
    "encode_request",
]
