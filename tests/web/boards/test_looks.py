"""The boards in a real browser: nothing for axe to find, and what follows asks when it is seen again."""

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Request

from taskbuilder.records.models import Capacity, CloudTask, Member, Role, Submission, TaskReading
from tests.web.boards.conftest import DAILY, MakePlan
from tests.web.looking import find_faults, watch
from tests.web.test_browser import SignIn, sign_in

__all__ = ["sign_in"]
BASE = "/projects/gate/tasks/"
SEE = "document.dispatchEvent(new Event('visibilitychange'))"


def test_the_boards_of_busy_tasks(operator: User, make_plan: MakePlan, sign_in: SignIn) -> None:
    """Tasks in conflict, by period and by frequency, of which one exceeds a capacity; opened and refused."""
    often = {"interval": 30, "duration": 10, "begin_at": "06:00:00", "end_at": "20:00:00"}
    schedule = {**DAILY, "execution_mode": "frequency", "frequency": often}
    service = make_plan(1, schedule=DAILY).service_id
    make_plan(2, schedule=schedule, source_usage_estimate={"cpu": 2, "memory": 512})
    Submission.objects.filter(pk=make_plan(3).pk).update(request={})
    CloudTask.objects.filter(created__task_id=f"{3:032x}").update(state="ABNORMAL")
    Capacity.objects.create(project=Submission.objects.all()[0].project, service_id=service, cpu=1)
    TaskReading.objects.update_or_create(
        pk=service, defaults={"begun_at": timezone.now(), "problem": "Busy."}
    )
    Member.objects.filter(person=operator).update(role=Role.MANAGER)
    page = sign_in(operator).new_page()
    said, faults = watch(page), {}
    opened = f"?service={service}&week=2026-12-02"
    for path in (
        f"week/{opened}",
        f"capacity/{opened}",
        "coverage/?q=gate",
        "handover/",
        "handover/?since=never",
        "handover/daily/",
        "capacity/edit/",
        "",
    ):
        page.goto(BASE + path)
        for fold in page.locator("details > summary").all():
            fold.click() if fold.is_visible() and fold.inner_text() == "View as table" else None
        faults[path] = find_faults(page)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    with page.expect_response(lambda answer: answer.status == 304):
        page.evaluate(SEE)
    assert {path: found for path, found in faults.items() if found} == {}
    assert said == []
    assert [request.headers["if-none-match"][:3] for request in asked] == ['W/"']
