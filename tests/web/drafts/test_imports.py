"""Many requests become drafts: what is understood of each line is shown first, and nothing of it is lost."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts.imports import create_drafts, find_import, list_used_names
from taskbuilder.records.models import Draft, DraftImport, Project, Role, Service
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.imports import form as form_module
from taskbuilder.web.drafts.imports import lines as lines_module
from taskbuilder.web.drafts.imports import views
from taskbuilder.web.drafts.imports.new_drafts import make_drafts
from taskbuilder.web.drafts.state import DraftState
from tests.support.plans import list_long_reads, noted
from tests.support.walker import Walker
from tests.web.conftest import MakeSubmission, make_member

PAGE = "/projects/gate/import/"
SECRET = "canary-import"
HIDDEN = [
    "Input 1: “Stream or file URL” is secret and was not copied. Replace the dots with the secret.",
    "Header “X-Token”: “Webhook headers” is secret and was not copied. Replace the dots with the secret.",
]


def make_request(name: str, **more: Any) -> JsonObject:
    return {
        "name": name,
        "input": {"type": "url", "data": [{"url": f"rtsp://guard:{SECRET}@192.0.2.1/main"}]},
        "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": SECRET}}},
        "source_usage_estimate": {"cpu": 1, "memory": 512},
        **more,
    }


def write(*requests: Any) -> str:
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in requests)


def hide_secrets(request: JsonObject) -> JsonObject:
    """As a page shows it."""
    hidden: JsonObject = json.loads(json.dumps(request).replace(SECRET, MASK))
    return hidden


def post(client: Client, text: str, **more: Any) -> Any:
    return client.post(PAGE, {"text": text, **more}, follow=True)


def read_counts(page: str) -> tuple[str, ...]:
    found = re.search(r"Without problems: (\d+) · With problems: (\d+) · Cannot be read: (\d+)", page)
    assert found
    return found.groups()


def read_lines(page: str) -> dict[str, list[str]]:
    """What is said of each line."""
    found = re.findall(r"<strong>Line (\d+)</strong>(.*?)</ul>", page, re.DOTALL)
    return {
        number: [unescape(each) for each in re.findall(r"<li.*?>(.*?)</li>", said)] for number, said in found
    }


def read_box(page: str) -> str:
    (text,) = re.findall(r'<textarea name="text".*?>\s?(.*?)</textarea>', page, re.DOTALL)
    return unescape(text).strip()


def build(draft: Draft) -> JsonObject:
    return DraftState.of(draft, timezone.now()).request


@pytest.mark.ux(30)
def test_a_hidden_secret_is_a_problem_here_as_in_its_draft(as_operator: Client, service: Service) -> None:
    page = post(as_operator, write(hide_secrets(make_request("north"))), service=service.pk).text
    assert read_counts(page) == ("0", "1", "0")
    assert read_lines(page) == {"1": HIDDEN}


@pytest.mark.ux(35)
def test_lines_are_shown_as_understood_and_become_drafts(
    as_operator: Client, operator: User, service: Service
) -> None:
    text = write(make_request("north"), {"service": "Counting", "request": make_request("south")})
    page = post(as_operator, text, service=service.pk).text
    assert (read_counts(page), Draft.objects.count()) == (("2", "0", "0"), 0)
    assert "Create 2 drafts" in page

    answer = as_operator.post(PAGE, {"do": "create"})
    assert (answer.status_code, answer["Location"]) == (303, "/projects/gate/drafts/")
    drafts = list(Draft.objects.order_by("-updated_at"))
    assert [(each.title, each.owner, each.service) for each in drafts] == [
        ("north", operator, service),
        ("south", operator, service),
    ]
    assert [build(each) for each in drafts] == [make_request("north"), make_request("south")]
    assert DraftImport.objects.count() == 0
    as_operator.post(PAGE, {"do": "create"})
    assert Draft.objects.count() == 2


@pytest.mark.ux(1, 6, 35)
def test_what_cannot_be_read_is_named_and_stays_in_the_box(as_operator: Client, service: Service) -> None:
    broken = '{"name": "b", "password": "canary-import"'
    foreign = json.dumps({"service": "Elsewhere", "request": make_request("c")})
    page = post(as_operator, write(make_request("a"), "", broken, "[1]", foreign), service=service.pk).text
    assert read_counts(page) == ("1", "0", "3")
    said = read_lines(page)
    assert list(said) == ["3", "4", "5"]
    assert said["3"][0].startswith("Invalid JSON at line 3, column 4")
    assert said["4"] == ["A request is a JSON object: start with { and end with }."]
    assert said["5"] == ["The project has no service “Elsewhere”. Enter a name or ID of one of its services."]
    assert len(read_box(page).split("\n")) == 3
    assert SECRET not in page

    answer = as_operator.post(PAGE, {"do": "create"})
    assert (answer["Location"], Draft.objects.count()) == (PAGE, 1)
    page = as_operator.get(PAGE).text
    assert read_counts(page) == ("0", "0", "3")
    box = read_box(page).split("\n")
    fixed = [box[0] + "}", json.dumps(make_request("d")), box[2].replace("Elsewhere", "Counting")]
    page = post(as_operator, "\n".join(fixed), service=service.pk).text
    assert (read_counts(page)[2], read_box(page)) == ("0", "")
    as_operator.post(PAGE, {"do": "create"})
    made = {draft.title: build(draft) for draft in Draft.objects.all()}
    assert sorted(made) == ["a", "b", "c", "d"]
    assert made["c"] == make_request("c")
    assert SECRET in str(Draft.objects.get(title="b").answers)


def test_what_the_rules_say_is_shown_and_taken_all_the_same(as_operator: Client, service: Service) -> None:
    page = post(
        as_operator, write(make_request("a", source_usage_estimate={"cpu": 1})), service=service.pk
    ).text
    assert read_counts(page) == ("0", "1", "0")
    assert len(read_lines(page)["1"]) == 1
    as_operator.post(PAGE, {"do": "create"})
    assert Draft.objects.get().title == "a"


def test_a_request_that_the_form_cannot_hold_is_kept_as_text(as_operator: Client, service: Service) -> None:
    post(as_operator, write(make_request("a", colour="red")), service=service.pk)
    as_operator.post(PAGE, {"do": "create"})
    page = as_operator.get(f"/projects/gate/drafts/{Draft.objects.get().pk}/json/").text
    assert ("colour" in page, SECRET in page) == (True, False)


def test_names_that_clash_are_shown(
    as_operator: Client, service: Service, make_submission: MakeSubmission
) -> None:
    make_submission(1, name="used")
    page = post(as_operator, write(make_request("used"), make_request("twice"), make_request("twice"))).text
    said = read_lines(page)
    assert said["1"][-1] == "The name “used” is already used by a task."
    assert said["3"][-1] == "The name “twice” is also on line 2."


def test_a_file_is_taken_and_so_is_a_json_list(as_operator: Client, service: Service) -> None:
    file = SimpleUploadedFile(
        "tasks.jsonl", ("\ufeff" + write(make_request("a"), make_request("b"))).encode()
    )
    page = post(as_operator, "", file=file, service=service.pk).text
    assert read_counts(page) == ("2", "0", "0")
    text = json.dumps([make_request("c"), make_request("d")], indent=2)
    assert read_counts(post(as_operator, text, service=service.pk).text) == ("2", "0", "0")
    text = json.dumps(make_request("e"), indent=2)
    assert read_counts(post(as_operator, text, service=service.pk).text) == ("1", "0", "0")


@pytest.mark.ux(1, 2)
@pytest.mark.parametrize("text", ["", " \n ", "{}\n{}\n{}", "x" * 41])
def test_nothing_and_too_much_are_refused(
    as_operator: Client, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(form_module, "MOST_LINES", 2)
    monkeypatch.setattr(form_module, "MOST_BYTES", 40)
    for files in ({}, {"file": SimpleUploadedFile("a.jsonl", text.encode())}):
        answer = post(as_operator, text, **files)
        assert (answer.status_code, DraftImport.objects.count()) == (422, 0)
    assert "<title>Error: Import" in answer.text


@pytest.mark.ux(1, 2)
def test_fixing_lines_takes_in_no_more_than_an_import(
    as_operator: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines that could be read before count as well."""
    post(as_operator, write(make_request("a"), make_request("b"), "[1]"), service=service.pk)
    monkeypatch.setattr(form_module, "MOST_LINES", 3)
    answer = post(as_operator, write(make_request("c"), make_request("d")), service=service.pk)
    assert (answer.status_code, read_counts(answer.text)) == (422, ("2", "0", "1"))
    assert SECRET not in answer.text
    page = post(as_operator, write(make_request("c")), service=service.pk).text
    assert read_counts(page) == ("3", "0", "0")


