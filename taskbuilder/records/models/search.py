"""The words that each submission is found by, and the index over them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.submissions import Submission
from taskbuilder.records.search.lookups import Begins, Match

models.TextField.register_lookup(Match)
models.CharField.register_lookup(Begins)


class SearchEntry(models.Model):
    """What one submission is found by, in lower case: see `records/search/entries.py`.

    Its key grows with each submission, so that the newest matches can be read first. The database itself
    keeps the index over `text` in step: triggers on SQLite, a trigram index on PostgreSQL.
    """

    submission = models.OneToOneField(
        Submission, models.CASCADE, related_name="search_entry", verbose_name=_("submission")
    )
    text = models.TextField(_("words"))

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return self.text


class TrigramIndex(models.Model):
    """The index of SQLite, a table of FTS5 over the texts of SearchEntry; PostgreSQL has none.

    `itself` is the hidden column by which FTS5 is asked and given commands; it bears the table's name.
    """

    entry = models.OneToOneField(
        SearchEntry,
        models.DO_NOTHING,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="+",
    )
    text = models.TextField(null=True)  # noqa: DJ001 - FTS5 has no other
    itself = models.TextField(db_column="records_trigramindex")

    class Meta:
        managed = False
        db_table = "records_trigramindex"

    def __str__(self) -> str:
        return str(self.pk)
