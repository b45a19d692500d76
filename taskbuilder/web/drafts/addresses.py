"""The addresses of a draft's pages."""

from urllib.parse import urlencode

from taskbuilder.forms.list_views import list_row_names
from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.steps import Step
from taskbuilder.web.http.addresses import find_address


def address_of(draft: Draft, step: Step) -> str:
    return find_address("draft-step", draft.project.slug, draft.pk, step.slug)


def address_of_control(
    draft: Draft, step: Step, name: str, place: str, *, shows_problems: bool = False
) -> str:
    """Of the control of that name; a row opens, on whichever part of its list, for what is in it."""
    query = {"show": "problems"} if shows_problems else {}
    query |= {"focus": name} if any(list_row_names(name)) else {}
    return f"{address_of(draft, step)}{'?' if query else ''}{urlencode(query)}{place}"


def inventory_address(draft: Draft, step: Step) -> str:
    """Of the page that a step is filled on from the inventory."""
    return find_address("draft-inventory", draft.project.slug, draft.pk, step.slug)


def new_region_address(draft: Draft, name: str) -> str:
    """Of the page that makes a region template of the region of that control."""
    query = urlencode({"draft": str(draft.pk), "region": name})
    return f"{find_address('region-template-new', draft.project.slug)}?{query}"


def discard_address(draft: Draft) -> str:
    """Of the page that asks whether a draft is to be discarded."""
    return find_address("draft-discard", draft.project.slug, draft.pk)


def json_address(draft: Draft) -> str:
    return find_address("draft-json", draft.project.slug, draft.pk)
