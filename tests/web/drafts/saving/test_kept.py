"""What is typed after a session has ended is in the draft after the next sign-in (ux.md, 19 and 29)."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Decision, Draft, Project, Role, Service, Session
from taskbuilder.records.submissions.states import State
from taskbuilder.web.http import saved_form
from tests.support.walker import HTMX, Walker
from tests.web.conftest import PASSWORD, MakeSubmission, make_member
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.test_errors import at_input

PRESSES = [({}, "continue"), (HTMX, "save"), (HTMX, "reshape:input-type")]


def sign_in(client: Client, name: str = "operator") -> None:
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302


@pytest.mark.ux(19, 29)
@pytest.mark.parametrize(("headers", "press"), PRESSES)
def test_a_step_that_was_sent_too_late_is_kept(
    walker: Walker, service: Service, headers: dict[str, str], press: str
) -> None:
    at_input(walker, service, "vcn").put("input-type-vcn-vcn-ip", "192.0.2.1")
    walker.put("input-type-vcn-vcn-password", "canary-1")
    walker.client.logout()
    answer = walker.client.post(walker.address, {**walker.values, "press": press}, headers=headers)
    assert (answer["HX-Redirect"] if headers else answer["Location"]) == f"/sign-in/?next={walker.address}"
    sign_in(walker.client)
    walker.open(walker.address)
    assert walker.values["input-type-vcn-vcn-ip"] == ["192.0.2.1"]
    server = the_draft().answers["input"]["input"]["type"]["kinds"]["vcn"]["vcn"]
    assert (server["ip"], server["password"]) == ("192.0.2.1", "canary-1")
    assert "was saved" in walker.response.content.decode()
    assert "was saved" not in walker.client.get(walker.address).content.decode()


def test_it_is_kept_sealed(walker: Walker, service: Service) -> None:
    at_input(walker, service, "vcn").put("input-type-vcn-vcn-password", "canary-1")
    walker.client.logout()
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    (session,) = Session.objects.all()
    assert sorted(session.get_decoded()) == [saved_form.KEPT]
    assert "canary-1" not in str(session.get_decoded())


def test_a_draft_that_moved_meanwhile_is_not_overwritten(walker: Walker, service: Service) -> None:
    choose(walker, service)
    Walker(walker.client).open(walker.address).put("name", "theirs").press("save")
    walker.client.logout()
    walker.put("name", "mine")
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    sign_in(walker.client)
    walker.open(walker.address)
    assert walker.values["name"] == ["mine"]
    assert "In the draft: theirs" in walker.response.content.decode()
    assert the_draft().answers["details"]["name"] == "theirs"


def test_another_person_who_signs_in_gets_nothing_of_it(
    walker: Walker, service: Service, project: Project
) -> None:
    make_member("another", project, Role.OPERATOR)
    choose(walker, service).put("name", "mine")
    walker.client.logout()
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    sign_in(walker.client, "another")
    assert walker.client.get(walker.address).status_code == 404
    assert the_draft().answers.get("details") is None


@pytest.mark.parametrize("change", ["no draft", "no page"])
def test_strangers_fill_no_tables(walker: Walker, service: Service, change: str) -> None:
    choose(walker, service).put("name", "x" * 900)
    walker.client.logout()
    if change == "no draft":
        Draft.objects.all().delete()
    else:
        del walker.values["page"]
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    assert Session.objects.count() == 0


def test_a_key_that_is_lost_loses_no_page(walker: Walker, service: Service, operator: User) -> None:
    choose(walker, service)
    walker.client.logout()
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    session = walker.client.session
    session[saved_form.KEPT] = {**session[saved_form.KEPT], "form": "made up"}
    session.save()
    sign_in(walker.client)
    assert walker.open(walker.address).response.status_code == 200


@pytest.mark.ux(19, 29)
@pytest.mark.parametrize(("headers", "press"), [({}, "check"), (HTMX, "save")])
def test_a_text_that_was_sent_too_late_is_kept(
    walker: Walker, service: Service, headers: dict[str, str], press: str
) -> None:
    choose(walker, service).open(walker.address.replace("details", "json"))
    walker.client.logout()
    form = {**walker.values, "press": press, "text": '{"password": "canary"'}
    walker.client.post(walker.address, form, headers=headers)
    assert "canary" not in str(Session.objects.get().get_decoded())
    sign_in(walker.client)
    page = walker.open(walker.address).response.content.decode()
    assert ("was saved" in page, "canary" in page) == (True, False)
    assert the_draft().answers["json"] == '{"password": "canary"'


def test_a_password_that_came_too_late_and_to_a_draft_that_moved_is_kept(
    walker: Walker, service: Service
) -> None:
    at_input(walker, service, "vcn")
    Walker(walker.client).open(walker.address).put("input-type-vcn-vcn-ip", "192.0.2.1").press("save")
    walker.client.logout()
    walker.put("input-type-vcn-vcn-password", "canary-1")
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    sign_in(walker.client)
    walker.open(walker.address).press("overwrite")
    assert "canary-1" in str(the_draft().answers)


def test_a_long_form_is_kept_whole(walker: Walker, service: Service) -> None:
    choose(walker, service).put("description", "x" * 1_000_000)
    walker.client.logout()
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    sign_in(walker.client)
    walker.open(walker.address)
    assert the_draft().answers["details"]["description"] == "x" * 1_000_000


def test_pasted_lines_that_came_too_late_are_kept(walker: Walker, service: Service) -> None:
    box = "input-type-url-data-paste"
    at_input(walker, service).put(box, "rtsp://a/1\nrtsp://a/2")
    walker.client.logout()
    walker.client.post(walker.address, {**walker.values, "press": "continue"})
    sign_in(walker.client)
    assert walker.open(walker.address).values[box] == ["rtsp://a/1\nrtsp://a/2"]


@pytest.mark.ux(29)
def test_a_decision_that_was_sent_too_late_is_shown_again_and_not_taken(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission(state=State.UNKNOWN)
    address = f"/projects/gate/submissions/{submission.pk}/settle/"
    as_operator.logout()
    form = {"do": "not-sure", "note": "asked the night shift", "ids": "ab" * 16}
    assert as_operator.post(address, form)["Location"] == f"/sign-in/?next={address}"
    sign_in(as_operator)
    page = as_operator.get(address)
    assert (page.status_code, Decision.objects.count()) == (200, 0)
    assert all(words in page.text for words in ("asked the night shift", "ab" * 16, "was saved"))
    assert as_operator.get(address).status_code == 302
