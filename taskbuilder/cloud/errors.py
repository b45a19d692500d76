"""What can become of a call, as exceptions that say what may be done next.

| class            | certain | retryable | when, for a create                                       |
|------------------|---------|-----------|----------------------------------------------------------|
| `NotSent`        | yes     | yes       | nothing of it was sent, or signing in failed for now     |
| `Refused`        | yes     | no        | the cloud said no                                        |
| `Throttled`      | yes     | yes       | the cloud said later: after `retry_after`, where it said |
| `OutcomeUnknown` | no      | no        | tasks may have been created: never send it again         |
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

from taskbuilder.taskspec.json_value import JsonValue

NOT_OF_A_TASK = ("ModelArts.3502", "APIG.0101")
"""Codes of a 404 that is about the service, or the whole API."""


@dataclass(eq=False, repr=False)
class CloudError(Exception):
    """A call that did not do what was asked.

    `message` is bounded and free of the account's secrets; `members` holds everything that the cloud's
    error body said; `retry_after` is in seconds.
    """

    message: str
    _: KW_ONLY
    http_status: int | None = None
    code: str = ""
    request_id: str = ""
    members: Mapping[str, JsonValue] = field(default_factory=dict)
    retry_after: float | None = None


class NotSent(CloudError):
    """Nothing of the request was sent, or signing in failed for the moment; nothing was created."""


class Refused(CloudError):
    """The cloud refused, or the account cannot be used as it is; nothing was created, and nothing will be."""

    @property
    def is_gone(self) -> bool:
        """Whether the task that was asked for does not exist; without a code a proxy may have said so."""
        return self.http_status == 404 and self.code not in {"", *NOT_OF_A_TASK}


class Throttled(CloudError):
    """The cloud wants fewer requests; nothing was created."""


class OutcomeUnknown(CloudError):
    """Tasks may have been created: resolve it by a search."""
