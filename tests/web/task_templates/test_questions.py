"""Starting from a template: only what is asked is asked, and the draft has everything else."""

import copy
import re

from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Draft, Service, Submission, Template
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.web.drafts.state import DraftState
from tests.support.walker import Walker
from tests.web.conftest import NOW, MakeSubmission
from tests.web.task_templates.conftest import REQUEST, MakeTemplate, ask

INPUT, HEADERS, URL = "/input/data", "/output/webhook/headers", "/output/webhook/url"


def start(client: Client, template: Template) -> Walker:
    address = f"/projects/gate/templates/{template.pk}/start/"
    return Walker(client).see(client.post(address, follow=True))


def read_request() -> JsonObject:
    return DraftState.of(Draft.objects.get(), NOW).request


def with_parts(**parts: object) -> JsonObject:
    return {**copy.deepcopy(REQUEST), **parts}  # type: ignore[dict-item]


def test_nothing_asked_leads_to_the_review(as_operator: Client, make_template: MakeTemplate) -> None:
    walker = start(as_operator, make_template())
    assert (walker.step, read_request()) == ("review", REQUEST)


def test_two_questions(as_operator: Client, make_template: MakeTemplate) -> None:
    walker = start(as_operator, make_template(ask("/name", "Which gate?", "Its number."), ask(INPUT)))
    assert walker.step == "questions"
    names = sorted(name for name in walker.values if re.match("q[0-9]", name))
    assert names == ["q1", "q2", "q2-paste", "q2-r1", "q2-r1-url"]
    labels = [" ".join(each.text.split()) for each in walker.document.find("label", for_="id_q1")]
    assert labels == ["Which gate?"]
    assert "Its number." in walker.response.text

    walker.put("q1", "gate-7").put("q2-r1-url", "rtsp://camera-7.example.com/live").press("continue")
    assert walker.step == "review"
    data = [{"url": "rtsp://camera-7.example.com/live"}]
    assert read_request() == with_parts(name="gate-7", input={"type": "url", "data": data})
    assert Draft.objects.get().title == "gate-7"


def test_what_is_wrong_is_said_as_on_its_step(as_operator: Client, make_template: MakeTemplate) -> None:
    walker = start(as_operator, make_template(ask("/name"), ask(INPUT)))
    walker.put("q1", "no blanks").put("q2-r1-url", "").press("continue")
    assert (walker.step, walker.response.status_code) == ("questions", 422)
    assert walker.title == "Error: Questions · Gate · Task Builder"
    on_steps = Walker(as_operator)
    pages = [
        on_steps.open(f"/projects/gate/drafts/{Draft.objects.get().pk}/{step}/?show=problems").summary
        for step in ("details", "input")
    ]
    assert walker.summary == [each for summary in pages for each in summary]
    ids = re.findall(r'<li><a href="#([^"]+)"', walker.response.text)
    assert ids == ["id_q1", "id_q2-r1-url"]
    assert walker.values["q1"] == ["no blanks"]


def test_rows_are_added_and_pasted_lines_are_not_lost(
    as_operator: Client, make_template: MakeTemplate
) -> None:
    walker = start(as_operator, make_template(ask(INPUT)))
    walker.put("q1-paste", "rtsp://camera-2.example.com/live").press("continue")
    assert (walker.response.status_code, walker.step) == (422, "questions")
    (button,) = re.findall(r'value="(paste:q1:[^"]*)"', walker.response.text)
    walker.press(button).press("continue")
    data = [{"url": f"rtsp://camera-{number}.example.com/live"} for number in (1, 2)]
    assert (walker.step, read_request()) == ("review", with_parts(input={"type": "url", "data": data}))


def test_a_choice_is_asked_with_all_that_it_needs(as_operator: Client, make_template: MakeTemplate) -> None:
    walker = start(as_operator, make_template(ask("/schedule/type", "When?")))
    walker.put("q1", "daily").press("reshape")
    assert walker.step == "questions"
    walker.put("q1-daily-timezone", "+08:00").put("q1-daily-execution_mode", "period")
    walker.press("reshape")
    walker.put("q1-daily-execution_mode-period-periods-r1-begin_at", "08:00")
    walker.put("q1-daily-execution_mode-period-periods-r1-end_at", "12:00").press("continue")
    schedule = {
        "type": "daily",
        "timezone": "+08:00",
        "execution_mode": "period",
        "periods": [{"begin_at": "08:00:00", "end_at": "12:00:00"}],
    }
    assert (walker.step, read_request()) == ("review", with_parts(schedule=schedule))


def test_what_is_part_of_another_question_is_asked_once(
    as_operator: Client, make_template: MakeTemplate
) -> None:
    walker = start(as_operator, make_template(ask(INPUT), ask("/input/data/0/url")))
    assert [name for name in walker.values if name.endswith("url")] == ["q1-r1-url"]


def test_a_saved_secret_is_neither_shown_nor_asked(as_operator: Client, make_template: MakeTemplate) -> None:
    walker = start(as_operator, make_template(ask("/name")))
    assert "canary" not in walker.response.text
    walker.press("continue")
    assert "canary" not in walker.response.text
    assert (walker.step, read_request()) == ("review", REQUEST)


