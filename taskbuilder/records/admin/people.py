"""Accounts and groups: nobody gives rights that they lack, or changes an account with more of them."""

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.access.rights import explain_excess, groups_to_give, permissions_to_give
from taskbuilder.records.admin.generic import UserAdmin
from taskbuilder.records.admin.own_rights import WithinOwnRights, actor_of

NOT_YOUR_PERMISSION = gettext_lazy(
    "You can only give permissions that you have yourself. A superuser can give others."
)
NOT_YOUR_GROUP = gettext_lazy(
    "You can only add people to groups whose permissions you have yourself. A superuser can use other groups."
)
ONLY_SUPERUSERS = gettext_lazy("Only a superuser can make someone a superuser.")

admin.site.unregister([User, Group])


def refuse_superuser(value: bool) -> None:
    if value:
        raise ValidationError(ONLY_SUPERUSERS)


def ticked(field: "models.Field[object, object]") -> dict[str, object]:
    """What can be chosen several times is offered as boxes to tick, which need no script."""
    return {"widget": forms.CheckboxSelectMultiple} if field.many_to_many else {}


def limit_choices(field: forms.Field | None, actor: User) -> forms.Field | None:
    """Offers, and takes, what the actor may give only."""
    if not isinstance(field, forms.ModelMultipleChoiceField) or actor.is_superuser:
        return field
    choices = field.queryset
    assert choices is not None
    if choices.model is Group:
        field.queryset = choices.filter(pk__in=groups_to_give(actor=actor).values("pk"))
        field.error_messages["invalid_choice"] = NOT_YOUR_GROUP
    else:
        field.queryset = choices.filter(pk__in=permissions_to_give(actor=actor).values("pk"))
        field.error_messages["invalid_choice"] = NOT_YOUR_PERMISSION
    return field


@admin.register(User)
class PeopleAdmin(WithinOwnRights[User], UserAdmin[User]):
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")

    def explain_excess(self, actor: User, row: User) -> str:
        return explain_excess(actor=actor, account=row)

    def formfield_for_dbfield(
        self, db_field: "models.Field[object, object]", request: HttpRequest, **options: object
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **options | ticked(db_field))
        actor = actor_of(request)
        if db_field.name == "is_superuser" and field is not None and not actor.is_superuser:
            field.widget.attrs["disabled"] = True
            field.help_text = ONLY_SUPERUSERS
            field.validators.append(refuse_superuser)
        return limit_choices(field, actor)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 - Django's own
        if self.has_change_permission(request):
            self.refuse_excess(request, id)
        return super().user_change_password(request, id, form_url)


@admin.register(Group)
class GroupAdmin(WithinOwnRights[Group], auth_admin.GroupAdmin):
    filter_horizontal = ()

    def explain_excess(self, actor: User, row: Group) -> str:
        if actor.is_superuser or groups_to_give(actor=actor).filter(pk=row.pk).exists():
            return ""
        message = _("The group “%(name)s” gives permissions that you do not have. A superuser can change it.")
        return message % {"name": row.name}

    def formfield_for_dbfield(
        self, db_field: "models.Field[object, object]", request: HttpRequest, **options: object
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **options | ticked(db_field))
        return limit_choices(field, actor_of(request))
