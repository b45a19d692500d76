"""One call to the simulated cloud and one answer of it, apart from any socket."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import responses
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Call:
    """What arrived: `target` is the request line's path and query, `headers` are read in any letter case."""

    method: str
    target: str
    headers: Message
    body: bytes

    @property
    def path(self) -> str:
        """The path as it was sent, still quoted."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's pairs, in order."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    def header(self, name: str) -> str:
        """A header's text, empty where it is missing."""
        return str(self.headers.get(name, ""))


@dataclass(frozen=True)
class Answer:
    """A status, headers beside the usual ones, and a body."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status: int, value: object, headers: Mapping[str, str] | None = None) -> "Answer":
        """An answer whose body is this value, spaced as a reader likes it."""
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status, body, {"Content-Type": "application/json", **(headers or {})})

    def as_bytes(self, *, close: bool = False) -> bytes:
        """The answer as it goes over the wire."""
        headers = {
            "Content-Length": str(len(self.body)),
            "X-Request-Id": uuid.uuid4().hex,
            "Connection": "close" if close else "keep-alive",
            **self.headers,
        }
        lines = [f"HTTP/1.1 {self.status} {responses.get(self.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@dataclass(eq=False)
class Refusal(Exception):
    """A call that the simulated cloud says no to, with the answer that says it."""

    answer: Answer


def html_page(title: str, body: str, *, status: int = 200) -> Answer:
    """A page of the simulator's own."""
    page = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{body}
</html>
"""
    return Answer(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})


def refuse(status: int, code: str, message: str) -> Refusal:
    """As a service refuses (reference, tables 16 and 17)."""
    return Refusal(Answer.of_json(status, {"error_code": code, "error_msg": message}))


def refuse_at_gateway(status: int, code: str, message: str) -> Refusal:
    """As the gateway before the services refuses: with a request id in the body (api.md, "Errors")."""
    body = {"error_code": code, "error_msg": message, "request_id": uuid.uuid4().hex}
    return Refusal(Answer.of_json(status, body))


def refuse_sign_in(status: int, message: str) -> Refusal:
    """As the identity service refuses (api.md, "Errors")."""
    error = {"code": status, "message": message, "title": responses[status]}
    return Refusal(Answer.of_json(status, {"error": error}))
