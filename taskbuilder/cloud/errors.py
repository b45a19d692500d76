"""What can become of a call, as exceptions that say what may be done next.

| class            | certain | retryable | when, for a create                                       |
|------------------|---------|-----------|----------------------------------------------------------|
| `NotSent`        | yes     | yes       | nothing of it was sent, or signing in failed for now     |
| `Refused`        | yes     | no        | the cloud said no                                        |
| `Throttled`      | yes     | yes       | the cloud said later: after `retry_after`, where it said |
| `OutcomeUnknown` | no      | no        | tasks may have been created: never send it again         |
"""

from collections.abc import Mapping
from typing import ClassVar

from taskbuilder.taskspec.json_value import JsonValue


class CloudError(Exception):
    """A call that did not do what was asked.

    `message` is bounded and free of the account's secrets; `members` holds everything that the cloud's
    error body said; `retry_after` is in seconds.
    """

    certain: ClassVar[bool]
    retryable: ClassVar[bool]

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None = None,
        code: str = "",
        request_id: str = "",
        members: Mapping[str, JsonValue] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.http_status = http_status
        self.code = code
        self.request_id = request_id
        self.members = dict(members or {})
        self.retry_after = retry_after


class NotSent(CloudError):
    """Nothing of the request was sent, or signing in failed for the moment; nothing was created."""

    certain = True
    retryable = True


class Refused(CloudError):
    """The cloud refused, or the account cannot be used as it is; nothing was created, and nothing will be."""

    certain = True
    retryable = False


class Throttled(CloudError):
    """The cloud wants fewer requests; nothing was created."""

    certain = True
    retryable = True


class OutcomeUnknown(CloudError):
    """Tasks may have been created: settle it by looking."""

    certain = False
    retryable = False
