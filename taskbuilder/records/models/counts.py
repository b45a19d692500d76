"""How many submissions of each day ended how, kept by the database itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.projects import Project


class DailyCount(models.Model):
    """A change of one count: submissions of a project, made on a day (UTC), that have a result.

    `result` is a State, `open` for all those that have not ended, and `adopted`. Triggers add a row for each
    change, so that senders never wait for each other; a count is the sum of its rows, which relays add up
    once an hour.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), db_index=False
    )
    day = models.DateField(_("day"))
    result = models.CharField(_("result"), max_length=10)
    change = models.IntegerField(_("change"))

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        indexes = [models.Index(fields=["project", "day"], name="daily_count_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.result} {self.change:+}"