def test_a_secret_is_not_sent_to_another_address(as_operator: Client, make_template: MakeTemplate) -> None:
    """Rule `secret.destination`: the question changes where a header is sent that nobody is asked for."""
    walker = start(as_operator, make_template(ask(URL)))
    walker.put("q1", "https://elsewhere.example.net/a").press("continue")
    assert walker.step == "output"
    draft = Draft.objects.get()
    assert "canary-token" not in str(DraftState.of(draft, NOW).request)
    findings = [each.problem.rule for each in DraftState.of(draft, NOW).blocking]
    assert findings == ["secret.destination"]

    walker.open(f"/projects/gate/drafts/{draft.pk}/questions/")
    walker.put("q1", "https://sink.example.net/b").press("continue")
    assert walker.step == "review"
    webhook = {"url": "https://sink.example.net/b", "headers": {"X-Token": "canary-token"}}
    assert read_request() == with_parts(output={"webhook": webhook})


def test_a_secret_that_is_asked_is_not_saved(
    as_operator: Client, make_template: MakeTemplate, project: object
) -> None:
    server: JsonObject = {
        "ip": "192.0.2.10",
        "port": 9900,
        "username": "viewer",
        "password": "canary-password",
    }
    vcn: JsonObject = {"type": "vcn", "data": [{"device_id": "d-1"}], "vcn": server}
    template = make_template(ask("/input/vcn/password"), request=with_parts(input=vcn))
    assert "canary-password" not in str(template.versions.get().answers)
    walker = start(as_operator, template).press("continue")
    assert walker.response.status_code == 422
    walker.put("q1", "typed-anew").press("continue")
    assert (walker.step, read_request()["input"]) == (
        "review",
        {**vcn, "vcn": {**server, "password": "typed-anew"}},
    )


def test_a_field_that_is_gone_is_said_and_not_asked(as_operator: Client, make_template: MakeTemplate) -> None:
    walker = start(as_operator, make_template(ask("/config/zones", "Which zones?"), ask("/name")))
    assert "“Which zones?” is not asked: the task no longer has this field." in walker.response.text
    assert walker.press("continue").step == "review"


def test_only_gone_fields_lead_on(as_operator: Client, make_template: MakeTemplate) -> None:
    assert start(as_operator, make_template(ask("/config/zones"))).step == "review"


def test_a_template_without_its_service_starts_at_the_service(
    as_operator: Client, make_template: MakeTemplate, service: Service
) -> None:
    template = make_template()
    service.delete()
    assert as_operator.get(f"/projects/gate/templates/{template.pk}/").status_code == 200
    assert start(as_operator, template).step == "service"


def test_a_used_name_gets_a_free_ending(
    as_operator: Client, make_template: MakeTemplate, make_submission: MakeSubmission
) -> None:
    make_submission(1)
    start(as_operator, make_template())
    assert read_request() == with_parts(name="gate-2")


def test_times_that_are_past_are_left_out_and_named(
    as_operator: Client, make_template: MakeTemplate, service: Service
) -> None:
    times = {"begin_at": "2020-01-01T08:00:00", "end_at": "2020-01-01T09:00:00"}
    once = {"type": "once", "timezone": "+08:00", "execution_mode": "period", "periods": [times]}
    walker = start(as_operator, make_template(request=with_parts(schedule=once)))
    assert walker.step == "schedule"
    words = re.findall(r"Left out because the time is past: [^<]*", walker.response.text)
    assert words == [
        "Left out because the time is past: Schedule › Periods › Period 1 › Start, "
        "Schedule › Periods › Period 1 › End."
    ]
    assert "2020-01-01" not in str(read_request())


def test_a_draft_that_was_left_leads_back_to_the_questions(
    as_operator: Client, make_template: MakeTemplate
) -> None:
    walker = start(as_operator, make_template(ask("/name")))
    draft = Draft.objects.get()
    assert walker.open(f"/projects/gate/drafts/{draft.pk}/").step == "questions"
    walker.press("continue")
    assert walker.open(f"/projects/gate/drafts/{draft.pk}/").step == "review"


def test_where_nothing_is_asked_there_are_no_questions(
    as_operator: Client, make_template: MakeTemplate
) -> None:
    start(as_operator, make_template())
    draft = Draft.objects.get()
    assert Walker(as_operator).open(f"/projects/gate/drafts/{draft.pk}/questions/").step == "review"


def test_typing_is_saved_and_another_tab_is_asked(as_operator: Client, make_template: MakeTemplate) -> None:
    first = start(as_operator, make_template(ask("/name")))
    second = Walker(as_operator).open(first.address)
    first.put("q1", "gate-8").press("save", **{"HX-Request": "true"})
    assert read_request()["name"] == "gate-8"
    second.put("q1", "gate-9").press("continue")
    assert second.response.status_code == 409
    assert "This draft was changed in another tab" in second.response.text
    assert second.press("overwrite").values["q1"] == ["gate-9"]


def test_a_submission_remembers_its_template(
    as_operator: Client, operator: User, make_template: MakeTemplate
) -> None:
    template = make_template()
    walker = start(as_operator, template).post("create")
    submission = Submission.objects.get()
    assert (submission.template, submission.template_name) == (template.versions.get(), "Gate")
    template.refresh_from_db()
    assert (template.use_count, template.used_at) == (1, submission.created_at)
    link = f'href="/projects/gate/templates/{template.pk}/?version=1"'
    assert link in walker.response.text
    template.delete()
    page = as_operator.get(f"/projects/gate/submissions/{submission.pk}/").text
    assert ("Made from the template “Gate”" in page, link in page) == (True, False)
