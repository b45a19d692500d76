"""Connections that know whether anything was sent, keep a deadline, and are not reused when stale.

The classes of exceptions that come out of an HTTP library do not tell whether anything was sent: a TLS
handshake that times out looks like a read that timed out, and a TLS connection cut after the request looks
like a failed handshake. So the connection itself notes the moment before the first byte of a request goes
out.

A server may close a kept-alive connection just when the next request is on its way, and then nobody knows
whether it read it. Servers do so after some idle seconds (two is the shortest usual default), so a
connection that was idle for one second is not used again: bursts share connections, and a submission after
a pause gets a fresh one.
"""

import io
import socket
import threading
import time
from contextlib import suppress
from http.client import HTTPResponse
from typing import Any

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse as PooledResponse

from taskbuilder.cloud.allowed import AllowList, ForbiddenAddress

IDLE_SECONDS = 1.0


class Exchange(threading.local):
    """What the connection of this thread's request notes (`sent`), and obeys (the rest)."""

    sent = False
    deadline = float("inf")
    read_seconds = 30.0
    allowed = AllowList()

    def begin(self, *, deadline: float, read_seconds: float, allowed: AllowList) -> None:
        """Forget the request before."""
        self.sent = False
        self.allowed = allowed
        self.deadline = deadline
        self.read_seconds = read_seconds

    def wait_seconds(self) -> float:
        """How long one more read or write may take."""
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the call's time is used up")
        return min(remaining, self.read_seconds)


exchange = Exchange()


class _DeadlineReader(io.RawIOBase):
    """A socket's bytes, none awaited beyond the deadline: one byte every 29 seconds ends too."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._sock.settimeout(exchange.wait_seconds())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _DeadlineResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw: io.RawIOBase = self.fp.detach()
        self.fp = io.BufferedReader(_DeadlineReader(raw, sock))


class _NotingConnection(HTTPConnection):
    response_class = _DeadlineResponse
    _answered_at = 0.0
    _pieces: list[bytes] | None = None

    @property
    def is_connected(self) -> bool:
        """Whether the pool may use this connection again; it reconnects where not."""
        return time.monotonic() - self._answered_at < IDLE_SECONDS and super().is_connected

    def _new_conn(self) -> socket.socket:
        """Connects to an address that was checked, and asks for none a second time."""
        host, is_secure = self._dns_host, isinstance(self, HTTPSConnection)
        try:
            addresses = exchange.allowed.find_addresses(host, self.port, is_secure=is_secure)
        except OSError as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]  # narrower than it is
        except UnicodeError as error:
            raise ForbiddenAddress(f"{host} is no host name") from error
        try:
            return self._connect_to_first(addresses)
        finally:
            self._dns_host = host

    def _connect_to_first(self, addresses: list[str]) -> socket.socket:
        *others, last = addresses
        for address in others:
            self._dns_host = address
            with suppress(ConnectTimeoutError, NewConnectionError):
                return super()._new_conn()
        self._dns_host = last
        return super()._new_conn()

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Sends head and body as one: two would be two packets, and twice the switching of threads."""
        pieces: list[bytes] = []
        self._pieces = pieces
        try:
            super().request(*args, **kwargs)
        finally:
            self._pieces = None
        self.send(b"".join(pieces))

    def send(self, data: Any) -> None:
        if self._pieces is not None:
            self._pieces.append(data)
            return
        if self.sock is None:
            self.connect()
        self.sock.settimeout(exchange.wait_seconds())
        exchange.sent = True
        super().send(data)

    def getresponse(self) -> PooledResponse:  # type: ignore[override]  # as urllib3 itself does
        response = super().getresponse()
        self._answered_at = time.monotonic()
        return response


class _NotingSecureConnection(_NotingConnection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _NotingConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _NotingSecureConnection


class NotingAdapter(HTTPAdapter):
    """Requests' adapter over these connections, without any retries of its own."""

    def __init__(self, *, threads: int) -> None:
        self._pools: dict[tuple[str, Any], HTTPConnectionPool] = {}
        super().__init__(max_retries=0, pool_connections=threads, pool_maxsize=threads)

    def get_connection_with_tls_context(
        self, request: PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> HTTPConnectionPool:
        """The pool of a server's connections, which is looked up once, without proxies."""
        server = "/".join(str(request.url).split("/", 3)[:3]), verify
        pool = self._pools.get(server)
        if pool is None or pool.pool is None:  # closed, where there are more servers than pools
            found: Any = super().get_connection_with_tls_context(request, verify)
            pool = self._pools[server] = found
        return pool

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        """What is written in the request's first line."""
        return request.path_url

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """What is read of an answer: no cookies, no encoding of texts."""
        response = Response()
        response.status_code, response.raw = resp.status, resp
        response.headers = CaseInsensitiveDict(resp.headers)
        return response

    def close(self) -> None:
        """Forget the pools, too."""
        self._pools.clear()
        super().close()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Hand the pool manager our pools."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
