"""One HTTP exchange with the cloud, within limits, and whether anything of it was sent where it fails."""

import logging
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import requests
import urllib3
from requests.exceptions import InvalidHeader, InvalidSchema, InvalidURL, MissingSchema

from taskbuilder.cloud.allowed import AllowList, ForbiddenAddress
from taskbuilder.cloud.connections import NotingAdapter, exchange
from taskbuilder.cloud.tokens import TokenCache
from taskbuilder.taskspec.messages import gettext_noop as _

_UNUSABLE = (InvalidHeader, InvalidSchema, InvalidURL, MissingSchema, ValueError)
_CHUNK_BYTES = 64 * 1024
logger = logging.getLogger(__name__)
_HEADERS = {"User-Agent": "task-builder", "Accept": "application/json", "Accept-Encoding": "identity"}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long to wait and how much to read.

    One exchange takes at most `connect_seconds` and `read_seconds`, a whole `create_task` with its signing in
    at most `total_seconds`: no exchange begins that might not end by then, so that no create is cut short.
    """

    connect_seconds: float = 5
    read_seconds: float = 30
    total_seconds: float = 75
    answer_bytes: int = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is None where it could not be read whole: too long, cut off, garbled."""

    status: int
    headers: requests.structures.CaseInsensitiveDict[str] = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(eq=False, repr=False)
class ExchangeFailed(Exception):
    """No answer came. `sent`: whether any byte of the request went out; `why`: a sentence for people."""

    why: str
    sent: bool


class Unusable(ExchangeFailed):
    """The request cannot be sent as it is, and will not be later: its address or a header is invalid."""


class CloudSession:
    """What outlives a client and is safe for threads to share: connections, and all accounts' tokens.

    `threads` is how many will send at the same time, `ca_bundle` a file of certificates to trust instead of
    the public ones, `allowed` whom to connect to.
    """

    def __init__(
        self,
        *,
        threads: int = 32,
        limits: Limits | None = None,
        ca_bundle: str | None = None,
        allowed: AllowList | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._allowed = allowed or AllowList()
        self.tokens = TokenCache()
        self._verify = ca_bundle or True
        # The adapter alone, without requests' Session around it: no cookies, proxies, .netrc or redirects, of
        # which nothing is wanted here, and a third of the time.
        self._adapter = NotingAdapter(threads=threads)
        # One service's requests differ by their bodies alone.
        self._prepare_head = lru_cache(maxsize=64)(_prepare_head)

    def close(self) -> None:
        """Close the open connections."""
        self._adapter.close()

    def deadline(self) -> float:
        """When a call that begins now has to be over, by the monotonic clock."""
        return time.monotonic() + self.limits.total_seconds

    def prepare(
        self, method: str, url: str, *, body: bytes | None = None, headers: dict[str, str]
    ) -> requests.PreparedRequest:
        """The request as it will be sent, byte for byte. Raises Unusable."""
        try:
            request = self._prepare_head(method, url, tuple(headers.items())).copy()
        except _UNUSABLE as error:
            raise Unusable(_explain_unusable(error), sent=False) from None
        if body is not None:
            request.body = body
            request.headers["Content-Length"] = str(len(body))
        return request

    def send(self, request: requests.PreparedRequest, *, deadline: float) -> Answer:
        """Send once, follow nothing, read up to the limit, be over by `deadline`. Raises ExchangeFailed."""
        timeout = (self.limits.connect_seconds, self.limits.read_seconds)
        latest_end = time.monotonic() + sum(timeout)
        if latest_end > deadline:
            raise ExchangeFailed(_("The request timed out before anything was sent."), sent=False)
        exchange.begin(deadline=latest_end, read_seconds=self.limits.read_seconds, allowed=self._allowed)
        try:
            response = self._adapter.send(request, stream=True, timeout=timeout, verify=self._verify)
        except ForbiddenAddress as refusal:
            # Not a refusal for good: the list may lack an address by mistake, and nothing is lost meanwhile.
            logger.warning("Not connected: %s.", refusal)
            raise ExchangeFailed(refusal.message, sent=False) from None
        except _UNUSABLE as error:
            raise Unusable(_explain_unusable(error), sent=exchange.sent) from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # Without its cause: that chain holds the request, and the request holds credentials.
            raise ExchangeFailed(_explain(error, sent=exchange.sent), sent=exchange.sent) from None
        with response:
            return Answer(
                response.status_code, response.headers, _read(response.raw, self.limits.answer_bytes)
            )


def _prepare_head(method: str, url: str, headers: tuple[tuple[str, str], ...]) -> requests.PreparedRequest:
    request = requests.PreparedRequest()
    request.prepare(method=method, url=url, headers=_HEADERS | dict(headers))
    return request


def _read(raw: urllib3.HTTPResponse, limit: int) -> bytes | None:
    """The body, decompressed piece by piece so that a small one cannot grow beyond the limit."""
    body = bytearray()
    try:
        for chunk in raw.stream(_CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > limit:
                return None
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        return None
    return bytes(body)


def _explain(error: BaseException, *, sent: bool) -> str:
    """One sentence without anything of the request in it."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return _("No response arrived in time.") if sent else _("The connection timed out.")
    if sent:
        return _("The connection was lost after the request was sent.")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return _("The host name could not be resolved.")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return _("The host refused the connection.")
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The host's certificate is not to be trusted: {cause.verify_message}."
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return _("A secure connection could not be established.")
    return _("The host could not be reached.")


def _explain_unusable(error: BaseException) -> str:
    if isinstance(error, InvalidHeader | UnicodeError):
        return _("A credential contains characters that cannot be sent.")
    return _("The address cannot be used.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything that it wraps, by chaining or as an argument."""
    pending, seen = [error], set[int]()
    while pending:
        current = pending.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (current.__cause__, current.__context__, getattr(current, "reason", None), *current.args)
        pending += [cause for cause in inner if isinstance(cause, BaseException)]
