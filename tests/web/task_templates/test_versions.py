"""Editing a template, its versions, and what differs between two of them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Draft, Service, Template
from taskbuilder.records.task_templates.store import change_template
from taskbuilder.web.task_templates.template_form import AskedRow
from tests.support.changed_rows import read_changed_rows
from tests.web.conftest import NOW, MakeSubmission
from tests.web.task_templates.conftest import MakeTemplate, ask

NEW = "/projects/gate/templates/new/"


def key(pointer: str) -> str:
    return AskedRow(pointer=pointer, label="").key


def address_of(template: Template, more: str = "") -> str:
    return f"/projects/gate/templates/{template.pk}/{more}"


def read_form(page: str) -> dict[str, str]:
    """What the form of a page holds, ticked boxes alone."""
    form = page.partition('<form  method="post"')[2] or page.partition("<h1>")[2]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and ("checkbox" not in tag or re.search(r"\bchecked\b", tag)):
            found[name[1]] = value[1] if value else "on"
    return found


def post_edit(client: Client, template: Template, **words: str) -> Any:
    shown = read_form(client.get(address_of(template, "edit/")).text)
    return client.post(address_of(template, "edit/"), shown | words)


def test_a_draft_is_saved_with_its_questions(as_operator: Client, make_template: MakeTemplate) -> None:
    first = make_template(ask("/name", "Which gate?"))
    as_operator.post(address_of(first, "start/"))
    draft = Draft.objects.get()
    page = as_operator.get(f"/projects/gate/drafts/{draft.pk}/review/").text
    assert f'href="{NEW}?draft={draft.pk}"' in page
    shown = read_form(as_operator.get(f"{NEW}?draft={draft.pk}").text)
    assert (shown["name"], shown["is_version"], shown[f"question-{key('/name')}"]) == (
        "Gate",
        "on",
        "Which gate?",
    )
    more = {f"ask-{key('/input/data')}": "on", f"hint-{key('/input/data')}": "All of them."}
    answer = as_operator.post(f"{NEW}?draft={draft.pk}", shown | more)
    assert (answer.status_code, answer["Location"]) == (303, address_of(first))
    first.refresh_from_db()
    latest = first.versions.get(number=2)
    assert (first.version, latest.by.username) == (2, "operator")
    assert latest.asked == [ask("/name", "Which gate?"), ask("/input/data", hint="All of them.")]
    assert as_operator.get(address_of(first, "?version=1")).text.count("Tasks start from version 2.") == 1


def test_a_name_is_taken_once(as_operator: Client, make_template: MakeTemplate, make_submission: Any) -> None:
    make_template()
    answer = as_operator.post(f"{NEW}?from={make_submission(1).pk}", {"name": "Gate", "description": "New"})
    assert answer.status_code == 422
    assert "already has a template named “Gate”." in answer.text
    assert re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", answer.text) == ["New"]
    assert Template.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"name": ""}, "Name is missing. Enter what the template is for."),
        ({"name": "x" * 101}, "Name has more than 100 characters. Shorten it."),
        ({"description": "x" * 501}, "Description has more than 500 characters. Shorten it."),
        ({f"question-{key('/name')}": "x" * 201}, "Question has more than 200 characters. Shorten it."),
        ({f"hint-{key('/name')}": "x" * 501}, "Hint has more than 500 characters. Shorten it."),
    ],
)
def test_what_is_too_long_or_missing_is_said_and_kept(
    as_operator: Client, make_template: MakeTemplate, words: dict[str, str], message: str
) -> None:
    template = make_template()
    answer = post_edit(as_operator, template, **words)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2  # in the summary and at the control
    assert all(value in answer.text for value in words.values())
    template.refresh_from_db()
    assert (template.name, template.version) == ("Gate", 1)


def test_a_name_of_100_characters(as_operator: Client, make_template: MakeTemplate) -> None:
    template = make_template()
    assert post_edit(as_operator, template, name="门" * 100).status_code == 303
    template.refresh_from_db()
    assert (template.name, template.version) == ("门" * 100, 1)


def test_other_questions_make_a_version(as_operator: Client, make_template: MakeTemplate) -> None:
    template = make_template(ask("/name"))
    secret = template.versions.get().answers
    assert post_edit(as_operator, template, **{f"question-{key('/name')}": "Which?"}).status_code == 303
    template.refresh_from_db()
    latest = template.versions.get(number=template.version)
    assert (template.version, latest.asked, latest.answers) == (2, [ask("/name", "Which?")], secret)


def test_the_second_of_two_is_asked_again(
    as_operator: Client, make_template: MakeTemplate, operator: Any
) -> None:
    template = make_template()
    shown = read_form(as_operator.get(address_of(template, "edit/")).text)
    other = Template.objects.get()
    change_template(other, name="Other", description="", by=operator, now=NOW + timedelta(hours=1))
    answer = as_operator.post(address_of(template, "edit/"), shown | {"name": "Mine"})
    assert answer.status_code == 422
    assert "This template was changed meanwhile." in answer.text
    again = read_form(answer.text)
    assert again["name"] == "Mine"
    assert as_operator.post(address_of(template, "edit/"), again).status_code == 303
    template.refresh_from_db()
    assert template.name == "Mine"


def test_a_gone_field_stays_until_it_is_unticked(as_operator: Client, make_template: MakeTemplate) -> None:
    template = make_template(ask("/config/zones", "Which zones?"))
    page = as_operator.get(address_of(template, "edit/")).text
    assert page.count("The task no longer has this field. It is not asked.") == 1
    shown = read_form(page)
    del shown[f"ask-{key('/config/zones')}"]
    as_operator.post(address_of(template, "edit/"), shown)
    assert template.versions.get(number=2).asked == []


def test_two_versions_are_compared(
    as_operator: Client, make_template: MakeTemplate, make_submission: MakeSubmission
) -> None:
    template = make_template(ask("/name", "Which gate?"))
    source = make_submission(1)
    as_operator.post(f"{NEW}?from={source.pk}", {"name": "Gate", "is_version": "on"})
    page = as_operator.get(address_of(template)).text
    address = f"/projects/gate/compare/?a={template.pk}@1&b={template.pk}@2"
    assert address.replace("&", "&amp;") in page
    page = as_operator.get(address).text
    rows = read_changed_rows(page)
    assert ("Asked each time Changed", "Which gate?", "Not provided") in rows
    assert any("rtsp://camera-1.example.com/live" in " ".join(row) for row in rows)
    assert "canary" not in page
    across = as_operator.get(f"/projects/gate/compare/?a={template.pk}@2&b={source.pk}").text
    assert "All fields are the same." in across


@pytest.mark.parametrize("more", ["@9", "@0", "@999999", "?version=7"])
def test_a_version_that_is_not_there_is_not_compared(
    as_operator: Client, make_template: MakeTemplate, more: str
) -> None:
    ref = f"{make_template().pk}{more}".replace("?", "%3F")
    assert (
        "Nothing in this project has this ID."
        in as_operator.get(f"/projects/gate/compare/?a={ref}&b={ref}").text
    )
    assert as_operator.get(f"{address_of(Template.objects.get())}?version=9").status_code == 404


def test_deleting_is_asked_once(as_operator: Client, make_template: MakeTemplate) -> None:
    template = make_template()
    assert as_operator.get(address_of(template, "delete/")).status_code == 200
    assert Template.objects.count() == 1
    answer = as_operator.post(address_of(template, "delete/"), follow=True)
    assert "The template “Gate” was deleted." in answer.text
    assert Template.objects.count() == 0


def test_another_projects_template_is_not_found(as_operator: Client, make_template: MakeTemplate) -> None:
    template, project = make_template(), Template.objects.get().project
    project.pk, project.slug = None, "other"
    project.save()
    Template.objects.update(project=project)
    for more in ("", "edit/", "delete/", "start/"):
        assert as_operator.get(address_of(template, more)).status_code == 404
        assert as_operator.post(address_of(template, more)).status_code in (404, 405)


def test_the_list_takes_as_many_queries_for_many(
    as_operator: Client, make_template: MakeTemplate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        make_template(name=f"Gate {number}")
    Template.objects.filter(name="Gate 7").update(use_count=3)
    with django_assert_num_queries(3):
        page = as_operator.get("/projects/gate/templates/").text
    assert re.findall(r"template_id|Gate \d+</a>", page)[0] == "Gate 7</a>"
    with django_assert_num_queries(8):
        page = as_operator.get("/projects/gate/").text
    assert len(re.findall(r"Gate \d+</a>", page)) == 5


def test_what_no_longer_validates_says_why(
    as_operator: Client,
    make_template: MakeTemplate,
    service: Service,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_template(name="Sound")
    gone = Service.objects.create(
        project=service.project, service_id="x", name="Watching", platform="modelarts-edge"
    )
    lost = make_template(name="Lost", of=gone)
    make_template(ask("/input/vcn/password"), name="Asks")
    as_operator.post(address_of(lost, "start/"))
    gone.delete()
    with django_assert_num_queries(6):
        page = as_operator.get("/projects/gate/templates/problems/").text
    rows = re.findall(r'<a class="fw-semibold[^>]*>(.*?)</a>\s*<ul[^>]*>\s*<li[^>]*>(.*?)</li>', page)
    assert rows == [
        ("Lost", "The service “Watching” is no longer in this project."),
        ("gate-1", "Choose a service."),
    ]


def test_secrets_are_on_no_page_and_not_in_clear(
    as_operator: Client, make_template: MakeTemplate, make_submission: MakeSubmission, db: None
) -> None:
    template, source = make_template(ask("/output/webhook/headers")), make_submission(1)
    as_operator.post(f"{NEW}?from={source.pk}", {"name": "https://user:canary-word@example.com/"})
    pages = ["/projects/gate/templates/", "/projects/gate/templates/problems/", "/projects/gate/"]
    pages += [address_of(each, more) for each in Template.objects.all() for more in ("", "edit/", "delete/")]
    pages += [f"{NEW}?from={source.pk}"]
    for page in pages:
        assert "canary" not in as_operator.get(page).text
    assert "canary-token" in str(template.versions.get().answers)
    with connection.cursor() as cursor:
        for table in ("records_template", "records_templateversion"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - own names
            assert "canary" not in str(cursor.fetchall())
