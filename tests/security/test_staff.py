"""Nobody gives rights that they lack in the admin, or changes an account that has more of them."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from taskbuilder.records.access.rights import explain_excess
from taskbuilder.records.models import Member, Project, Role
from tests.records.test_admin import form_of

pytestmark = pytest.mark.usefixtures("world")
PASSWORD = {"password1": "quite new words", "password2": "quite new words", "usable_password": "true"}
ABOVE = {
    "admin": "“admin” is a superuser. Only a superuser can change it.",
    "permitted": "“permitted” has permissions that you do not have. A superuser can change it.",
    "grouped": "“grouped” has permissions that you do not have. A superuser can change it.",
    "retired": "“retired” has permissions that you do not have. A superuser can change it.",
    "boss": "“boss” has a higher role than you in a project. A superuser can change it.",
    "elsewhere": "“elsewhere” has a higher role than you in a project. A superuser can change it.",
}
NOT_YOUR_PERMISSION = "You can only give permissions that you have yourself. A superuser can give others."
NOT_YOUR_GROUP = (
    "You can only add people to groups whose permissions you have yourself. A superuser can use other groups."
)
ONLY_SUPERUSERS = "Only a superuser can make someone a superuser."
HIGHER_ROLE = (
    "You can only give, change and remove roles up to your own in this project. Ask a superuser for "
    "higher roles."
)
OWN = ("user", "group", "member", "project")


def permission(name: str) -> Permission:
    return Permission.objects.get(codename=name)


def person(name: str, **roles: Role) -> User:
    """Somebody with roles, by the slugs of projects."""
    made = User.objects.create_user(name, password="old words of theirs")
    for slug, role in roles.items():
        Member.objects.create(person=made, project=Project.objects.get(slug=slug), role=role)
    return made


@pytest.fixture
def beyond(world: None) -> Group:
    """A group with a permission that the clerk lacks, and one that they have."""
    group = Group.objects.create(name="beyond")
    group.permissions.set([permission("change_service"), permission("change_user")])
    return group


@pytest.fixture
def clerk(world: None) -> User:
    """May manage people, groups, members and projects, and is an operator of one project."""
    made = person("clerk", harbour=Role.OPERATOR)
    made.is_staff = True
    made.save()
    made.user_permissions.set(Permission.objects.filter(content_type__model__in=OWN))
    return made


@pytest.fixture
def people(beyond: Group) -> dict[str, User]:
    """Accounts above the clerk's, and "equal", which is not."""
    made = {name: person(name) for name in ("permitted", "grouped", "retired")}
    made["permitted"].user_permissions.add(permission("change_service"))
    for name in ("grouped", "retired"):
        made[name].groups.add(beyond)
    User.objects.filter(username="retired").update(is_active=False)
    made |= {
        "boss": person("boss", harbour=Role.MANAGER),
        "elsewhere": person("elsewhere", campus=Role.VIEWER),
    }
    made["equal"] = person("equal", harbour=Role.OPERATOR)
    return made | {"admin": User.objects.get(username="admin")}


@pytest.fixture
def staff(clerk: User, client: Client) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def root(world: None) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    return client


def page(what: str, model: str = "auth_user", *keys: Any) -> str:
    return reverse(f"admin:{model}_{what}", args=keys)


def form(client: Client, address: str) -> dict[str, Any]:
    """What a browser would post, its dates in two fields as the page has them."""
    fields = form_of(client, address)
    for name in ("last_login", "date_joined"):
        moment = fields.pop(name, None)
        if moment is not None:
            fields |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
    return fields


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {} if answer.status_code == 302 else dict(answer.context["adminform"].form.errors)


def refused(answer: Any, cause: str) -> bool:
    return answer.status_code == 403 and cause in unescape(answer.content.decode())


@pytest.mark.parametrize("name", ABOVE)
def test_an_account_with_more_rights_is_left_alone(
    staff: Client, clerk: User, people: dict[str, User], name: str
) -> None:
    account, cause = people[name], ABOVE[name]
    before = User.objects.filter(pk=account.pk).values().get()
    bulk = {"action": "delete_selected", "_selected_action": [people["equal"].pk, account.pk]}
    asked = [
        (page("password_change", "auth_user", account.pk), PASSWORD),
        (page("change", "auth_user", account.pk), {"username": "taken", "is_active": "on"}),
        (page("delete", "auth_user", account.pk), {"post": "yes"}),
        (page("changelist"), bulk),
        (page("changelist"), bulk | {"post": "yes"}),
    ]
    assert [refused(staff.post(address, sent), cause) for address, sent in asked] == [True] * len(asked)
    assert User.objects.filter(pk=account.pk).values().get() == before
    assert User.objects.filter(username="equal").exists()
    assert explain_excess(actor=clerk, account=account)


