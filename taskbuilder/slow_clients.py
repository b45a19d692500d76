"""gunicorn's threaded worker, of which slow clients hold no thread for long.

gunicorn waits for a request in the thread that will answer it, for as long as the client takes. Here the main
loop gathers a request's head, and a small body, and gives up on what does not come in time. A large body is
read by a thread, within a time, and never by more than half of them.
"""

import re
import selectors
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

GATHER_SECONDS = 15.0
"""How long a head, and a small body with it, may take."""
BODY_SECONDS = 60.0
"""How long a large body may take."""
SEND_SECONDS = 60.0
"""How long a client may take to read one piece of an answer."""
LINGER_SECONDS = 2.0
"""How long a client that was answered may take to close its end."""
TURN_SECONDS = 2.0
"""How long a large body waits for its turn to be read."""
MOST_GATHERED = 64 * 1024
"""Bytes of head and body that the main loop gathers; gunicorn's own limits on a head lie below."""

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,9})[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
_WAITS = re.compile(rb"^expect:", re.IGNORECASE | re.MULTILINE)


def is_gathered(data: bytes) -> bool:
    """Whether a thread can begin: the head is there, and a small body, or there is too much to gather."""
    head, end, body = data.partition(_END)
    if not end:
        return len(data) >= MOST_GATHERED
    found = _LENGTH.search(head + b"\r")
    length = int(found[1]) if found else 0
    # Who expects an answer before the body sends none until then.
    return len(body) >= length or len(head) + length > MOST_GATHERED or bool(_WAITS.search(head))


class BodySocket:
    """What a thread reads the rest of one request from, within a time."""

    def __init__(self, sock: socket.socket, turns: threading.Semaphore) -> None:
        self.sock, self.turns = sock, turns
        self.has_turn = False
        self.deadline = time.monotonic() + BODY_SECONDS

    def end(self) -> None:
        """Nothing more is read of this request: what was left of it ends the connection."""
        self.deadline = 0.0
        if self.has_turn:
            self.has_turn = False
            self.turns.release()

    def recv(self, size: int) -> bytes:
        """Raises TimeoutError, which the application takes for a client that went away."""
        if self.deadline and not self.has_turn:
            self.has_turn = self.turns.acquire(timeout=TURN_SECONDS)
        remaining = self.deadline - time.monotonic()
        if not self.has_turn or remaining <= 0:
            self.end()  # a second try does not wait again
            raise TimeoutError("the request did not come in time")
        before = self.sock.gettimeout()
        self.sock.settimeout(remaining if before is None else min(before, remaining))
        try:
            return self.sock.recv(size)
        finally:
            self.sock.settimeout(before)

    def gettimeout(self) -> float | None:
        return self.sock.gettimeout()

    def settimeout(self, seconds: float | None) -> None:
        self.sock.settimeout(seconds)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gathers in the main loop what `is_gathered` asks for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[Any, float] = {}
        """Connections that the main loop waits for, and until when."""
        self.turns = threading.BoundedSemaphore(max(1, self.cfg.threads // 2))

    def enqueue_req(self, conn: Any) -> None:
        """Every connection that may have a request comes here: new ones, and ones that were kept alive."""
        conn.gathered = b""
        has_more = conn.initialized and conn.parser.unreader.buf.getvalue()
        if self.cfg.is_ssl or has_more:
            super().enqueue_req(conn)
            return
        self.wait_for(conn, GATHER_SECONDS, self.gather)

    def wait_for(self, conn: Any, seconds: float, take: Callable[[Any, bytes], None]) -> None:
        """Gives `take` each piece that comes; a client that hangs up or takes too long is dropped."""
        conn.sock.setblocking(False)
        self.waiting[conn] = time.monotonic() + seconds
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.receive, conn, take))

    def receive(self, conn: Any, take: Callable[[Any, bytes], None], _sock: object) -> None:
        try:
            piece = conn.sock.recv(MOST_GATHERED)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if piece:
            take(conn, piece)
        else:
            self.drop(conn)

    def gather(self, conn: Any, piece: bytes) -> None:
        conn.gathered += piece
        if is_gathered(conn.gathered):
            self.forget(conn)
            conn.data_ready = True
            super().enqueue_req(conn)

    def forget(self, conn: Any) -> None:
        del self.waiting[conn]
        self.poller.unregister(conn.sock)

    def drop(self, conn: Any) -> None:
        self.forget(conn)
        self.nr_conns -= 1
        conn.close()

    def finish_request(self, conn: Any, future: Future[Any]) -> None:
        """As gunicorn does, whose main loop would wait here for each client to close its end."""
        if future.cancelled() or future.exception() or future.result():
            super().finish_request(conn, future)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:  # it is closed, or the client is gone
            self.nr_conns -= 1
            conn.close()
            return
        # What is still on its way is thrown away: closing over it would cut the answer's end off.
        self.wait_for(conn, LINGER_SECONDS, lambda conn, piece: None)

    def murder_pending(self) -> None:
        """Closes what did not come in time, too."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, until in self.waiting.items() if until <= now]:
            self.drop(conn)

    def handle(self, conn: Any) -> Any:
        """In a thread: what was gathered is read first, the rest within its time."""
        if self.cfg.is_ssl:
            return super().handle(conn)
        conn.init()
        unreader = conn.parser.unreader
        unreader.unread(conn.gathered)
        conn.gathered = b""
        unreader.sock = reader = BodySocket(conn.sock, self.turns)
        try:
            return super().handle(conn)
        finally:
            reader.end()

    def handle_request(self, req: Any, conn: Any) -> Any:
        """In a thread: the answer is read by the client within its time."""
        conn.sock.settimeout(SEND_SECONDS)
        try:
            return super().handle_request(req, conn)
        finally:
            if isinstance(reader := conn.parser.unreader.sock, BodySocket):
                reader.end()
