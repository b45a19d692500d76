"""How many submissions a second a relay, or workers, deliver to a cloud that takes 50 ms.

Run as a module with the threads of each process: `python -m tests.benchmarks.drain relay 32`, or
`... worker 16 16`; prints the number.
"""

import sys
import time
from typing import TYPE_CHECKING

from taskbuilder.taskspec.json_value import JsonObject
from tests.benchmarks.world import create_project, senders, set_up, slow_cloud

if TYPE_CHECKING:
    from taskbuilder.records.models import Project

MANY = 4000
LONGEST_SECONDS = 120
REQUEST: JsonObject = {
    "name": "gate",
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "secret"}}},
    "source_usage_estimate": {"cpu": 1, "memory": 512},
}


def measure(kind: str, threads: list[int]) -> float:
    """Submissions a second from the first attempt to the last answer."""
    from django.db.models import Max, Min

    from taskbuilder.records.models import Attempt, Submission

    with slow_cloud() as address:
        # A sender opens some ahead of its threads: these are what binds here, not the project's limit.
        create_many(create_project(address, most_in_flight=2 * sum(threads)))
        deadline = time.monotonic() + LONGEST_SECONDS
        with senders(kind, threads):
            while Submission.objects.filter(settled_at=None).exists():
                assert time.monotonic() < deadline, "it takes too long"
                time.sleep(0.2)
    ends = Attempt.objects.aggregate(first=Min("started_at"), last=Max("ended_at"))
    assert Submission.objects.filter(state="created").count() == MANY
    return float(MANY / (ends["last"] - ends["first"]).total_seconds())


def create_many(project: "Project") -> None:
    from django.contrib.auth.models import User
    from django.utils import timezone

    from taskbuilder.records.submissions.creation import build_submission, enqueue

    person, service = User.objects.get(), project.services.get()
    for number in range(MANY):
        request = REQUEST | {"name": f"n{number}"}
        now = timezone.now()
        enqueue(build_submission(service=service, request=request, confirmations=[], by=person, now=now))


if __name__ == "__main__":
    set_up()
    print(measure(sys.argv[1], [int(argument) for argument in sys.argv[2:]]))
