"""The simulated cloud over HTTP, on a thread of its own or in the foreground."""

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter

from taskbuilder.simulator.cloud import SimulatedCloud, operation_of
from taskbuilder.simulator.exchange import Answer, Call, Refusal, refuse_at_gateway
from taskbuilder.simulator.faults import Fault, FaultScript
from taskbuilder.simulator.faults_page import PATH, faults_page, is_foreign, read_form, write_line
from taskbuilder.simulator.lifecycle import Details
from taskbuilder.simulator.script import REFUSE, BadLine, Line, read_line
from taskbuilder.simulator.tasks import Created
from taskbuilder.simulator.world import DEFAULT_WORLD, World, read_world

MAX_BODY_BYTES = 12 * 1024 * 1024
# Read and thrown away, so that a client that sends too much still gets to read why it was refused.
MAX_DRAINED_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class SeenRequest:
    """A create call as it arrived: header names in lower case, the body parsed, None where it is not JSON."""

    path: str
    headers: dict[str, str]
    body: Any


class Simulator:
    """A simulated cloud that listens while it is open: `with Simulator() as cloud: …`.

    Without a port it takes a free one, without a store file it keeps its tasks in memory. `requests` holds
    every create call seen, `connection_count` says how many connections were made, `faults` holds the
    misbehaviour to come. `calls` counts those of each operation. `clock` says how late it is for its tasks.
    """

    def __init__(
        self,
        world: World | Path = DEFAULT_WORLD,
        store_path: Path | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.requests: list[SeenRequest] = []
        self.connection_count = 0
        self.calls = Counter[str]()
        self.faults = FaultScript()
        self.closing = threading.Event()
        known = read_world(world) if isinstance(world, Path) else world
        # Before the store: without the port, no file is left behind.
        self._server = _Server((host, port), self)
        self._cloud = SimulatedCloud(known, store_path, clock=clock)
        self._pause_seconds = 0.0
        self._thread = threading.Thread(target=self.serve_forever)

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Base address and identity address in one."""
        return f"http://{self._server.server_address[0]!s}:{self.port}"

    @property
    def tasks(self) -> list[Details]:
        """All tasks that it holds, newest first."""
        return self._cloud.tasks.list_newest()

    def revoke_tokens(self) -> None:
        """Make every token given out so far unknown."""
        self._cloud.desk.revoke_all()

    def add(self, tasks: list[Details]) -> None:
        """Hold these tasks too, as if they had been created."""
        self._cloud.store.add(tasks)

    def add_created(self, file: Path) -> None:
        """Hold the tasks of earlier create calls, a JSON list of `tasks.Created`.

        Those of another world are passed over. Raises OSError or ValueError.
        """
        for created in TypeAdapter(list[Created]).validate_json(file.read_bytes()):
            self._cloud.add_created(created)

    def fail(self, tasks: list[Details], ending: str) -> None:
        """Have tasks begin anew and fail: with one of lifecycle.ENDINGS."""
        self._cloud.tasks.set_ending([task["id"] for task in tasks], ending)

    def take(self, call: Call) -> tuple[Answer, Fault]:
        """Note and answer a call, and say how the answer is to be spoilt."""
        operation, _ = operation_of(call)
        if operation in {"faults", "script"}:
            return self._answer_script(call, operation), Fault()
        self.calls[operation] += 1
        if operation == "create":
            self.requests.append(_note(call))
        fault = self.faults.take(operation)
        if fault.forgets_tokens:
            self.revoke_tokens()
        answer = fault.answer or self._cloud.answer(call)
        if fault.ending and answer.status == 201:
            self.fail(json.loads(answer.body)["tasks"], fault.ending)
        return fault.alter(answer) if fault.alter else answer, fault

    def add_fault(self, line: Line) -> None:
        """What a script says: refuse connections from now on for a while, or misbehave at calls to come."""
        if line.name == REFUSE:
            self._pause_seconds = line.seconds  # what is connected already stays
            threading.Thread(target=self._server.shutdown).start()  # it waits for the thread that serves
        else:
            self.faults.add(line.operation, *[line.fault] * line.times)

    def _answer_script(self, call: Call, operation: str) -> Answer:
        if operation == "faults":
            return faults_page(self.faults.list_coming())
        if is_foreign(call):
            return faults_page(
                self.faults.list_coming(), message="Another site's page may not do this.", status=403
            )
        form = read_form(call)
        try:
            if form.get("do") == "clear":
                self.faults.clear()
            else:
                self.add_fault(read_line(write_line(form)))
        except BadLine as error:
            return faults_page(self.faults.list_coming(), message=str(error), status=422)
        return Answer(303, b"", {"Location": PATH})

    def serve_forever(self) -> None:
        """Listen on this thread until interrupted or closed."""
        while True:
            self._server.serve_forever(poll_interval=0.05)
            seconds, self._pause_seconds = self._pause_seconds, 0.0
            if not seconds or self.closing.is_set():
                return
            self._server.socket.close()  # connections are refused now, as where nothing runs
            if self.closing.wait(seconds):
                return
            self._server.listen_again()

    def close(self) -> None:
        """Stop listening, hang up on everybody, close the store."""
        self.closing.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        self._cloud.store.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()


def _note(call: Call) -> SeenRequest:
    try:
        body = json.loads(call.body)
    except (ValueError, RecursionError):
        body = None
    headers = {name.lower(): str(value) for name, value in call.headers.items()}
    return SeenRequest(call.path, headers, body)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them, once their sockets are shut
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], simulator: Simulator) -> None:
        self.simulator = simulator
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def listen_again(self) -> None:
        """At the address that it had."""
        self.socket = socket.socket(self.address_family, self.socket_type)
        self.server_bind()
        self.server_activate()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        self.simulator.connection_count += 1
        if self.simulator.faults.take("connect").cut_after == 0:
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Shut every open connection; the threads that serve them end."""
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # its other side was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120
    server: _Server

    def serve(self) -> None:
        """One call: read it, answer it, or answer it badly."""
        try:
            call = Call(self.command, self.path, self.headers, self._read_body())
        except Refusal as refusal:
            self.close_connection = True
            self.wfile.write(refusal.answer.as_bytes(close=True))
            return
        answer, fault = self.server.simulator.take(call)
        self.server.simulator.closing.wait(fault.wait_seconds)
        self._write(answer.as_bytes(), fault)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = serve  # noqa: N815 - http.server calls them so

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name for it
        """Says nothing: request lines are not worth a line, and tests read standard error."""

    def _read_body(self) -> bytes:
        """The body. Raises Refusal."""
        text = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (text.isascii() and text.isdigit()):
            raise refuse_at_gateway(411, "APIG.0106", "Content-Length is missing or invalid.")
        length = int(text[:18])
        if length > MAX_BODY_BYTES:
            left = min(length, MAX_DRAINED_BYTES)
            while left > 0 and (chunk := self.rfile.read(min(left, _CHUNK_BYTES))):
                left -= len(chunk)
            raise refuse_at_gateway(413, "APIG.0201", "The request body exceeds 12 MB.")
        return self.rfile.read(length)

    def _write(self, data: bytes, fault: Fault) -> None:
        step = 1 if fault.drip_seconds else len(data)
        sent = data[: fault.cut_after]
        for start in range(0, len(sent), step):
            self.wfile.write(sent[start : start + step])
            if self.server.simulator.closing.wait(fault.drip_seconds):
                break
        self.close_connection = self.close_connection or fault.cut_after is not None
