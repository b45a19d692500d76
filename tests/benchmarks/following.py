"""How long after "Create" the outcome is on the page, with an idle relay and a cloud that takes 50 ms.

Run as a module: `python -m tests.benchmarks.following`; prints the median in seconds. The page is asked again
as often as it says.
"""

import re
import time
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.drain import REQUEST
from tests.benchmarks.world import create_project, senders, set_up, slow_cloud

if TYPE_CHECKING:
    from django.test import Client

    from taskbuilder.records.models import Project

TIMES = 25
IDLE_SECONDS = 0.35
"""Between two, so that each finds the relay at rest, and at another moment of its turn."""


def measure() -> float:
    from django.contrib.auth.models import User
    from django.test import Client

    with slow_cloud() as address:
        project = create_project(address, most_in_flight=32)
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get())
        with senders("relay", [32]):
            create(client, project)  # the first makes connections and signs in
            seconds = [create(client, project) for _number in range(TIMES)]
    return median(seconds)


def create(client: "Client", project: "Project") -> float:
    """Seconds from the press of "Create" to a page that follows no more."""
    from taskbuilder.records.models import Submission
    from tests.support.walker import Walker

    time.sleep(IDLE_SECONDS)
    walker = Walker(client).open(fill_in(project))
    began = time.monotonic()
    address = walker.press("create").address
    text = walker.response.text
    while found := re.search(r'hx-trigger="every ([\d.]+)s, ', text):
        time.sleep(float(found[1]))
        text = client.get(address, headers={"HX-Request": "true"}).text
    taken = time.monotonic() - began
    assert Submission.objects.order_by("-created_at")[0].state == "created"
    return taken


def fill_in(project: "Project") -> str:
    """The review of a draft in which everything is answered."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from taskbuilder.records.drafts.store import start_draft
    from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request

    service = project.services.get()
    steps = answers_from_request(REQUEST, service.spec)
    answers = DraftAnswers(steps=steps, checked=("service", *steps)).to_stored()
    draft = start_draft(
        project=project, owner=User.objects.get(), service=service, answers=answers, now=timezone.now()
    )
    return f"/projects/{project.slug}/drafts/{draft.pk}/review/"


if __name__ == "__main__":
    set_up()
    print(measure())
