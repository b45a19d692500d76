"""The addresses of a draft's pages."""

from django.urls import reverse

from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.steps import Step


def address_of(draft: Draft, step: Step) -> str:
    return reverse("draft-step", args=[draft.project.slug, draft.pk, step.slug])


def json_address(draft: Draft) -> str:
    return reverse("draft-json", args=[draft.project.slug, draft.pk])
