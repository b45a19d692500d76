"""Counting rows within another query."""

from django.db.models import IntegerField, Model, QuerySet, Subquery
from django.db.models.expressions import Combinable

ROW_COUNT = "(SELECT COUNT(*) FROM (%(subquery)s) subquery)"


def count_rows(rows: "QuerySet[Model, object]") -> Combinable:
    """The expression for how many rows a query has, its limit included."""
    return Subquery(rows, output_field=IntegerField(), template=ROW_COUNT)
