"""Members of a project, and changes that are events."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from taskbuilder.records.models import CommentKind, Member, Notification, Project, Role, Submission
from taskbuilder.records.related.comments import add_comment
from taskbuilder.records.submissions.states import State
from taskbuilder.records.submissions.transitions import state_columns
from tests.records.conftest import NOW

MakePerson = Callable[[str], User]


@pytest.fixture
def make_person(project: Project) -> MakePerson:
    def make(name: str) -> User:
        person = User.objects.create_user(name, email=f"{name}@example.net")
        Member.objects.create(person=person, project=project, role=Role.VIEWER)
        return person

    return make


def move(submission: Submission, *states: State) -> None:
    """Through these states, as the outbox does it."""
    for state in states:
        columns = state_columns(State(submission.state), state, now=NOW)
        columns |= {State.SENDING: {"lease_until": NOW}, State.WAITING: {"due_at": NOW}}.get(state, {})
        Submission.objects.filter(pk=submission.pk).update(**columns)
        submission.refresh_from_db()


def comment(submission: Submission, by: User, text: str, kind: CommentKind = CommentKind.COMMENT) -> None:
    add_comment(submission=submission, by=by, kind=kind, text=text, comment_id=uuid4(), now=NOW)


def read_notifications() -> list[tuple[str, str, bool, bool]]:
    """Whose, of what kind, whether on the page and by mail."""
    rows = Notification.objects.select_related("person").order_by("event", "person__username")
    return [(each.person.username, each.kind, each.is_on_page, each.mail_due_at is not None) for each in rows]