@pytest.mark.parametrize("name", ABOVE)
def test_an_account_with_more_rights_can_be_viewed_and_says_why_no_more(
    staff: Client, people: dict[str, User], name: str
) -> None:
    account = people[name]
    shown = staff.get(page("change", "auth_user", account.pk))
    assert [str(message) for message in shown.context["messages"]] == [ABOVE[name]]
    assert ('name="_save"' in shown.text, account.password in shown.text) == (False, False)
    assert staff.get(page("history", "auth_user", account.pk)).status_code == 200
    for what in ("password_change", "delete"):
        assert refused(staff.get(page(what, "auth_user", account.pk)), ABOVE[name])


def test_an_account_with_no_more_rights_is_managed(staff: Client, people: dict[str, User]) -> None:
    equal = people["equal"]
    address = page("change", "auth_user", equal.pk)
    assert staff.post(page("password_change", "auth_user", equal.pk), PASSWORD).status_code == 302
    assert User.objects.get(pk=equal.pk).check_password(PASSWORD["password1"])
    given = form(staff, address) | {
        "first_name": "E.",
        "is_staff": "on",
        "user_permissions": [permission("change_user").pk],
    }
    assert errors_of(staff.post(address, given)) == {}
    equal = User.objects.get(pk=equal.pk)
    assert (equal.first_name, equal.is_staff, equal.has_perm("auth.change_user")) == ("E.", True, True)
    bulk = {"action": "delete_selected", "_selected_action": [equal.pk], "post": "yes"}
    assert staff.post(page("changelist"), bulk).status_code == 302
    assert not User.objects.filter(pk=equal.pk).exists()


@pytest.mark.parametrize("name", ["equal", "clerk"])
@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("is_superuser", ONLY_SUPERUSERS),
        ("user_permissions", NOT_YOUR_PERMISSION),
        ("groups", NOT_YOUR_GROUP),
    ],
)
def test_rights_that_one_lacks_are_given_to_nobody_not_even_oneself(
    staff: Client, people: dict[str, User], beyond: Group, name: str, field: str, message: str
) -> None:
    account = User.objects.get(username=name)
    address = page("change", "auth_user", account.pk)
    before = [account.is_superuser, account.get_all_permissions()]
    sent = {
        "is_superuser": "on",
        "user_permissions": [permission("change_service").pk],
        "groups": [beyond.pk],
    }
    answer = staff.post(address, form(staff, address) | {field: sent[field]})
    assert errors_of(answer) == {field: [message]}
    account = User.objects.get(username=name)
    assert [account.is_superuser, account.get_all_permissions()] == before


def test_only_what_one_has_is_offered(
    staff: Client, clerk: User, people: dict[str, User], beyond: Group
) -> None:
    mine = Group.objects.create(name="mine")
    mine.permissions.add(permission("change_user"))
    fields = staff.get(page("change", "auth_user", people["equal"].pk)).context["adminform"].form.fields
    assert set(fields["user_permissions"].queryset) == set(clerk.user_permissions.all())
    assert list(fields["groups"].queryset) == [mine]
    assert fields["is_superuser"].widget.attrs["disabled"] is True


def test_a_new_account_has_no_rights_whatever_is_posted(staff: Client, beyond: Group) -> None:
    sent = {"username": "new", "is_superuser": "on", "is_staff": "on", "groups": [beyond.pk]} | PASSWORD
    assert staff.post(page("add"), sent).status_code == 302
    made = User.objects.get(username="new")
    assert (made.is_superuser, made.is_staff, made.groups.count()) == (False, False, 0)


def test_a_group_gives_no_more_than_one_has(staff: Client, beyond: Group) -> None:
    lacked, had = permission("change_service").pk, permission("change_user").pk
    answer = staff.post(page("add", "auth_group"), {"name": "new", "permissions": [had, lacked]})
    assert errors_of(answer) == {"permissions": [NOT_YOUR_PERMISSION]}
    assert staff.post(page("add", "auth_group"), {"name": "new", "permissions": [had]}).status_code == 302
    made = Group.objects.get(name="new")
    address = page("change", "auth_group", made.pk)
    answer = staff.post(address, {"name": "new", "permissions": [lacked]})
    assert errors_of(answer) == {"permissions": [NOT_YOUR_PERMISSION]}
    assert list(made.permissions.all()) == [permission("change_user")]


def test_a_group_that_gives_more_than_one_has_is_left_alone(staff: Client, beyond: Group) -> None:
    cause = "The group “beyond” gives permissions that you do not have. A superuser can change it."
    bulk = {"action": "delete_selected", "_selected_action": [beyond.pk], "post": "yes"}
    asked = [
        (page("change", "auth_group", beyond.pk), {"name": "renamed"}),
        (page("delete", "auth_group", beyond.pk), {"post": "yes"}),
        (page("changelist", "auth_group"), bulk),
    ]
    assert [refused(staff.post(address, sent), cause) for address, sent in asked] == [True] * 3
    beyond.refresh_from_db()
    assert (beyond.name, beyond.permissions.count()) == ("beyond", 2)
    assert staff.get(page("change", "auth_group", beyond.pk)).status_code == 200


