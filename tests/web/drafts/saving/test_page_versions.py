"""Typing is kept as it is typed; two tabs never overwrite each other unseen; creating happens once."""

from uuid import uuid4

import pytest
from django.test import Client

from taskbuilder.records.models import Draft, Service, Submission
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.page_version import Conflict, PageVersion, find_conflict
from tests.support.samples import make_request
from tests.support.walker import HTMX, Document, Walker, fill_request
from tests.web.conftest import MakeSubmission
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.test_errors import at_input


def make_draft(revision: int, **writer: object) -> Draft:
    return Draft(revision=revision, answers={"writer": writer} if writer else {})


@pytest.mark.parametrize(
    ("mark", "draft", "standing"),
    [
        (PageVersion(page="a", revision=3), make_draft(3), Conflict.NONE),
        (PageVersion(page="a", revision=2), make_draft(3), Conflict.EDITED_ELSEWHERE),
        (PageVersion(page="a", revision=2), make_draft(3, page="a", since=2, sequence=0), Conflict.NONE),
        (
            PageVersion(page="a", revision=2),
            make_draft(5, page="a", since=3, sequence=0),
            Conflict.EDITED_ELSEWHERE,
        ),
        (
            PageVersion(page="a", revision=2),
            make_draft(3, page="b", since=2, sequence=0),
            Conflict.EDITED_ELSEWHERE,
        ),
        (
            PageVersion(page="a", revision=2, sequence=1),
            make_draft(3, page="a", since=2, sequence=2),
            Conflict.LATE_AUTOSAVE,
        ),
        (PageVersion(page="", revision=0), make_draft(1), Conflict.EDITED_ELSEWHERE),
    ],
)
def test_what_a_pages_request_is_to_the_draft(mark: PageVersion, draft: Draft, standing: Conflict) -> None:
    editor = DraftAnswers.from_stored(draft.answers).last_editor
    assert find_conflict(mark, draft.revision, editor) is standing


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_saving_keeps_what_was_typed_and_judges_nothing(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    choose(walker, service)
    address = walker.address
    walker.put("name", "half a na").press("save", **headers)
    assert walker.response.status_code == (200 if headers else 204)
    assert walker.open(address).values["name"] == ["half a na"]
    assert walker.summary == []
    assert str(the_draft()) == "half a na"


def test_a_draft_is_taken_up_where_it_was_left(walker: Walker, service: Service) -> None:
    choose(walker, service)
    draft = walker.address.rpartition("details/")[0]
    assert walker.open(draft).step == "details"
    fill_request(walker, make_request(Platform.MODELARTS_EDGE))
    assert walker.open(draft).step == "review"


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("place", "heading"), [("service", "Service"), ("schedule", "Schedule")])
def test_leaving_for_another_step_keeps_what_was_typed(
    walker: Walker, service: Service, headers: dict[str, str], place: str, heading: str
) -> None:
    choose(walker, service)
    typed = walker.values | {"name": ["half a na"], "press": [f"go:{place}"]}
    answer = walker.client.post(walker.address, typed, headers=headers)
    walker.open(answer["HX-Redirect"] if headers else answer["Location"])
    assert [element.text for element in walker.document.find("h1")] == [heading]
    assert the_draft().answers["details"]["name"] == "half a na"
    assert walker.summary == []


def test_a_page_saves_again_and_again_and_a_late_answer_is_dropped(walker: Walker, service: Service) -> None:
    choose(walker, service)
    form, address = dict(walker.values), walker.address
    for sequence, name, status in ((1, "a", 200), (3, "abc", 200), (2, "ab", 204)):
        form |= {"name": [name], "sequence": [str(sequence)], "press": ["save"]}
        assert walker.client.post(address, form, headers=HTMX).status_code == status
    assert the_draft().answers["details"]["name"] == "abc"


def test_saving_the_same_again_writes_nothing(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "a")
    form, address = {**walker.values, "press": "save"}, walker.address
    walker.client.post(address, form)
    revision = the_draft().revision
    walker.client.post(address, form)
    assert the_draft().revision == revision


