"""Three tasks from the platform's console become part of the history, and one is used again."""

from typing import Any

import pytest
from playwright.sync_api import expect

from taskbuilder.records.models import Service, Submission
from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn
from tests.journeys.walking import A_SUBMISSION, follow, say
from tests.web.looking import find_faults, watch

REQUEST: dict[str, Any] = {
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "canary-token"}}},
}


@pytest.mark.parametrize("language", ["zh-hans"], indirect=True)
def test_three_are_adopted_and_one_is_used_again(sign_in: SignIn, cloud: Simulator, language: str) -> None:
    service = Service.objects.select_related("project").get(name="Berth occupancy", project__slug="harbour")
    ids = {"service_id": service.service_id, "project_id": service.project.cloud_project_id}
    common = {**ids, "created_at": "2026-01-01T00:00:00Z", **REQUEST}
    cloud.add([{"id": f"{number:032x}", "name": f"console-{number}", **common} for number in range(3)])
    page = sign_in()
    said = watch(page)
    page.get_by_role("link", name=say("Tasks created elsewhere")).click()
    page.get_by_role("button", name=say("Refresh")).click()
    expect(page.get_by_text("console-2")).to_be_visible()
    faults = find_faults(page)
    page.get_by_label(say("Select all")).check()
    page.get_by_role("button", name=say("Adopt selected")).click()
    expect(page.locator("main li")).to_have_count(3)
    faults += find_faults(page)
    page.get_by_role("button", name=say("Adopt tasks")).click()
    expect(page.get_by_role("cell", name=say("Adopted"))).to_have_count(3)
    follow(page.get_by_role("link", name="console-1"), A_SUBMISSION)
    faults += find_faults(page)
    page.get_by_role("button", name=say("Create similar task")).click()
    follow(page.get_by_role("link", name=say("Output")).first, "/output/")
    expect(page.locator("main")).not_to_contain_text("canary-token")
    faults += find_faults(page)
    page.goto(f"/projects/harbour/submissions/{Submission.objects.get(name='console-1').pk}/drift/")
    faults += find_faults(page)
    assert (faults, said) == ([], [])
