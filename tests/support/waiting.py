"""Waiting for something to happen, with an end that only a hang reaches."""

import socket
import time
from collections.abc import Callable
from threading import Thread

PATIENCE = 120.0
"""Seconds that anything may take on the slowest machine. Nothing is measured with it."""
PAUSE = 0.02


def wait_until(holds: Callable[[], bool], *, pause: Callable[[], object] = lambda: time.sleep(PAUSE)) -> None:
    """Asks again and again. Fails where it does not hold after the time that only a hang takes."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"
        pause()


def wait_for_port(port: int, host: str = "127.0.0.1") -> None:
    """Until something listens there."""
    wait_until(lambda: listens(host, port))


def listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError:
        return False
    return True


def finish(work: Callable[[], object]) -> None:
    """Does work that could hang, on a thread of its own, and fails where it never ends."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "it never ended"
