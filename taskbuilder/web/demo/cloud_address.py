"""Where the demo's stand-in cloud listens: the same place at every start, as long as that is free."""

import json
from pathlib import Path

from django.db.models import F, Value
from django.db.models.functions import Replace

from taskbuilder.records.models import Project
from taskbuilder.web.demo.ports import HOST, find_free, is_free


def choose_port(memory: Path, *, taken: int) -> int:
    """The port of the last start, or a free one that is remembered in the file `memory`; never `taken`.

    Projects hold the cloud's address, so they are led to the new one where it had to change.
    """
    before = json.loads(memory.read_text())["port"] if memory.exists() else None
    if before and before != taken and is_free(before):
        return int(before)
    port = find_free()
    if before:
        lead_projects(old=address(before), new=address(port))
    memory.write_text(json.dumps({"port": port}))
    return port


def address(port: int) -> str:
    return f"http://{HOST}:{port}"


def lead_projects(*, old: str, new: str) -> None:
    """Exchanges the address in each project that has it; one that an administrator has set is left alone."""
    for name in ("base_url", "identity_url"):
        projects = Project.objects.filter(**{f"{name}__startswith": old})
        projects.update(**{name: Replace(F(name), Value(old), Value(new))})
