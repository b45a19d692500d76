"""Many presses of one "Create" at the same moment, as a browser that lost its temper sends them."""

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Submission
from taskbuilder.simulator.server import Simulator
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from tests.api.conftest import REQUEST
from tests.support.waiting import wait_until
from tests.support.walker import Walker

PRESSES = 50


def test_fifty_presses_of_one_review_are_one_request(cloud: Simulator, relay: None) -> None:
    review = open_review()

    def press(_: int) -> str:
        try:
            client = Client()
            client.cookies = review.client.cookies
            answer = client.post(review.address, review.values | {"press": ["create"]})
            assert answer.status_code in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
            return str(answer["Location"])
        finally:
            connection.close()

    before = Submission.objects.count()
    with ThreadPoolExecutor(PRESSES) as pool:
        places = set(pool.map(press, range(PRESSES)))
    submission = Submission.objects.get(name=REQUEST["name"])
    assert places == {f"/projects/harbour/submissions/{submission.pk}/"}
    assert Submission.objects.count() == before + 1
    wait_until(lambda: not Submission.objects.filter(pk=submission.pk, settled_at=None).exists())
    assert (len(cloud.requests), len(cloud.tasks)) == (1, 1)


def open_review() -> Walker:
    """An operator who has filled in everything and is about to press."""
    project, person = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    service = project.services.get(platform="modelarts-edge")
    steps = answers_from_request(REQUEST, service.spec)
    answers = DraftAnswers(steps=steps, checked=("service", *steps)).to_stored()
    draft = start_draft(
        project=project, owner=person, service=service, answers=answers, title="gate", now=timezone.now()
    )
    client = Client()
    client.force_login(person)
    return Walker(client).open(f"/projects/harbour/drafts/{draft.pk}/review/")
