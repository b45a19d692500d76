"""Everything that the product says while it is used: answers, logs, and what lies in its database."""

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.apps import apps
from django.core import serializers
from django.db import connection
from django.http import HttpResponse
from django.test import Client


class Recorder(Client):
    """A browser that keeps every answer in `seen`, whole: status line, headers, cookies, body."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.seen: list[tuple[str, bytes]] = []

    def request(self, **request: Any) -> Any:
        response: Any = super().request(**request)
        self.seen.append((f"{request.get('REQUEST_METHOD', 'GET')} {request['PATH_INFO']}", spell(response)))
        return response


def spell(response: HttpResponse) -> bytes:
    """An answer as it goes over the wire, more or less."""
    cookies = response.cookies.output().encode()
    return b"\n".join([response.serialize_headers(), cookies, read_body(response)])


def read_body(response: HttpResponse) -> bytes:
    """Whole, also of what is streamed; of a spreadsheet each file in it."""
    content: bytes = response.getvalue()
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())


class Ear(logging.Handler):
    """Keeps every record of every logger as text: its message, its arguments, its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = logging.Formatter("%(message)s").format(record)
        self.heard.append((record.name, f"{text}\n{record.args!r}\n{record.__dict__!r}"))


def read_database_files() -> Iterator[bytes]:
    """The bytes of an SQLite database as they lie on the disk, what is not yet merged in included."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        yield from (path.read_bytes() for path in (name, *name.parent.glob(f"{name.name}-*")))


def dump_tables() -> Iterator[str]:
    """Each row of each table as it is stored, and as a dump of the database writes it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names out of the database itself
            yield from map(repr, cursor.fetchall())
    for model in apps.get_models():
        yield serializers.serialize("json", model._default_manager.all())
