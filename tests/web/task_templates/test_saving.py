"""Saving a submission or a draft as a template, and starting from it."""

from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Draft, Template
from tests.web.conftest import MakeSubmission

NEW = "/projects/gate/templates/new/"


def test_a_submission_is_saved_and_started(
    as_operator: Client, operator: User, make_submission: MakeSubmission
) -> None:
    source = make_submission(1)
    page = as_operator.get(f"/projects/gate/submissions/{source.pk}/").text
    assert f'href="{NEW}?from={source.pk}"' in page
    form = as_operator.get(f"{NEW}?from={source.pk}")
    assert form.status_code == 200

    answer = as_operator.post(f"{NEW}?from={source.pk}", {"name": "Gate", "description": "At night"})
    template = Template.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/projects/gate/templates/{template.pk}/")
    page = as_operator.get(answer["Location"]).text
    page = as_operator.get("/projects/gate/templates/").text
    answer = as_operator.post(f"/projects/gate/templates/{template.pk}/start/")
    draft = Draft.objects.get()
    assert draft.template == template.versions.get()
