"""A project that makes names unique: what is reviewed is what is sent, and a copy has the plain name."""

import re

from taskbuilder.records.models import Project, Service, Submission
from tests.support.walker import Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.review.test_same_inputs import a_request, review


def test_the_review_shows_the_very_name_that_is_sent(walker: Walker, service: Service) -> None:
    Project.objects.update(suffixes_names=True)
    review(walker, service, a_request("rtsp://a/1", name="gate-1"))
    assert the_draft().answers["details"]["name"] == "gate-1"
    name = f"gate-1-{the_draft().pk.hex[:8]}"
    shown = set(re.findall(r"gate-1-[0-9a-f]{8}", walker.response.text))
    assert shown == {name}
    walker.press("create")
    submission = Submission.objects.get()
    assert (submission.name, submission.full_request()["name"]) == (name, name)


def test_a_copy_begins_with_the_plain_name(walker: Walker, service: Service) -> None:
    Project.objects.update(suffixes_names=True)
    review(walker, service, a_request("rtsp://a/1", name="gate-1")).press("create")
    source = Submission.objects.get()
    walker.client.post("/projects/gate/drafts/new/", {"from": str(source.pk), "step": "details"})
    assert the_draft().answers["details"]["name"] == "gate-1"
    assert the_draft().title == "gate-1"
