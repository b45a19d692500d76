"""How many submissions a second one relay, or one worker, delivers to a cloud that takes 50 ms.

Run as a module over a database of its own: `python -m tests.benchmarks.drain relay 32`; prints the number.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import django

ROOT = Path(__file__).parents[2]
MANY = 1200
REQUEST = {
    "name": "gate",
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "secret"}}},
    "source_usage_estimate": {"cpu": 1, "memory": 512},
}


def measure(kind: str, threads: int) -> float:
    """Submissions a second from the first attempt to the last answer."""
    from django.core.management import call_command
    from django.db.models import Max, Min

    from taskbuilder.records.models import Attempt, Project, Submission

    call_command("migrate", verbosity=0)
    command = [sys.executable, "-m", "tests.benchmarks.slow_cloud"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as cloud:
        assert cloud.stdout is not None
        port = cloud.stdout.readline().strip()
        Project.objects.all().delete()
        create_many(f"http://127.0.0.1:{port}", threads)
        sender = subprocess.Popen(
            [sys.executable, "manage.py", kind, "--threads", str(threads)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        while Submission.objects.filter(settled_at=None).exists():
            time.sleep(0.2)
        sender.terminate()
        sender.wait()
        cloud.terminate()
    ends = Attempt.objects.aggregate(first=Min("started_at"), last=Max("ended_at"))
    assert Submission.objects.filter(state="created").count() == MANY
    return float(MANY / (ends["last"] - ends["first"]).total_seconds())


def create_many(address: str, threads: int) -> None:
    from django.contrib.auth.models import User
    from django.utils import timezone

    from taskbuilder.records.models import Project, Service
    from taskbuilder.records.submissions import enter, freeze

    person, _is_new = User.objects.get_or_create(username="bench")
    project = Project.objects.create(
        slug=uuid4().hex,
        name="Bench",
        cloud_project_id="0a" * 16,
        base_url=address,
        sign_in="ak_sk",
        access_key="key",
        secret_key="secret",
        most_in_flight=threads,
    )
    service = Service.objects.create(project=project, service_id="s", name="S", platform="modelarts-edge")
    for number in range(MANY):
        request = REQUEST | {"name": f"n{number}"}
        now = timezone.now()
        enter(freeze(project=project, service=service, request=request, confirmations=[], by=person, now=now))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(measure(sys.argv[1], int(sys.argv[2])))
