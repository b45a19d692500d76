"""Writing and deleting comments and reviews."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models.comments import COMMENT_LENGTH, Comment, CommentKind
from taskbuilder.records.models.projects import Member, Project
from taskbuilder.records.models.submissions import Remark, Submission
from taskbuilder.taskspec.secrets.split import mask_url

MOST_COMMENTS = 200
"""What a page shows of one submission."""


@transaction.atomic
def add_comment(
    *,
    submission: Submission,
    by: User,
    kind: CommentKind,
    text: str,
    pointer: str = "",
    comment_id: UUID,
    now: datetime,
) -> bool:
    """Adds one; False where its id was used before, as by a form that is sent twice.

    Users and passwords in addresses are hidden: a comment is stored in clear.
    """
    shown = storable_text(mask_url(text), limit=COMMENT_LENGTH)
    _comment, is_new = Comment.objects.get_or_create(
        pk=comment_id,
        defaults={
            "submission": submission,
            "by": by,
            "kind": kind,
            "text": shown,
            "pointer": pointer,
            "at": now,
        },
    )
    note_remarks(submission)
    return is_new


@transaction.atomic
def delete_comment(*, submission: Submission, by: User, comment_id: UUID) -> bool:
    """Deletes an own comment; False if there is none with this ID, or if somebody else wrote it."""
    deleted, _rows = Comment.objects.filter(pk=comment_id, submission=submission, by=by).delete()
    note_remarks(submission)
    return bool(deleted)


def note_remarks(submission: Submission) -> None:
    """Marks it with what its comments are. Two queries: the lock makes the last of two see the other's."""
    rows = Submission.objects.filter(pk=submission.pk)
    rows.select_for_update(no_key=True).values_list("pk").first()
    comments = Comment.objects.filter(submission=OuterRef("pk"))
    texts, reviews = comments.exclude(text=""), comments.filter(kind=CommentKind.REVIEW)
    others = Coalesce(F("remarks"), 0).bitand(~(Remark.COMMENTED | Remark.REVIEWED))
    written = count_as(Remark.COMMENTED, texts) + count_as(Remark.REVIEWED, reviews)
    rows.update(remarks=others + written)


def count_as(remark: Remark, comments: QuerySet[Comment]) -> Case:
    """The remark where there are such comments, else nothing."""
    is_there = When(Exists(comments), then=Value(remark.value))
    return Case(is_there, default=Value(0), output_field=IntegerField())


def list_comments(submission: Submission) -> list[Comment]:
    """The latest MOST_COMMENTS with who wrote them, the oldest first. One query."""
    comments = Comment.objects.filter(submission=submission).select_related("by")
    return list(comments.order_by("-at", "-pk")[:MOST_COMMENTS])[::-1]


def list_member_names(project: Project) -> frozenset[str]:
    """The user names of the members of a project. One query."""
    members = Member.objects.filter(project=project)
    return frozenset(members.values_list("person__username", flat=True))