@pytest.mark.parametrize("press", ["continue", "save", "reshape"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_another_tabs_typing_is_not_overwritten_unseen(
    walker: Walker, service: Service, press: str, headers: dict[str, str]
) -> None:
    choose(walker, service)
    other = Walker(walker.client).open(walker.address)
    other.put("name", "theirs").press("save")
    walker.put("name", "mine").post(press, **headers)
    assert walker.response.status_code == (422 if headers else 409)
    assert the_draft().answers["details"]["name"] == "theirs"
    page = walker.response.content.decode()
    assert "This draft was changed in another tab" in page
    assert "In the draft: theirs" in page
    assert walker.values["name"] == ["mine"]
    if headers:
        assert walker.response["HX-Retarget"] == "#moved"


def test_what_was_typed_can_be_kept_over_another_tabs(walker: Walker, service: Service) -> None:
    choose(walker, service)
    Walker(walker.client).open(walker.address).put("name", "theirs").press("save")
    walker.put("name", "mine").press("continue").press("overwrite")
    assert the_draft().answers["details"]["name"] == "mine"
    assert walker.put("name", "mine-2").press("continue").step == "input"


@pytest.mark.ux(1, 19)
def test_a_password_typed_in_a_stale_tab_is_kept(walker: Walker, service: Service) -> None:
    at_input(walker, service, "vcn")
    Walker(walker.client).open(walker.address).put("input-type-vcn-vcn-ip", "192.0.2.1").press("save")
    walker.put("input-type-vcn-vcn-password", "canary").press("continue")
    assert "Saved – leave blank to keep" in walker.response.content.decode()
    assert "canary" not in walker.response.content.decode()
    assert "canary" not in str(walker.client.session.items())
    walker.press("overwrite")
    server = the_draft().answers["input"]["input"]["type"]["kinds"]["vcn"]["vcn"]
    assert (server["ip"], server["password"]) == ("", "canary")


def reviewed(walker: Walker, service: Service) -> Walker:
    choose(walker, service)
    fill_request(walker, make_request(Platform.MODELARTS_EDGE))
    return walker


def test_creating_twice_makes_one_submission(walker: Walker, service: Service) -> None:
    reviewed(walker, service)
    form, address = {**walker.values, "press": "create"}, walker.address
    first = walker.client.post(address, form)
    second = walker.client.post(address, form)
    assert first.status_code == 303
    assert second["Location"] == first["Location"]
    assert Submission.objects.count() == 1


def test_back_after_creating_leads_to_what_was_created(walker: Walker, service: Service) -> None:
    reviewed(walker, service)
    address = walker.address
    walker.press("create")
    created = walker.address
    walker.open(address.replace("review", "input"))
    assert walker.address == created
    assert (
        "A task was already created from this draft. This is its status." in walker.response.content.decode()
    )
    assert walker.client.post(address, headers=HTMX)["HX-Redirect"] == created


def test_a_changed_draft_is_reviewed_again(walker: Walker, service: Service) -> None:
    reviewed(walker, service)
    other = Walker(walker.client).open(walker.address.replace("review", "details"))
    other.put("name", "another").press("continue")
    walker.press("create")
    assert walker.response.status_code == 409
    assert "The draft has changed since you reviewed it" in walker.response.content.decode()
    assert Submission.objects.count() == 0
    walker.press("create")
    assert Submission.objects.get().name == "another"


def test_a_draft_with_problems_is_not_created(walker: Walker, service: Service) -> None:
    choose(walker, service)
    walker.open(walker.address.replace("details", "review")).press("create")
    assert (walker.response.status_code, Submission.objects.count()) == (422, 0)
    assert walker.title == "Error: Review · Gate · Task Builder"
    assert walker.summary == [
        "Enter “Task name”.",
        "Choose “Input type”.",
        "“Output”: choose where to send the results, a data stream, a webhook or both.",
        "Choose when the task runs, or “No schedule”.",
        "Enter “CPU, in cores (assumed)” as a number above 0, with a point, such as 0.5.",
        "Enter “Memory, in MB (assumed)” as a whole number above 0, such as 512.",
    ]


def test_changing_from_the_review_leads_back_to_it(walker: Walker, service: Service) -> None:
    reviewed(walker, service)
    walker.open(f"{walker.address.replace('review', 'details')}?return=review")
    address = walker.address
    walker.put("name", "gate-2").press("continue")
    assert walker.step == "review"
    walker.open(address).put("name", "gate-3").press("go:review")
    assert (walker.step, the_draft().answers["details"]["name"]) == ("review", "gate-3")


@pytest.mark.parametrize("place", ["input", "review", "json", "nowhere"])
def test_who_keeps_a_draft_is_back_where_they_were(walker: Walker, place: str) -> None:
    draft = walker.address.removesuffix("service/")
    page = walker.client.get(f"{draft}{place}/").content.decode()
    back = f"{draft}{place}/" if place != "nowhere" else "/projects/gate/"
    assert (f'{draft}discard/?from={place}"' in page) == (place != "nowhere")
    document = Document(walker.client.get(f"{draft}discard/?from={place}").content.decode())
    assert back in [each.attrs["href"] for each in document.find("a") if each.text == "Keep draft"]


def test_a_discarded_draft_is_gone(walker: Walker, service: Service) -> None:
    choose(walker, service)
    address = walker.address
    discard = address.replace("details", "discard")
    assert walker.client.get(discard).status_code == 200
    assert Draft.objects.count() == 1
    walker.client.post(discard)
    assert Draft.objects.count() == 0
    assert walker.client.get(address).status_code == 404


@pytest.mark.parametrize("step", ["nothing", "Service", "new"])
def test_an_unknown_step_is_not_found(walker: Walker, step: str) -> None:
    assert walker.client.get(walker.address.replace("service", step)).status_code == 404


def test_another_persons_draft_is_not_found(walker: Walker, client: Client, viewer: object) -> None:
    address = walker.address
    client.logout()
    assert client.get(address).status_code == 302
    assert client.post(address, headers=HTMX)["HX-Redirect"].startswith("/sign-in/?next=")
    assert client.get(f"/projects/gate/drafts/{uuid4()}/service/").status_code == 302


def test_an_unknown_draft_is_not_found(as_operator: Client) -> None:
    assert as_operator.get(f"/projects/gate/drafts/{uuid4()}/service/").status_code == 404


def test_a_copy_begins_where_it_is_to_be_mended(as_operator: Client, make_submission: MakeSubmission) -> None:
    source = make_submission(1)
    walker = Walker(as_operator)
    form = {
        "from": str(source.pk),
        "step": "output",
        "problem": "ModelArts.0101: the field [output] is wrong",
    }
    walker.see(as_operator.post("/projects/gate/drafts/new/", form, follow=True))
    assert walker.step == "output"
    assert "ModelArts.0101: the field [output] is wrong" in walker.response.content.decode()
    assert walker.values["output-sinks-webhook-url"] == ["https://sink.example.net"]
    assert the_draft().service == source.service


@pytest.mark.parametrize("source", ["nothing", "9b09b105-5d92-449a-9e47-ecb73c19eb8b"])
def test_a_copy_of_nothing_is_not_found(as_operator: Client, source: str) -> None:
    assert as_operator.post("/projects/gate/drafts/new/", {"from": source}).status_code == 404


def test_pages_of_drafts_are_not_cached(walker: Walker) -> None:
    assert "no-store" in walker.response["Cache-Control"]


def test_any_step_can_be_opened_at_any_time(walker: Walker) -> None:
    for step in ("service", "details", "input", "output", "schedule", "resources", "review"):
        assert walker.open(walker.address.replace(walker.step, step)).response.status_code == 200


@pytest.mark.ux(7)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_continues_with_a_kind_that_was_not_drawn_is_asked_about_it(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    choose(walker, service)
    walker.put("name", "gate").press("continue").put("input-type", "url").press("continue", **headers)
    assert (walker.response.status_code, walker.step, walker.summary) == (200, "input", [])
    walker.put("input-type-url-data-r1-url", "rtsp://c/1").press("continue")
    assert walker.step == "output"
    walker.open(walker.address.replace("output", "schedule")).put("schedule-type", "none").press("continue")
    assert walker.step == "resources"


def test_what_was_answered_before_is_not_asked_again(walker: Walker, service: Service) -> None:
    at_input(walker, service).put("input-type-url-data-r1-url", "rtsp://c/1").put("input-type", "vcn")
    walker.press("reshape").put("input-type", "url").press("continue")
    assert walker.step == "output"
