"""One call of an action, or one look at its task: touches no database, and never raises."""

import logging
from dataclasses import dataclass, field

from taskbuilder.cloud import (
    CloudError,
    NotSent,
    OutcomeUnknown,
    Refused,
    TaskDetails,
    Throttled,
)
from taskbuilder.records.models import ActionResult
from taskbuilder.records.task_actions.attempts import OpenTry
from taskbuilder.records.task_actions.states import ActionKind

RESULTS: dict[type[CloudError], ActionResult] = {
    NotSent: ActionResult.NOT_SENT,
    Refused: ActionResult.REFUSED,
    Throttled: ActionResult.THROTTLED,
    OutcomeUnknown: ActionResult.UNKNOWN,
}
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a try came to. `shown`: the task, where a check was shown it."""

    result: ActionResult
    message: str = ""
    code: str = ""
    http_status: int | None = None
    request_id: str = ""
    retry_after: float | None = None
    shown: TaskDetails | None = field(default=None, repr=False)


def send(each: OpenTry) -> Answer:
    """The HTTP exchange, safe in any thread."""
    try:
        if each.is_check:
            shown = each.client.show_task(service_id=each.service_id, task_id=each.action.task_id)
            return Answer(result=ActionResult.SHOWN, shown=shown)
        call(each)
        return Answer(result=ActionResult.ACCEPTED)
    except CloudError as error:
        return read_error(error)
    except Exception as error:  # it may have been sent, so the only honest outcome is unknown
        logger.exception("Sending action %s failed: %s", each.action.pk, type(error).__name__)
        message = f"Sending failed: {type(error).__name__}."
        return Answer(result=ActionResult.UNKNOWN, message=message)


def call(each: OpenTry) -> None:
    """Raises CloudError."""
    where = {"service_id": each.service_id, "task_id": each.action.task_id}
    if each.kind is ActionKind.START:
        each.client.start_task(**where)
    elif each.kind is ActionKind.STOP:
        each.client.stop_task(**where)
    else:
        each.client.delete_task(**where)


def read_error(error: CloudError) -> Answer:
    is_gone = isinstance(error, Refused) and error.is_gone
    return Answer(
        result=ActionResult.GONE if is_gone else RESULTS[type(error)],
        message=error.message,
        code=error.code,
        http_status=error.http_status,
        request_id=error.request_id,
        retry_after=error.retry_after,
    )
