"""Reading what was sent to a webhook, a page at a time."""

from uuid import UUID

from taskbuilder.records.keyset import Keyset, Page
from taskbuilder.records.models import Delivery, Project, Webhook

PER_PAGE = 50
BY_TIME = Keyset(time="created_at", read_key=UUID)


def read_deliveries(webhook: Webhook, *, before: str = "", after: str = "") -> Page[Delivery]:
    """The page behind or before a cursor, or the newest. One query."""
    fetch = BY_TIME.fetch_from(Delivery.objects.filter(webhook=webhook))
    return BY_TIME.read_page(fetch, before=before, after=after, limit=PER_PAGE)


def find_delivery(*, project: Project, delivery_id: UUID) -> Delivery | None:
    """With its attempts. Two queries."""
    rows = Delivery.objects.filter(webhook__project=project, pk=delivery_id)
    return rows.select_related("webhook").prefetch_related("attempts").first()
