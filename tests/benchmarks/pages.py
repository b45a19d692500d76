"""What the pages that people look at most cost the server, beside a page that holds a bare form.

That is a whole page for somebody who has signed in, session and person included.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.test import Client, override_settings
from django.utils import timezone

from taskbuilder.forms.task_fields import ask_config
from taskbuilder.records.access.api_tokens import issue_token
from taskbuilder.records.models import Draft, Service, Submission
from taskbuilder.records.samples import load_samples
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.steps import REVIEW, list_steps
from tests.benchmarks.bare_page import ADDRESS
from tests.benchmarks.figures import Figure, time_ratio
from tests.benchmarks.steps import FORM, HTMX, address_of, own_database, post_of, start_work
from tests.support.samples import make_request

ROUNDS, CALLS = 15, 2
MOST_TIMES, MOST_OF_HISTORY, MOST_OF_GET, MOST_OF_POST = 1.0, 0.8, 0.25, 0.7
INPUTS, SUBMISSIONS = 3, 50
Ask = Callable[[], Any]


def measure_pages() -> Iterator[Figure]:
    """On a database of their own, through every middleware, with a draft that is nearly complete."""
    with own_database(), override_settings(ROOT_URLCONF="tests.benchmarks.bare_page"):
        load_samples(cloud_url="http://127.0.0.1:9", now=timezone.now())
        client, draft = start_work("url", INPUTS)
        for step in list_steps():
            address = address_of(draft, step)
            yield compare_page(f"the step “{step.slug}”", client, address)
            body = urlencode(post_of(client.get(address)), doseq=True)
            yield compare_page(f"a redraw of the step “{step.slug}”", client, address, body)
        yield compare_page("the review", client, address_of(draft, REVIEW))
        yield from measure_history(client, draft)


def measure_history(client: Client, draft: Draft) -> Iterator[Figure]:
    """What was submitted, on pages and as programs ask for it."""
    last, project = fill_history(draft), f"/projects/{draft.project.slug}/"
    yield compare_page("the project's page", client, project, most=MOST_OF_HISTORY)
    history = f"{project}submissions/"
    yield compare_page(f"the history of {SUBMISSIONS} rows", client, history, most=MOST_OF_HISTORY)
    yield compare_page("a submission's page", client, f"{history}{last.pk}/")
    # A program has no session, and nobody sends here: what waiting for the cloud costs is the cloud's.
    program = Client(SERVER_NAME="localhost")
    headers = {"X-Auth-Token": make_token(draft), "Prefer": "wait=0"}
    base = f"/v1/{draft.project.cloud_project_id}"
    address = f"{base}/submissions/{last.pk}"

    def get() -> Any:
        return program.get(address, headers=headers)

    yield compare("a program's GET", client, get, most=MOST_OF_GET)
    tasks = f"{base}/services/{last.service.service_id}/tasks"
    body = json.dumps(make_task(last.service))

    def post() -> Any:
        return program.post(tasks, body, content_type="application/json", headers=headers)

    yield compare("a program's POST", client, post, most=MOST_OF_POST)


def fill_history(draft: Draft) -> Submission:
    """Makes the submissions; the last of them."""
    assert draft.service is not None
    request = make_task(draft.service)
    for number in range(SUBMISSIONS):
        built = build_submission(
            service=draft.service,
            request=request | {"name": f"gate-{number}"},
            confirmations=[],
            by=draft.owner,
            now=timezone.now(),
        )
        enqueue(built)
    return Submission.objects.select_related("service").latest("created_at")


def make_task(service: Service) -> JsonObject:
    request = make_request(Platform.IEF, input_type="url", sinks=("webhook",))
    return request | {"config": ask_config(service.spec).example}


def make_token(draft: Draft) -> str:
    now = timezone.now()
    issued = issue_token(
        token_id=uuid4(),
        project=draft.project,
        person=draft.owner,
        label="bench",
        ends_at=now + timedelta(days=1),
        now=now,
    )
    assert issued is not None
    return issued.text


def compare_page(
    what: str, client: Client, address: str, body: str = "", *, most: float = MOST_TIMES
) -> Figure:
    """One request of a browser's over one of the bare page."""

    def ask() -> Any:
        if body:
            return client.post(address, body, content_type=FORM, headers=HTMX)
        return client.get(address)

    return compare(what, client, ask, most=most)


def compare(what: str, client: Client, ask: Ask, *, most: float) -> Figure:
    for answer in (ask(), client.get(ADDRESS)):
        if not 200 <= answer.status_code < 300:
            raise RuntimeError(f"{what} was refused: {answer.status_code}.")
    ratio = time_ratio(ask, lambda: client.get(ADDRESS), rounds=ROUNDS, calls=CALLS)
    return Figure(name=f"{what}, times a bare form of 11 fields", value=ratio, limit=most, unit="times")
