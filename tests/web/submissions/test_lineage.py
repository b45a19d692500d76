"""What a submission was made from, and what was made of it."""

import re
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Draft, Submission
from taskbuilder.records.related.lineage import MOST_RELATED, list_related
from taskbuilder.records.submissions.creation import submit
from taskbuilder.records.submissions.states import State
from tests.web.conftest import MakeSubmission

PATH = "/projects/gate/submissions/00000000-0000-0000-0000-000000000001/"
ONE = UUID(int=1)


@pytest.mark.parametrize("state", [State.CREATED, State.REFUSED])
def test_a_copy_and_what_it_becomes_remember_their_source(
    as_operator: Client, operator: User, make_submission: MakeSubmission, state: State
) -> None:
    source = make_submission(1, state=state)
    as_operator.post("/projects/gate/drafts/new/", {"from": str(source.pk), "step": "review"})
    draft = Draft.objects.get()
    assert draft.made_from == source
    review = as_operator.get(f"/projects/gate/drafts/{draft.pk}/review/").text
    assert f'href="/projects/gate/compare/?a={ONE}&amp;b={draft.pk}"' in review

    made = submit(draft=draft, request=source.request, confirmations=[], by=operator, now=timezone.now())
    assert made.made_from_id == source.pk
    assert Submission.objects.get(pk=made.pk).made_from == source
    pages = [as_operator.get(f"/projects/gate/submissions/{each.pk}/").text for each in (source, made)]
    for page, heading, other in zip(pages, ("Made into", "Made from"), (made, source), strict=True):
        assert re.findall(r"<h3>(Made \w+)</h3>", page) == [heading]
        part = page.partition(f"<h3>{heading}</h3>")[2].partition("<form")[0]
        assert f'href="/projects/gate/submissions/{other.pk}/"' in part
        assert f'href="/projects/gate/compare/?a={source.pk}&amp;b={made.pk}"' in part


def test_an_empty_draft_was_made_from_nothing(as_operator: Client, project: object) -> None:
    as_operator.post("/projects/gate/drafts/new/")
    draft = Draft.objects.get()
    assert draft.made_from is None
    assert (
        "Compare with the original" not in as_operator.get(f"/projects/gate/drafts/{draft.pk}/review/").text
    )


def test_the_latest_of_each_are_listed_by_one_query(
    make_submission: MakeSubmission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    source = make_submission(1)
    made = [make_submission(number, name="other") for number in range(10, 15)]
    Submission.objects.filter(pk__in=[each.pk for each in made]).update(made_from=source)
    named = [make_submission(number, state=State.CREATED) for number in range(20, 25)]
    with django_assert_num_queries(1):
        related = list_related(source)
    assert related.made_into == made[: -MOST_RELATED - 1 : -1]
    assert related.namesakes == named[: -MOST_RELATED - 1 : -1]


def test_what_was_made_outlives_its_source(make_submission: MakeSubmission, operator: User) -> None:
    source, made = make_submission(1), make_submission(2)
    Submission.objects.filter(pk=made.pk).update(made_from=source)
    draft = Draft.objects.create(
        project=source.project,
        owner=operator,
        made_from=source,
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )
    source.delete()
    assert (Submission.objects.get().made_from, Draft.objects.get(pk=draft.pk).made_from) == (None, None)
