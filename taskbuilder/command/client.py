"""The endpoint for programs, as the command calls it."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from taskbuilder.command.failure import Failed

SECONDS = (10, 120)
"""To connect, and to wait for an answer."""
MOST_TRIES = 6
LONGEST_PAUSE = 30.0
LATER = (429, 503)
PAGE = 500


class Client:
    """Calls in one project. Those on plans can be repeated, so they are, when the answer says when."""

    def __init__(self, *, url: str, token: str, project: str) -> None:
        """Raises Failed where the address is none."""
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Failed("The address should be such as https://taskbuilder.example.org (TASKBUILDER_URL).")
        self._root = f"{url.rstrip('/')}/v1/{quote(project, safe='')}"
        self._session = requests.Session()
        self._session.headers["X-Auth-Token"] = token

    def post(self, path: str, body: object) -> dict[str, Any]:
        return self._call("POST", path, body)[0]

    def get(self, path: str) -> dict[str, Any]:
        return self._call("GET", path)[0]

    def put_plan(self, document: object) -> dict[str, Any]:
        """Stores the document as the project's plan of its name; answers once the plan is compared."""
        plan, is_ready = self._call("POST", "/plans", document)
        while not is_ready:
            time.sleep(1)
            plan, is_ready = self._call("GET", f"/plans/{plan['id']}")
        return plan

    def find_plan(self, name: str) -> str:
        """The ID of the plan of this name. Raises Failed."""
        plans = self.get("/plans")["plans"]
        for plan in plans:
            if plan["name"] == name:
                return str(plan["id"])
        names = ", ".join(f"“{plan['name']}”" for plan in plans) or "none"
        raise Failed(f"The project has no plan “{name}”. Its plans: {names}.")

    def read_rows(self, plan_id: str, change: str, *, most: int) -> Iterator[dict[str, Any]]:
        """Up to `most` rows that are `change`, with their problems."""
        for start in range(0, most, PAGE):
            limit = min(PAGE, most - start)
            path = f"/plans/{plan_id}/rows?change={change}&start={start}&limit={limit}"
            rows = self.get(path)["rows"]
            yield from rows
            if len(rows) < limit:
                return

    def _call(self, method: str, path: str, body: object = None) -> tuple[dict[str, Any], bool]:
        """The answer, and whether it is complete (not 202). Raises Failed."""
        for attempt in range(1, MOST_TRIES + 1):
            answer = self._send(method, path, body)
            if answer.status_code not in LATER or attempt == MOST_TRIES:
                break
            time.sleep(read_pause(answer))
        members = read_members(answer)
        if not answer.ok or answer.is_redirect:
            raise Failed(f"HTTP {answer.status_code}: {members.get('error_msg') or answer.reason}")
        return members, answer.status_code != 202

    def _send(self, method: str, path: str, body: object) -> requests.Response:
        """Follows no redirect: the token is for this address alone."""
        try:
            return self._session.request(
                method, self._root + path, json=body, timeout=SECONDS, allow_redirects=False
            )
        except requests.RequestException as error:
            raise Failed(f"{self._root} cannot be reached: {type(error).__name__}.") from None


def read_pause(answer: requests.Response) -> float:
    """Seconds to wait before the call is repeated."""
    after = answer.headers.get("Retry-After", "")
    return min(float(after), LONGEST_PAUSE) if after.isdecimal() else 1.0


def read_members(answer: requests.Response) -> dict[str, Any]:
    """Raises Failed where a success is not a JSON object: something else is at this address."""
    try:
        members = answer.json()
    except requests.JSONDecodeError:
        members = None
    if isinstance(members, dict):
        return members
    if answer.ok:
        raise Failed("The answer is not Task Builder's. Check the address (TASKBUILDER_URL).")
    return {}
