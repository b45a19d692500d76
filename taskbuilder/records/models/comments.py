"""What people wrote about a submission: comments, and that they have reviewed it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.submissions import Submission

COMMENT_LENGTH, POINTER_LENGTH = 4000, 500


class CommentKind(models.TextChoices):
    COMMENT = "comment", _("Comment")
    REVIEW = "review", _("Reviewed")


class Comment(models.Model):
    """One text by one person, plain; a review may say nothing. `pointer`: the field of the request that it is
    about, as a JSON Pointer, empty for all of it.

    The id comes from the form that it is sent with, so that sending it twice makes one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        related_name="comments",
        verbose_name=_("submission"),
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CommentKind, default=CommentKind.COMMENT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    text = models.CharField(_("text"), max_length=COMMENT_LENGTH, blank=True)
    pointer = models.CharField(_("field"), max_length=POINTER_LENGTH, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["submission", "kind", "at"], name="comment_of_submission")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CommentKind.values), name="comment_kind"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(kind=CommentKind.REVIEW), name="comment_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.get_kind_display()}"
