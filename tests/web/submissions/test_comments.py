"""Comments and reviews: who may write them, how they are drawn, and that they are written once."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Comment, CommentKind, Project, Role, Submission
from taskbuilder.records.models.comments import COMMENT_LENGTH
from taskbuilder.records.related.comments import MOST_COMMENTS, add_comment, delete_comment
from taskbuilder.records.related.mentions import mark_names
from taskbuilder.records.submissions.states import State
from tests.web.conftest import NOW, MakeSubmission, make_member

PAGE = "/projects/gate/submissions/00000000-0000-0000-0000-000000000001/"
ADD = f"{PAGE}comments/"
KEY = UUID(int=77)


@pytest.fixture(autouse=True)
def submission(make_submission: MakeSubmission) -> Submission:
    return make_submission(1, state=State.CREATED)


def post(client: Client, text: str, **more: Any) -> Any:
    return client.post(ADD, {"comment": str(KEY), "text": text, "do": "comment", **more})


def comment(submission: Submission, by: User, text: str, number: int = 1) -> None:
    add_comment(
        submission=submission,
        by=by,
        kind=CommentKind.COMMENT,
        text=text,
        comment_id=UUID(int=number),
        now=NOW,
    )


def read_texts(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<p class="typed">(.*?)</p>', page, re.DOTALL)]


def test_a_viewer_comments_on_a_field(as_viewer: Client, viewer: User) -> None:
    answer = post(as_viewer, " First line\r\nsecond <b>line</b> ", pointer="/input/data/0")
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}#comment-{KEY}")
    saved = Comment.objects.get()
    assert (saved.text, saved.by, saved.kind) == ("First line\nsecond <b>line</b>", viewer, "comment")
    page = as_viewer.get(PAGE).text
    assert read_texts(page) == ["First line\nsecond <b>line</b>"]
    assert "<b>line</b>" not in page
    assert re.findall(r'<span class="text-body-secondary">(Input \d)</span>', page) == ["Input 1"]


def test_a_review_may_say_nothing(as_viewer: Client) -> None:
    post(as_viewer, "", do="review")
    assert Comment.objects.get().kind == CommentKind.REVIEW
    page = as_viewer.get(PAGE).text
    assert "<strong>reviewer</strong>" in page
    assert page.count("<strong>Reviewed</strong>") == 1
    assert (page.count("Mark as reviewed"), page.count("You have reviewed this.")) == (0, 1)


def test_sent_twice_it_is_there_once(as_viewer: Client) -> None:
    for _time in range(2):
        assert post(as_viewer, "Once").status_code == 303
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \r\n ", "Enter a comment."),
        (
            "x" * (COMMENT_LENGTH + 1),
            f"The comment has {COMMENT_LENGTH + 1} characters. Shorten it to at most {COMMENT_LENGTH}.",
        ),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(as_viewer: Client, text: str, message: str) -> None:
    answer = post(as_viewer, text, pointer="/output")
    page = unescape(answer.text)
    assert (answer.status_code, page.count(message)) == (422, 2)
    assert "<title>Error: gate-1" in page
    assert f'name="comment" value="{KEY}"' in page
    assert text.strip() in page
    assert 'value="/output" selected' in page
    assert Comment.objects.count() == 0


def test_the_longest_is_saved_and_odd_places_are_none(as_viewer: Client) -> None:
    post(as_viewer, "x" * COMMENT_LENGTH, pointer="/elsewhere", comment="no id", do="nonsense")
    saved = Comment.objects.get()
    assert (len(saved.text), saved.pointer, saved.kind) == (COMMENT_LENGTH, "", "comment")


def test_one_deletes_ones_own_alone(
    as_viewer: Client, viewer: User, operator: User, submission: Submission
) -> None:
    comment(submission, viewer, "mine", 1)
    comment(submission, operator, "theirs", 2)
    page = as_viewer.get(PAGE).text
    buttons = re.findall(r'action="([^"]*/delete/)"', page)
    assert buttons == [f"{ADD}{UUID(int=1)}/delete/"]
    for number in (1, 2, 3):
        assert as_viewer.post(f"{ADD}{UUID(int=number)}/delete/").status_code == 303
    assert [each.text for each in Comment.objects.all()] == ["theirs"]


def test_everything_is_in_one_order(as_viewer: Client, viewer: User, submission: Submission) -> None:
    comment(submission, viewer, "before the attempt")
    post(as_viewer, "after it")
    activity = as_viewer.get(PAGE).text.partition('id="activity"')[2].partition("</ol>")[0]
    said = re.findall(r"before the attempt|Attempt 1: Created|after it", activity)
    assert said == ["before the attempt", "Attempt 1: Created", "after it"]


def test_members_names_are_marked(
    as_viewer: Client, viewer: User, submission: Submission, stranger: User
) -> None:
    comment(submission, viewer, "@operator. and @stranger, <@reviewer>")
    page = as_viewer.get(PAGE).text
    assert re.findall(r'<b class="mention">(.*?)</b>', page) == ["@operator", "@reviewer"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("@a.b", ["@a.b"]),
        ("@a.", ["@a"]),
        ("x@a", []),
        ("门@a", ["@a"]),
        ("@@a", ["@a"]),
        ("@ab a@", []),
        ("", []),
    ],
)
def test_names_in_a_text(text: str, marked: list[str]) -> None:
    pieces = mark_names(text, {"a", "a.b"})
    assert "".join(piece for piece, _is_name in pieces) == text
    assert [piece for piece, is_name in pieces if is_name] == marked


def test_addresses_are_stored_without_their_secrets(as_viewer: Client) -> None:
    text = "See rtsp://user:canary@camera.example.net/live"
    assert "canary" not in post(as_viewer, text * 100).text
    post(as_viewer, text)
    assert "canary" not in Comment.objects.get().text


def test_a_superuser_who_only_visits_writes_nothing(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert "Add a comment" not in client.get(PAGE).text
    assert post(client, "Hello").status_code == 403
    assert Comment.objects.count() == 0


def test_a_comment_of_another_projects_submission_is_not_found(project: Project, client: Client) -> None:
    other = Project.objects.create(
        slug="other", name="Other", cloud_project_id="b", base_url="http://127.0.0.1:1", sign_in="token"
    )
    client.force_login(make_member("elsewhere", other, Role.OPERATOR))
    assert client.post(ADD.replace("gate", "other"), {"text": "x"}).status_code == 404
    assert post(client, "x").status_code == 404


def test_what_was_typed_survives_the_sessions_end(as_viewer: Client, viewer: User) -> None:
    as_viewer.logout()
    post(as_viewer, "A long thought")
    as_viewer.force_login(viewer)
    page = as_viewer.get(ADD).text
    assert "A long thought</textarea>" in page
    assert as_viewer.get(ADD).status_code == 302


def test_the_latest_are_shown(as_viewer: Client, viewer: User, submission: Submission) -> None:
    for number in range(MOST_COMMENTS + 1):
        comment(submission, viewer, f"c{number}", number)
    texts = read_texts(as_viewer.get(PAGE).text)
    assert (len(texts), texts[-1]) == (MOST_COMMENTS, f"c{MOST_COMMENTS}")


@pytest.mark.parametrize(("text", "count"), [("", 6), ("plain", 7), ("@operator", 8)])
def test_queries(
    as_operator: Client,
    operator: User,
    submission: Submission,
    text: str,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3 if text else 0):
        comment(submission, operator, text, number)
    with django_assert_num_queries(count):
        as_operator.get(PAGE)


def test_lists_know_which_are_commented_on_and_which_reviewed(
    submission: Submission, operator: User, viewer: User
) -> None:
    """A review with a note is a comment too; what is deleted counts no more."""

    def write(kind: CommentKind, text: str, number: int, by: User = operator) -> None:
        add_comment(submission=submission, by=by, kind=kind, text=text, comment_id=UUID(int=number), now=NOW)

    def read() -> tuple[bool, bool]:
        submission.refresh_from_db()
        return submission.is_commented, submission.is_reviewed

    assert read() == (False, False)
    write(CommentKind.REVIEW, "", 1)
    assert read() == (False, True)
    write(CommentKind.COMMENT, "Look", 2)
    write(CommentKind.REVIEW, "Fine", 3, viewer)
    assert read() == (True, True)
    for number in (1, 2):
        delete_comment(submission=submission, by=operator, comment_id=UUID(int=number))
    assert read() == (True, True)
    delete_comment(submission=submission, by=viewer, comment_id=UUID(int=3))
    assert read() == (False, False)
