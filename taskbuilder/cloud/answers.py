"""Reading the cloud's answers: the ids of created tasks, and error bodies in every shape met."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeGuard

from taskbuilder.cloud.errors import CloudError, NotSent, OutcomeUnknown, Refused, Throttled
from taskbuilder.cloud.session import Answer
from taskbuilder.cloud.untrusted import Spellings, clean_members, clean_page, clean_text, spell_out
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _

MAX_ID = 128
MAX_WAIT_SECONDS = 86_400.0

# Neither an address nor a step up in one: requests leaves "." and ".." out of a path.
_ID = re.compile(rf"(?!\w{{1,20}}://|\.{{1,2}}\Z)[^\s<>\"'`{{}}|\\^\[\]]{{1,{MAX_ID}}}")
_CODES = ("error_code", "code", "errorCode")
_MESSAGES = ("error_msg", "message", "errorMsg", "error_message", "detail")


def read_task_ids(answer: Answer) -> tuple[str, ...]:
    """Every id of a create's answer, as it came. Empty where it holds none or cannot be read.

    Nothing is assumed of their number, order or form, but that they are one word of a sane length without
    markup: an id in a form that nobody expected is still the only handle on a task that runs.
    """
    body = read_json(answer)
    tasks = body.get("tasks") if isinstance(body, dict) else None
    entries = tasks if isinstance(tasks, list) else []
    ids = (entry.get("id") for entry in entries if isinstance(entry, dict))
    return tuple(value for value in ids if is_id(value))


def read_json(answer: Answer) -> JsonValue:
    """The body as JSON, or None."""
    try:
        value: JsonValue = json.loads(answer.body or b"")
    except (ValueError, RecursionError):
        return None
    return value


def read_request_id(answer: Answer, *, secrets: Spellings | None) -> str:
    """The id under which the cloud's people find this call, or an empty string."""
    return clean_text(answer.headers.get("X-Request-Id", ""), secrets=secrets)[:MAX_ID]


def error_of(answer: Answer, *, creating: bool, what: str = "", secrets: tuple[str, ...] = ()) -> CloudError:
    """The answer as the exception that it means, begun with `what`, without any of `secrets`."""
    body, spelled = read_json(answer), spell_out(secrets)
    members = clean_members(body, secrets=spelled) if isinstance(body, dict) else {}
    inner = members.get("error")
    said = inner if isinstance(inner, dict) else members
    message = _first(said, _MESSAGES) or _default_message(answer.status)
    page = "" if members else clean_page(answer.body or b"", secrets=spelled)
    return kind_of(answer.status, creating=creating)(
        clean_text(f"{what}: {message}" if what else message),
        http_status=answer.status,
        code=_first(said, _CODES)[:MAX_ID],
        request_id=read_request_id(answer, secrets=spelled) or _first(members, ("request_id",))[:MAX_ID],
        members=members or ({"body": page} if page else {}),
        retry_after=read_retry_after(answer.headers),
    )


def kind_of(status: int, *, creating: bool) -> type[CloudError]:
    """What a status that is not a success means (api.md, "What a create's outcome allows").

    For a create (`creating`) all but a clear no is unknown; any other call merely failed.

    Beyond the table: other 4xx are refusals too, as HTTP has it (408 alone is undocumented). Of redirects,
    which are never followed, 301, 307 and 308 say that the request was not acted upon and belongs
    elsewhere: the address is wrong, so refused. 302 and 303 are what many a server answers after having
    acted, so unknown.
    """
    if status == 429:
        return Throttled
    if status in {301, 307, 308} or (400 <= status < 500 and status != 408):
        return Refused
    if creating:
        return OutcomeUnknown
    # The cloud does not answer so to a call that creates nothing: this is some other server.
    return Refused if status < 400 else NotSent


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from a number of seconds or an HTTP date; None where the header says neither."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(float(text), MAX_WAIT_SECONDS)
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    wait = (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(wait, 0.0), MAX_WAIT_SECONDS)


def is_id(value: JsonValue) -> TypeGuard[str]:
    """Whether this can be the id of a task."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None and value.isprintable()


def _default_message(status: int) -> str:
    if 200 <= status < 300:
        return _("The cloud's response could not be read.")
    if 300 <= status < 400:
        return _("The cloud redirects to another address, which is not followed. Check the address.")
    return _("The cloud did not say why.")


def _first(members: Mapping[str, JsonValue], names: tuple[str, ...]) -> str:
    """The first of these members that holds text or a number."""
    values = (members.get(name) for name in names)
    return next((str(value) for value in values if value and isinstance(value, str | int)), "")