def test_a_refused_form_repeats_no_secret(as_operator: Client, service: Service) -> None:
    answer = post(as_operator, write(make_request("a")), service=service.pk + 1)
    assert (answer.status_code, SECRET in answer.text) == (422, False)


@pytest.mark.parametrize(("name", "most"), [("MOST_PROBLEMS", 2), ("MOST_VALUES", 40)])
def test_a_flood_is_taken_a_part_at_a_time(
    as_operator: Client, service: Service, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    """12 MB of nothing but mistakes, or of values, would hold up the page for long."""
    monkeypatch.setattr(lines_module, name, most)
    bad = {"source_usage_estimate": {"cpu": 1}}
    requests = [make_request(f"a-{number}", **(bad if number < 3 else {})) for number in range(5)]
    page = post(as_operator, write(*requests), service=service.pk).text
    assert read_counts(page) == ("0", "2", "0")
    assert "3 lines were not checked" in page
    said = as_operator.post(PAGE, {"do": "create"}, follow=True).text
    count = 5 if name == "MOST_PROBLEMS" else 2
    assert (Draft.objects.count(), "Create the others next" in said) == (count, count == 2)
    while DraftImport.objects.exists():
        as_operator.post(PAGE, {"do": "create"})
    assert sorted(Draft.objects.values_list("title", flat=True)) == [f"a-{number}" for number in range(5)]
    assert Draft.objects.count() == 5


def test_more_unreadable_text_than_anybody_fixes_is_refused(
    as_operator: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_module, "MOST_CHARACTERS", 400)
    monkeypatch.setattr(form_module, "MOST_CHARACTERS", 400)
    long = make_request("a", description="x" * 400)
    answer = post(as_operator, write(make_request("b"), long), service=service.pk)
    assert "Line 2: The line has more than 400 characters." in unescape(answer.text)
    answer = post(as_operator, write(*[f'{{"password": "{SECRET}"'] * 20), service=service.pk)
    assert "of the lines cannot be read. Fix them in your file first. Line 1: " in unescape(answer.text)
    assert (answer.status_code, SECRET in answer.text, DraftImport.objects.count()) == (422, False, 0)


@pytest.mark.django_db(transaction=True)
def test_a_service_that_is_deleted_meanwhile(
    as_operator: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_and_delete(*lines: Any, **more: Any) -> list[Draft]:
        drafts = make_drafts(*lines, **more)
        Service.objects.all().delete()
        return drafts

    post(as_operator, write(make_request("a")), service=service.pk)
    monkeypatch.setattr(views, "make_drafts", make_and_delete)
    answer = as_operator.post(PAGE, {"do": "create"}, follow=True)
    assert (answer.status_code, Draft.objects.count()) == (200, 0)
    assert "A service was deleted meanwhile, so nothing was created." in answer.text
    as_operator.post(PAGE, {"do": "create"})
    assert (Draft.objects.get().title, Draft.objects.get().service) == ("a", None)


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "nul\n" * 3, "[" * 100_000, '{"service": {}, "request": {}}']
)
def test_no_text_is_a_fault_of_ours(as_operator: Client, text: str) -> None:
    file = SimpleUploadedFile("a.jsonl", text.encode("utf-8", "surrogatepass"))
    answer = post(as_operator, "", file=file)
    assert answer.status_code == 200
    assert read_counts(answer.text)[0] == "0"


