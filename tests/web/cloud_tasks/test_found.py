"""The pages of tasks that were created elsewhere: seen by service, counted and named, adopted."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from taskbuilder.cloud import TaskDetails
from taskbuilder.records.cloud_tasks.changes import write_tasks
from taskbuilder.records.models import FoundTask, Service, Submission

PATH = "/projects/gate/found-tasks/"
ADOPT = f"{PATH}adopt/"
REQUEST: dict[str, Any] = {
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "canary-token"}}},
}


def find(service: Service, count: int = 3) -> list[FoundTask]:
    """Notes so many, the newest first; the cloud lists them with their secrets."""
    now = timezone.now()
    tasks = [
        TaskDetails(
            id=f"{number:032x}",
            name=f"watch-{number}",
            state="RUNNING",
            created_at=now - timedelta(days=number + 1),
            entry={"name": f"watch-{number}", "creator": "console", **REQUEST},
        )
        for number in range(count)
    ]
    write_tasks(service, tasks, asked_at=now)
    return list(FoundTask.objects.order_by("-created_at"))


def test_they_are_listed_by_service_and_page(as_viewer: Client, service: Service) -> None:
    assert "Not read yet" in as_viewer.get(PATH).text
    find(service, 53)
    page = as_viewer.get(PATH).text
    assert f"{service.name} (53)" in page
    assert re.findall(r"watch-\d+", page) == [f"watch-{each}" for each in range(50)]
    assert "Adopt selected" not in page  # a viewer may not
    (older,) = re.findall(r'rel="next" href="([^"]*)"', page)
    assert re.findall(r"watch-\d+", as_viewer.get(PATH + older.replace("&amp;", "&")).text) == [
        "watch-50",
        "watch-51",
        "watch-52",
    ]
    assert as_viewer.get(PATH, {"service": "999"}).status_code == 404
    assert as_viewer.post(ADOPT, {"service": service.pk, "all": "yes"}).status_code == 403


def test_what_is_ticked_is_named_and_adopted(as_operator: Client, service: Service) -> None:
    first, second, _third = find(service)
    asked = as_operator.post(ADOPT, {"service": service.pk, "found-pick": [first.pk, second.pk]})
    assert "Adopt 2 tasks" in asked.text
    assert re.findall(r"watch-\d+", asked.text) == ["watch-0", "watch-1"]
    keys = [first.pk, second.pk]
    form = {"service": str(service.pk), "confirmed": "yes"}
    done = as_operator.post(ADOPT, form | {"found-pick": keys}, follow=True)
    assert "2 tasks were adopted." in done.text
    assert done.redirect_chain[0][0].startswith("/projects/gate/submissions/?adopted=yes")
    assert set(re.findall(r">(watch-\d+)</a>", done.text)) == {"watch-0", "watch-1"}
    again = as_operator.post(ADOPT, form | {"found-pick": keys}, follow=True)
    assert again.status_code == 422
    assert again.text.count("Select the tasks to adopt first.") == 2  # a second tab's, whose tasks are taken
    assert Submission.objects.filter(name__startswith="watch").count() == 2


def test_all_are_adopted_and_one_is_used_again(as_operator: Client, service: Service) -> None:
    find(service, 1)
    asked = as_operator.post(ADOPT, {"service": service.pk, "all": "yes"})
    assert "Adopt 1 task" in asked.text
    keys = re.findall(r'name="found-pick" value="(\d+)"', asked.text)
    done = as_operator.post(
        ADOPT, {"service": service.pk, "found-pick": keys, "confirmed": "yes"}, follow=True
    )
    submission = Submission.objects.get(name="watch-0")
    for words in ("1 task was adopted.", "created elsewhere", "Adopted by", "operator", "Running"):
        assert words in done.text
    assert "canary-token" not in done.text
    draft = as_operator.post(
        "/projects/gate/drafts/new/", {"from": submission.pk, "step": "review"}, follow=True
    )
    assert "watch-0" in draft.text
    assert "secret" in draft.text.lower()
    output = draft.request["PATH_INFO"].replace("review/", "output/")
    assert "canary-token" not in as_operator.get(output).text
