"""Roles are found in one query, and a stranger has none."""

from django.contrib.auth.models import AnonymousUser, User
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.access.memberships import find_membership, projects_of
from taskbuilder.records.models import Project


def test_a_member_is_found_by_person_and_address(
    operator: User, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        member = find_membership(person=operator, slug="gate")
        assert member is not None
        assert (member.project, member.role) == (project, "operator")
        assert list(projects_of(operator)) == [project]


def test_a_stranger_is_found_nowhere(operator: User, project: Project) -> None:
    for stranger in (User.objects.create_user("stranger"), AnonymousUser()):
        assert find_membership(person=stranger, slug="gate") is None
        assert list(projects_of(stranger)) == []
    assert find_membership(person=operator, slug="other") is None
