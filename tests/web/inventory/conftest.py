"""Entries of the inventory, as people add them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from taskbuilder.records.inventory.store import Contents, add_entry
from taskbuilder.records.models import Project, Sink, Source
from taskbuilder.taskspec.json_value import JsonObject
from tests.web.conftest import NOW

AddSource = Callable[..., Source]
AddSink = Callable[..., Sink]


@pytest.fixture
def add_source(project: Project, operator: User) -> AddSource:
    """Adds a stream, or the input that is given."""

    def add(
        name: str,
        *,
        url: str = "rtsp://cam-1.example.com/live",
        task_input: JsonObject | None = None,
        site: str = "",
        tags: tuple[str, ...] = (),
        notes: str = "",
    ) -> Source:
        stream: JsonObject = {"type": "url", "data": [{"url": url}]}
        request: JsonObject = {"input": stream if task_input is None else task_input}
        contents = Contents(name=name, request=request, site=site, tags=tags, notes=notes)
        return add_entry(Source, project=project, contents=contents, by=operator, now=NOW)

    return add


@pytest.fixture
def add_sink(project: Project, operator: User) -> AddSink:
    """Adds a webhook, or the output that is given."""

    def add(name: str, output: JsonObject | None = None) -> Sink:
        webhook: JsonObject = {"url": "https://sink.example.net/r", "headers": {"X-Token": "open-sesame"}}
        request: JsonObject = {"output": {"webhook": webhook} if output is None else output}
        contents = Contents(name=name, request=request)
        return add_entry(Sink, project=project, contents=contents, by=operator, now=NOW)

    return add
