"""The calls of api.md, each sent once, and the outcome of a create by the table there."""

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlencode

import requests

from taskbuilder.cloud.account import CloudAccount, KeySignIn
from taskbuilder.cloud.answers import error_of, read_request_id, read_task_ids
from taskbuilder.cloud.errors import CloudError, NotSent, OutcomeUnknown, Refused
from taskbuilder.cloud.listing import MOST_TASKS, TaskDetails, TaskPage, is_page, read_details, read_page
from taskbuilder.cloud.session import Answer, CloudSession, ExchangeFailed, Unusable
from taskbuilder.cloud.signing import fetch_token, sign
from taskbuilder.cloud.tokens import Token
from taskbuilder.cloud.untrusted import clean_text, secrets_in, spell_out
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _

# Asking for a service that nobody has shows that the account works: the cloud signs in before it looks.
USUAL_ID = re.compile(r"[0-9a-f]{32}")
NO_SERVICE = "00000000-0000-0000-0000-000000000000"
SERVICE_UNKNOWN = (404, "ModelArts.3502")
NOT_THE_CLOUD = _("This address does not respond like the cloud. Check the base URL.")


@dataclass(frozen=True)
class Created:
    """The ids of the tasks that now exist, in the cloud's order. `status` is the HTTP status."""

    task_ids: tuple[str, ...]
    status: int
    request_id: str


class Sent(NamedTuple):
    """The bytes of a request, and what is known to be secret in them."""

    body: bytes
    secrets: tuple[JsonValue, ...]