@pytest.mark.parametrize(
    ("slug", "role", "is_given"),
    [
        ("harbour", "viewer", True),
        ("harbour", "operator", True),
        ("harbour", "manager", False),
        ("campus", "viewer", False),
    ],
)
@pytest.mark.parametrize("where", ["member", "project"])
def test_a_role_is_given_up_to_ones_own(
    staff: Client, where: str, slug: str, role: str, is_given: bool
) -> None:
    somebody, project = person("somebody"), Project.objects.get(slug=slug)
    sent = {"person": somebody.pk, "project": project.pk, "role": role}
    if where == "member":
        answer = staff.post(page("add", "records_member"), sent)
        told = errors_of(answer).get("__all__", [])
    else:
        told = errors_of_members(staff, project, sent)
    assert told == ([] if is_given else [HIGHER_ROLE])
    assert list(somebody.memberships.values_list("role", flat=True)) == ([role] if is_given else [])


def errors_of_members(client: Client, project: Project, sent: dict[str, Any], **changed: Any) -> list[str]:
    """What a project's page says of its members after one more is added and others are changed."""
    address = page("change", "records_project", project.pk)
    fields = form_of(client, address)
    count = int(fields["members-TOTAL_FORMS"])
    more = {f"members-{count}-{name}": value for name, value in sent.items()}
    answer = client.post(
        address, fields | {"members-TOTAL_FORMS": count + bool(sent)} | more | changed | {"password": ""}
    )
    if answer.status_code == 302:
        return []
    (formset,) = [
        each.formset for each in answer.context["inline_admin_formsets"] if each.formset.prefix == "members"
    ]
    told = [*formset.non_form_errors(), *(text for form in formset.forms for text in form.non_field_errors())]
    return [str(text) for text in told]


@pytest.mark.parametrize("name", ["clerk", "boss"])
def test_a_higher_role_is_not_taken_changed_or_removed(
    staff: Client, people: dict[str, User], name: str
) -> None:
    project = Project.objects.get(slug="harbour")
    member = Member.objects.get(person__username=name, project=project)
    fields = form_of(staff, page("change", "records_project", project.pk))
    row = next(
        key
        for key, value in fields.items()
        if key.endswith("-id") and value == member.pk and "members" in key
    )
    role = "manager" if name == "clerk" else "viewer"
    assert errors_of_members(staff, project, {}, **{row.replace("-id", "-role"): role}) == [HIGHER_ROLE]
    alone = {"person": member.person_id, "project": project.pk, "role": role}
    answer = staff.post(page("change", "records_member", member.pk), alone)
    if name == "clerk":
        assert errors_of(answer) == {"__all__": [HIGHER_ROLE]}
    else:
        assert refused(answer, HIGHER_ROLE)
        assert errors_of_members(staff, project, {}, **{row.replace("-id", "-DELETE"): "on"}) == [HIGHER_ROLE]
        assert refused(staff.post(page("delete", "records_member", member.pk), {"post": "yes"}), HIGHER_ROLE)
        bulk = {"action": "delete_selected", "_selected_action": [member.pk], "post": "yes"}
        assert refused(staff.post(page("changelist", "records_member"), bulk), HIGHER_ROLE)
    assert Member.objects.get(pk=member.pk).role == member.role


def test_who_makes_a_project_names_its_first_members(staff: Client, clerk: User) -> None:
    fields = form_of(staff, page("add", "records_project"))
    values = {
        "name": "New",
        "slug": "new",
        "cloud_project_id": "0c" * 16,
        "base_url": "http://127.0.0.1:1",
        "sign_in": "ak_sk",
        "access_key": "a",
        "secret_key": "b",
        "members-TOTAL_FORMS": 1,
        "members-INITIAL_FORMS": 0,
        "members-0-person": clerk.pk,
        "members-0-role": "manager",
    }
    assert staff.post(page("add", "records_project"), fields | values).status_code == 302
    assert Member.objects.get(project__slug="new").role == "manager"


def test_a_superuser_is_unrestricted(root: Client, people: dict[str, User], beyond: Group) -> None:
    other = User.objects.create_superuser("other", password="old words of theirs")
    assert root.post(page("password_change", "auth_user", other.pk), PASSWORD).status_code == 302
    address = page("change", "auth_user", people["equal"].pk)
    sent = form(root, address) | {"is_superuser": "on", "groups": [beyond.pk]}
    assert errors_of(root.post(address, sent)) == {}
    made = User.objects.get(username="equal")
    assert (made.is_superuser, list(made.groups.all())) == (True, [beyond])
    for account in (other, people["boss"]):
        assert root.post(page("delete", "auth_user", account.pk), {"post": "yes"}).status_code == 302
