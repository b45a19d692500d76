"""What a step costs the server: its redraw against drawing the bare form, and its queries."""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from taskbuilder.forms.django_form import StepForm
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Service
from taskbuilder.records.samples import load_samples
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.context import make_form
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import Step, list_pages, list_steps
from tests.benchmarks.figures import Figure, time_ratio
from tests.support.samples import make_request
from tests.support.walker import Document, read_values

FORM = "application/x-www-form-urlencoded"
HTMX = {"HX-Request": "true", "HX-Target": "branch"}
ROUNDS, CALLS = 15, 4
MOST_QUERIES = 6
MOST_TIMES = 1.5
MOST_LONG, MOST_PREVIEW, MOST_PREVIEW_KB = 60, 5, 4
LONG, FEW = 200, 3
INPUTS = 20
"""A form that takes some drawing. What any request costs here, about 5 ms, hides a form of two fields."""


def measure_steps() -> list[Figure]:
    """On a database of its own, through every middleware, as a browser's requests come."""
    with own_database():
        load_samples(cloud_url="http://127.0.0.1:9", now=timezone.now())
        client, draft = start_work("restful", INPUTS)
        (step,) = [step for step in list_steps() if step.slug == "input"]
        return [
            measure_redraw(client, draft, step),
            measure_long_redraw(step),
            *measure_preview(step),
            *(measure_queries(client, draft, step) for step in list_pages()),
        ]


@contextmanager
def own_database() -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def start_work(input_type: str, inputs: int) -> tuple[Client, Draft]:
    """An operator with a draft of so many inputs, every sink, and a schedule."""
    operator = User.objects.get(username="operator")
    client = Client(SERVER_NAME="localhost")
    client.force_login(operator)
    service = Service.objects.filter(platform=Platform.IEF, requires_config=True).earliest("pk")
    request = make_request(
        Platform.IEF, input_type=input_type, sinks=("obs", "dis", "webhook"), schedule="weekly by period"
    )
    entry = request["input"]["data"][0]
    request["input"]["data"] = [
        entry | {"url": f"https://media.example.com/streams/{number}"} for number in range(inputs)
    ]
    draft = start_draft(
        project=service.project,
        owner=operator,
        service=service,
        answers=answers_from_request(request, service.spec),
        now=timezone.now(),
    )
    return client, draft


def address_of(draft: Draft, step: Step) -> str:
    return reverse("draft-step", args=[draft.project.slug, draft.pk, step.slug])


def measure_redraw(client: Client, draft: Draft, step: Step) -> Figure:
    """The whole answer to a changed choice, the draft saved, beside crispy drawing the same fields alone."""
    address = address_of(draft, step)
    body = urlencode(post_of(client.get(address)), doseq=True)
    # Made beforehand, and each drawn once: a form that was drawn remembers half of it.
    forms = iter([make_bare_form(draft, step) for _ in range(ROUNDS * CALLS)])

    def redraw() -> Any:
        return client.post(address, body, content_type=FORM, headers=HTMX)

    if redraw().status_code != 200:
        raise RuntimeError(f"The redraw of the step “{step.slug}” was refused.")
    ratio = time_ratio(redraw, lambda: render_crispy_form(next(forms)), rounds=ROUNDS, calls=CALLS)
    name = f"redraw of the step “{step.slug}” with {INPUTS} inputs, times its bare form"
    return Figure(name=name, value=ratio, limit=MOST_TIMES, unit="times")


class TimedHandler(ClientHandler):
    """Takes the time of each request in the server: from the first middleware to the answer."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.seconds: list[float] = []

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.process_time()
        response = super().get_response(request)
        self.seconds.append(time.process_time() - begin)
        return response


def measure_long_redraw(step: Step) -> Figure:
    """The whole answer to a changed choice in a form of LONG inputs."""
    client, draft = start_work("url", LONG)
    address = address_of(draft, step)
    body = urlencode(post_of(client.get(address)), doseq=True)
    client.handler = TimedHandler()
    for _call in range(ROUNDS):
        client.post(address, body, content_type=FORM, headers=HTMX)
    name = f"redraw of the step “{step.slug}” with {LONG} inputs, in the server"
    return Figure(name=name, value=median(client.handler.seconds) * 1000, limit=MOST_LONG, unit="ms")


def measure_preview(step: Step) -> list[Figure]:
    """The answer to typing: the draft saved, its preview drawn."""
    client, draft = start_work("url", FEW)
    address = address_of(draft, step)
    typed = post_of(client.get(address)) | {"press": "save"}
    client.handler = TimedHandler()
    sizes = []
    for sequence in range(1, ROUNDS * CALLS):
        first = next(name for name in typed if name.endswith("-r1-url"))
        changed = {first: f"rtsp://a.example.com/{sequence}", "sequence": sequence}
        body = urlencode(typed | changed, doseq=True)
        answer = client.post(address, body, content_type=FORM, headers=HTMX)
        sizes.append(len(gzip.compress(answer.content)))
    milliseconds = median(client.handler.seconds) * 1000
    return [
        Figure(name="preview, in the server", value=milliseconds, limit=MOST_PREVIEW, unit="ms"),
        Figure(name="preview, compressed", value=max(sizes) / 1000, limit=MOST_PREVIEW_KB, unit="kB"),
    ]


def make_bare_form(draft: Draft, step: Step) -> StepForm:
    """The step's form without our layout: its fields one after the other, by crispy's own templates."""
    work = DraftState.of(draft, timezone.now())
    form = make_form(work, step)
    assert form.drawn_fields
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.disable_csrf = True
    return form


def post_of(page: Any) -> dict[str, Any]:
    """What a browser would send from a step's page, with the button that redraws."""
    return {**read_values(Document(page.content.decode())), "press": "reshape"}


def measure_queries(client: Client, draft: Draft, step: Step) -> Figure:
    with CaptureQueriesContext(connection) as queries:
        client.get(address_of(draft, step))
    return Figure(
        name=f"queries of the step “{step.slug}”", value=len(queries), limit=MOST_QUERIES, unit="queries"
    )
