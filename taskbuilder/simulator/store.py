"""The simulated cloud's tasks, saved in a file across restarts."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Details = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    details TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tasks_of_service ON tasks (project_id, service_id, position);
"""


class TaskStore:
    """Tasks as the show call returns them (api.md, TaskDetails), newest first. Without a file, in memory.

    One connection behind one lock: it is a stand-in, and SQLite writes one at a time anyway.
    """

    def __init__(self, file: Path | None) -> None:
        self._lock = threading.Lock()
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)  # as the real cloud does, it holds what tasks were given, passwords too
        self._connection = sqlite3.connect(file or ":memory:", check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def add(self, tasks: Iterable[Details]) -> None:
        """Save all of these tasks, or none."""
        rows = [(task["id"], task["project_id"], task["service_id"], json.dumps(task)) for task in tasks]
        sql = "INSERT INTO tasks (id, project_id, service_id, details) VALUES (?, ?, ?, ?)"
        with self._lock, self._connection:
            self._connection.executemany(sql, rows)

    def find(self, *, project_id: str, service_id: str, task_id: str) -> Details | None:
        """One task of a service."""
        sql = "SELECT details FROM tasks WHERE project_id = ? AND service_id = ? AND id = ?"
        found = self._read(sql, (project_id, service_id, task_id))
        return found[0] if found else None

    def of_service(self, *, project_id: str, service_id: str) -> list[Details]:
        """All tasks of a service."""
        sql = "SELECT details FROM tasks WHERE project_id = ? AND service_id = ? ORDER BY position DESC"
        return self._read(sql, (project_id, service_id))

    def newest(self, *, limit: int) -> list[Details]:
        """The newest tasks of all services."""
        return self._read("SELECT details FROM tasks ORDER BY position DESC LIMIT ?", (limit,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _read(self, sql: str, params: tuple[object, ...]) -> list[Details]:
        with self._lock:
            rows = self._connection.execute(sql, params).fetchall()
        return [json.loads(details) for (details,) in rows]
