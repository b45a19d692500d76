"""Everything that happened to a submission: attempts, decisions, actions on its tasks, comments."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from taskbuilder.records.models import Attempt, Comment, CommentKind, Submission
from taskbuilder.records.related.comments import list_comments, list_member_names
from taskbuilder.records.related.mentions import mark_names
from taskbuilder.records.task_actions.queries import BatchOfSubmission, list_batches_of
from taskbuilder.web.submissions.comment_form import name_place
from taskbuilder.web.submissions.resolution_form import describe_decision


@dataclass(frozen=True)
class CommentWords:
    """A comment as it is drawn: pieces of its text, each with whether it is a member's name."""

    comment: Comment
    pieces: list[tuple[str, bool]]
    about: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry; exactly one of the four is there."""

    at: datetime
    attempt: Attempt | None = None
    decision: dict[str, object] | None = None
    said: CommentWords | None = None
    asked: BatchOfSubmission | None = None

    def is_review_by(self, person: User) -> bool:
        comment = self.said.comment if self.said else None
        return comment is not None and comment.kind == CommentKind.REVIEW and comment.by_id == person.pk


def list_events(submission: Submission, *, has_actions: bool = True) -> list[Event]:
    """The oldest first. `submission` has its attempts and decisions; two queries where it has comments.

    `has_actions`: whether anything was asked of its tasks, which takes two queries too.
    """
    events = [Event(at=each.started_at, attempt=each) for each in submission.attempts.all()]
    events += [Event(at=each.at, decision=describe_decision(each)) for each in submission.decisions.all()]
    events += [Event(at=each.comment.at, said=each) for each in describe_comments(submission)]
    if has_actions:
        events += [Event(at=each.batch.asked_at, asked=each) for each in list_batches_of(submission.pk)]
    return sorted(events, key=lambda event: event.at)


def describe_comments(submission: Submission) -> list[CommentWords]:
    if not vars(submission).get("has_comments", True):
        return []
    comments = list_comments(submission)
    is_naming = any("@" in each.text for each in comments)
    names = list_member_names(submission.project) if is_naming else frozenset[str]()
    return [
        CommentWords(each, mark_names(each.text, names), name_place(each.pointer) if each.pointer else "")
        for each in comments
    ]
