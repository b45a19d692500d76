"""Which ports are free, and where the demo's stand-in cloud listens: the same place at every start."""

import json
import socket
from pathlib import Path

from django.db.models import F, Value
from django.db.models.functions import Replace

from taskbuilder.records.models import Project

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def find_free() -> int:
    """A port that nothing listens on, chosen by the system."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def choose_port(memory: Path, *, taken: int) -> int:
    """The port of the last start, or a free one that is remembered in the file `memory`; never `taken`.

    Projects hold the cloud's address, so they are led to the new one where it had to change; an address that
    an administrator has set is left alone.
    """
    before = json.loads(memory.read_text())["port"] if memory.exists() else None
    if before and before != taken and is_free(before):
        return int(before)
    port = find_free()
    if before:
        old, new = Value(address(before)), Value(address(port))
        for name in ("base_url", "identity_url"):
            projects = Project.objects.filter(**{f"{name}__startswith": old.value})
            projects.update(**{name: Replace(F(name), old, new)})
    memory.write_text(json.dumps({"port": port}))
    return port


def address(port: int) -> str:
    return f"http://{HOST}:{port}"
