"""One draft becomes one submission, however often, from wherever and at whatever moment it is pressed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from taskbuilder.records.models import Draft, Submission
from taskbuilder.simulator.server import Simulator
from tests.security.canaries import Canaries
from tests.security.conftest import deliver_all, sign_in
from tests.security.tasks import make_tasks, type_task

PRESSES = 6


@pytest.mark.django_db(transaction=True)
def test_many_tabs_at_once(cloud: Simulator, canaries: Canaries) -> None:
    slug, service, request = make_tasks(canaries)["vcn"]
    walker = type_task(sign_in("operator"), slug, service, request)
    clients = [sign_in("operator") for _press in range(PRESSES)]
    together = Barrier(PRESSES)

    def press(client: Any) -> tuple[int, str]:
        together.wait()
        try:
            answer = client.post(walker.address, {**walker.values, "press": "create"})
            return answer.status_code, answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = list(pool.map(press, clients))
    submission = Submission.objects.get()
    page = f"/projects/{slug}/submissions/{submission.pk}/"

    assert {(status // 100, place) for status, place in answers} == {(3, page)}
    assert clients[0].get(walker.address)["Location"] == page
    deliver_all()
    assert [seen.body for seen in cloud.requests] == [request]
    assert Draft.objects.count() == 0
