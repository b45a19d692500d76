"""A project whose tasks all run: made for measurements."""

from random import Random

from django.utils import timezone

from taskbuilder.records.cloud_tasks.changes import count_states
from taskbuilder.records.models import CloudTask, CreatedTask, Project, Service, Submission, TaskReading
from taskbuilder.records.seeding.history import seed_history
from taskbuilder.records.seeding.world import SITES
from taskbuilder.taskspec.json_value import JsonObject

STATES = ("RUNNING",) * 12 + ("PENDING",) * 6 + ("ABNORMAL", "STOPPED", "FAILED", "DANCING")


def seed_tasks(count: int, *, rows: int) -> Project:
    """The project of a made-up history of so many rows, the newest of whose tasks are in the cloud."""
    now, random = timezone.now(), Random(1)  # noqa: S311 - made up
    seed_history(rows, seed=1, now=now, progress=int)
    project = Project.objects.get(slug=next(iter(SITES)))
    newest = CreatedTask.objects.filter(submission__project=project).order_by("-submission__created_at")
    created = list(newest.select_related("submission")[:count])
    submissions = {task.submission_id: task.submission for task in created}
    for number, submission in enumerate(submissions.values()):
        submission.request = {**submission.request, **make_schedule(number, random)}
    Submission.objects.bulk_update(submissions.values(), ["request"], batch_size=500)
    CloudTask.objects.bulk_create(
        CloudTask(
            created=task,
            service_id=task.submission.service_id,
            state=random.choice(STATES),
            cloud_updated_at=now,
            read_at=now,
        )
        for task in created
    )
    for service in Service.objects.all():
        TaskReading.objects.update_or_create(
            pk=service.pk, defaults={"begun_at": now, "read_at": now, "counts": count_states(service)}
        )
    return project


def make_schedule(number: int, random: Random) -> JsonObject:
    """Each another, every third by frequency; every fifth has none."""
    if number % 5 == 0:
        return {}
    begin = random.randrange(1440)
    ends: JsonObject = {
        "begin_at": f"{begin // 60:02}:{begin % 60:02}:00",
    }
    ends["end_at"] = f"{(begin // 60 + random.randrange(1, 20)) % 24:02}:{begin % 60:02}:30"
    days: JsonObject = {"type": "weekly", "days_of_week": random.sample(range(1, 8), random.randrange(1, 8))}
    timezone_of: JsonObject = {"timezone": random.choice(("+08:00", "+01:00", "-03:30"))}
    if number % 3 == 0:
        often: JsonObject = {"interval": random.randrange(5, 60), "duration": 5, **ends}
        return {"schedule": {**days, **timezone_of, "execution_mode": "frequency", "frequency": often}}
    return {"schedule": {**days, **timezone_of, "execution_mode": "period", "periods": [ends]}}