def test_it_is_stored_encrypted_and_is_one_s_own(
    as_operator: Client, operator: User, project: Project, service: Service
) -> None:
    post(as_operator, write(make_request("a")), service=service.pk)
    for table in ("records_draftimport", "records_draft"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - one of ours
            rows = cursor.fetchall()
        assert (len(rows), SECRET in str(rows)) == (1, False)
        as_operator.post(PAGE, {"do": "create"})
    post(as_operator, write(make_request("a")), service=service.pk)
    other = Client()
    other.force_login(make_member("another", project, Role.OPERATOR))
    assert "Create 1 draft" not in other.get(PAGE).text
    other.post(PAGE, {"do": "create"})
    other.post(PAGE, {"do": "discard"})
    assert (Draft.objects.count(), DraftImport.objects.count()) == (1, 1)
    assert "Discard the import?" in as_operator.post(PAGE, {"do": "discard"}).text
    assert DraftImport.objects.count() == 1
    as_operator.post(PAGE, {"do": "discard", "confirmed": "yes"})
    assert DraftImport.objects.count() == 0


@pytest.mark.ux(1, 2, 3, 36)
def test_many_lines_go_once_their_number_is_typed(as_operator: Client, service: Service) -> None:
    post(as_operator, write(*(make_request(f"gate-{number}") for number in range(11))), service=service.pk)
    sure = {"do": "discard", "confirmed": "yes"}
    for typed in ({}, {"typed_count": ""}, {"typed_count": "10"}):
        refused = as_operator.post(PAGE, sure | typed, follow=True)
        assert (refused.status_code, DraftImport.objects.count()) == (422, 1)
    walker = Walker(as_operator).see(refused)
    assert (walker.title.startswith("Error: "), walker.summary) == (True, ["To confirm, type 11."])
    (box,) = walker.document.find("input", name="typed_count")
    assert (box.attrs["value"], box.attrs["aria-invalid"]) == ("10", "true")
    as_operator.post(PAGE, sure | {"typed_count": " 11 "})
    assert DraftImport.objects.count() == 0


def test_it_is_made_once(as_operator: Client, operator: User, project: Project, service: Service) -> None:
    post(as_operator, write(make_request("a")), service=service.pk)
    found = find_import(project=project, person=operator)
    assert found is not None
    now = timezone.now()

    def make() -> bool:
        return create_drafts(
            found, [Draft(project=project, owner=operator, created_at=now, updated_at=now)], rest="x"
        )

    assert (make(), make(), Draft.objects.count()) == (True, False, 1)


def test_many_lines_take_few_queries(
    as_operator: Client,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(views, "MOST_SHOWN", 3)
    lines = [make_request(f"a-{number}", source_usage_estimate={}) for number in range(60)]
    as_operator.post(PAGE, {"text": write(*lines), "service": service.pk})
    with django_assert_num_queries(5):
        page = as_operator.get(PAGE).text
    assert (list(read_lines(page)), "57 more lines with problems" in page) == (["1", "2", "3"], True)
    with django_assert_num_queries(9):
        as_operator.post(PAGE, {"do": "create"})
    assert Draft.objects.count() == 60


def test_used_names_are_found_by_an_index(project: Project) -> None:
    with noted() as statements:
        list_used_names(project, ["a", "b"])
    assert (len(statements), list_long_reads(statements)) == (1, [])