def encode_request(request: JsonValue) -> bytes:
    """The one serialisation of a request: compact UTF-8. Raises ValueError for NaN and infinity."""
    return json.dumps(request, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _tasks_of(service_id: str) -> str:
    return f"/services/{quote(service_id, safe='')}/tasks"


def _path_of(service_id: str, task_id: str) -> str:
    return f"{_tasks_of(service_id)}/{quote(task_id, safe='')}"


class CloudClient:
    """One account's calls. Cheap to make, for threads to share: its state lives in the session."""

    def __init__(self, account: CloudAccount, *, session: CloudSession) -> None:
        self.account = account
        self._session = session

    def create_task(self, *, service_id: str, body: bytes, secrets: Iterable[JsonValue] = ()) -> Created:
        """Create tasks by these bytes, as `encode_request` makes them; `secrets` are in them.

        Takes at most the session's `total_seconds`, a slow name server apart. Raises NotSent, Refused,
        Throttled or OutcomeUnknown; the last is the only one after which tasks may exist.
        """
        answer = self._exchange("POST", _tasks_of(service_id), body=body)
        sent = Sent(body, tuple(secrets))
        task_ids = read_task_ids(answer) if 200 <= answer.status < 300 else ()
        task_ids = self._without_secrets(task_ids, sent)
        if not task_ids:
            raise self._error_of(answer, sent)
        return Created(task_ids, answer.status, self._request_id_of(answer, sent))

    def check_connection(self) -> None:
        """Sign in afresh and list the tasks of no service. Raises NotSent, Refused or Throttled.

        Only the list call's own answers count: a console, too, answers 200 to any path.
        """
        path = f"/services/{NO_SERVICE}/tasks?limit=1"
        answer = self._exchange("GET", path, ask_anew=True)
        if 200 <= answer.status < 300:
            if not is_page(answer):
                raise Refused(NOT_THE_CLOUD, http_status=answer.status)
        else:
            error = self._error_of(answer)
            if (error.http_status, error.code) != SERVICE_UNKNOWN:
                raise error

    def list_tasks(
        self,
        *,
        service_id: str,
        offset: int,
        limit: int = MOST_TASKS,
        filters: Mapping[str, str] | None = None,
    ) -> TaskPage:
        """One page of a service's tasks, in an order that is the cloud's own; it may ignore `limit`.

        `filters` are those of api.md, which IEF alone knows. Raises NotSent, Refused or Throttled.
        """
        query = urlencode({"offset": offset, "limit": limit, **(filters or {})})
        answer = self._exchange("GET", f"{_tasks_of(service_id)}?{query}")
        page = read_page(answer) if 200 <= answer.status < 300 else None
        if page is None:
            raise self._error_of(answer)
        return page

    def show_task(self, *, service_id: str, task_id: str) -> TaskDetails:
        """One task. Raises NotSent, Refused, which may say that it `is_gone`, or Throttled."""
        answer = self._exchange("GET", _path_of(service_id, task_id))
        details = read_details(answer, task_id=task_id) if 200 <= answer.status < 300 else None
        if details is None:
            raise self._error_of(answer)
        return details

    def delete_task(self, *, service_id: str, task_id: str) -> None:
        """Have it deleted, which takes a while. Raises as `create_task`; Refused may say `is_gone`."""
        self._control("DELETE", _path_of(service_id, task_id))

    def start_task(self, *, service_id: str, task_id: str) -> None:
        """Have it started, on IEF. Raises as `delete_task`."""
        self._control("POST", f"{_path_of(service_id, task_id)}/start")

    def stop_task(self, *, service_id: str, task_id: str) -> None:
        """Have it stopped, on IEF. Raises as `delete_task`."""
        self._control("POST", f"{_path_of(service_id, task_id)}/stop")

    def _control(self, method: str, path: str) -> None:
        answer = self._exchange(method, path)
        if not 200 <= answer.status < 300:
            raise error_of(answer, creating=True, secrets=self._secrets(None))

    def _exchange(
        self, method: str, path: str, *, body: bytes | None = None, ask_anew: bool = False
    ) -> Answer:
        """Sign in and send, and once more where a token was refused (api.md: 401)."""
        deadline = self._session.deadline()
        token = self._token(deadline=deadline, ask_anew=ask_anew)
        answer = self._send(method, path, body=body, token=token, deadline=deadline)
        if answer.status != 401 or token is None:
            return answer
        token = self._token(deadline=deadline, stale=token)
        return self._send(method, path, body=body, token=token, deadline=deadline)

    def _token(self, *, deadline: float, stale: Token | None = None, ask_anew: bool = False) -> Token | None:
        """The account's token, or None where it signs each request instead."""
        sign_in = self.account.sign_in
        if isinstance(sign_in, KeySignIn):
            return None
        return self._session.tokens.get(
            sign_in,
            fetch=lambda: fetch_token(sign_in, session=self._session, deadline=deadline),
            wait_seconds=deadline - time.monotonic(),
            stale=stale,
            ask_anew=ask_anew,
        )

    def _send(
        self, method: str, path: str, *, body: bytes | None, token: Token | None, deadline: float
    ) -> Answer:
        try:
            return self._session.send(self._prepare(method, path, body=body, token=token), deadline=deadline)
        except ExchangeFailed as failure:
            if not failure.sent:
                raise (Refused if isinstance(failure, Unusable) else NotSent)(failure.why) from None
            raise (NotSent if method == "GET" else OutcomeUnknown)(failure.why) from None

    def _prepare(
        self, method: str, path: str, *, body: bytes | None, token: Token | None
    ) -> requests.PreparedRequest:
        url = f"{self.account.base_url.rstrip('/')}/v1/{quote(self.account.project_id, safe='')}{path}"
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["X-Auth-Token"] = token.value
        request = self._session.prepare(method, url, body=body, headers=headers)
        if isinstance(self.account.sign_in, KeySignIn):
            sign(request, key=self.account.sign_in, project_id=self.account.project_id)
        return request

    def _error_of(self, answer: Answer, sent: Sent | None = None) -> CloudError:
        """The answer's error, in which nothing is repeated of the secrets."""
        return error_of(answer, creating=sent is not None, secrets=self._secrets(sent))

    def _request_id_of(self, answer: Answer, sent: Sent) -> str:
        """The call's id in the cloud. The usual form holds no secret unless it is one: no search."""
        given = answer.headers.get("X-Request-Id", "")
        if USUAL_ID.fullmatch(given) and given.encode() not in sent.body.lower():
            return given
        return read_request_id(answer, secrets=spell_out(self._secrets(sent)))

    def _without_secrets(self, task_ids: tuple[str, ...], sent: Sent) -> tuple[str, ...]:
        """The ids that repeat no secret. Those of the usual form need no search unless they were sent."""
        body = sent.body.lower()
        if all(USUAL_ID.fullmatch(each) and each.encode() not in body for each in task_ids):
            return task_ids
        spelled = spell_out(self._secrets(sent))
        return tuple(each for each in task_ids if clean_text(each, secrets=spelled) == each)

    def _secrets(self, sent: Sent | None) -> tuple[str, ...]:
        """Those of the credentials, and those that were sent."""
        sign_in = self.account.sign_in
        tokens = () if isinstance(sign_in, KeySignIn) else self._session.tokens.secrets_of(sign_in)
        found = secrets_in(sent.body, sent.secrets) if sent else ()
        return (*sign_in.secrets, *tokens, *found)
