"""The simulated cloud's tasks, saved in a file across restarts."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from taskbuilder.simulator.lifecycle import Course, Details

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    details TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tasks_of_service ON tasks (project_id, service_id, position);
CREATE TABLE IF NOT EXISTS courses (id TEXT PRIMARY KEY, course TEXT NOT NULL);
"""
_SELECT = "SELECT details, course FROM tasks LEFT JOIN courses USING (id)"


class StoredTask(NamedTuple):
    """A task as it was created, and what was done to it since."""

    details: Details
    course: Course


class TaskStore:
    """Tasks as they were created (api.md, TaskDetails), newest first. Without a file, in memory.

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

    def write_course(self, task_id: str, course: Course) -> None:
        """Save what was done to a task."""
        row = (task_id, json.dumps(asdict(course)))
        with self._lock, self._connection:
            self._connection.execute("INSERT OR REPLACE INTO courses (id, course) VALUES (?, ?)", row)

    def find(self, *, project_id: str, service_id: str, task_id: str) -> StoredTask | None:
        """One task of a service."""
        sql = f"{_SELECT} WHERE project_id = ? AND service_id = ? AND id = ?"
        found = self._read(sql, (project_id, service_id, task_id))
        return found[0] if found else None

    def of_service(self, *, project_id: str, service_id: str) -> list[StoredTask]:
        """All tasks of a service."""
        sql = f"{_SELECT} WHERE project_id = ? AND service_id = ? ORDER BY position DESC"
        return self._read(sql, (project_id, service_id))

    def newest(self) -> list[StoredTask]:
        """The tasks of all services."""
        return self._read(f"{_SELECT} ORDER BY position DESC", ())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _read(self, sql: str, params: tuple[object, ...]) -> list[StoredTask]:
        with self._lock:
            rows = self._connection.execute(sql, params).fetchall()
        return [_read_row(json.loads(details), course) for details, course in rows]


def _read_row(details: Details, course: str | None) -> StoredTask:
    """A task to which nothing was done began when it was created."""
    if course is not None:
        return StoredTask(details, Course(**json.loads(course)))
    created = datetime.fromisoformat(details["created_at"])
    return StoredTask(details, Course(began_at=created.timestamp()))
