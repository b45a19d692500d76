"""The admin's forms of projects, services and members."""

import json
from types import new_class
from typing import TypeVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.models import User
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy

from taskbuilder.records.access.rights import has_higher_role
from taskbuilder.records.admin.generic import BaseInlineFormSet, ModelForm, Row
from taskbuilder.records.form_fields import WIDE
from taskbuilder.records.models import Member, Project, Service
from taskbuilder.taskspec.secrets.split import mask_url

Form = TypeVar("Form")

HIGHER_ROLE = gettext_lazy(
    "You can only give, change and remove roles up to your own in this project. Ask a superuser for "
    "higher roles."
)


def stamp(row: models.Model) -> str:
    """Names the state of a row as it is stored, secrets unopened; empty for a row that is not."""
    if row.pk is None:
        return ""
    held = {field.attname: str(row.__dict__.get(field.attname)) for field in row._meta.concrete_fields}
    return salted_hmac("records.admin.stamp", json.dumps(held)).hexdigest()


class StampedForm(ModelForm[Row]):
    """A form that knows what it was drawn of, and is refused once where somebody saved in between."""

    use_required_attribute = False
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    @cached_property
    def found(self) -> str:
        """The stamp of what is stored now: first asked for before what was typed is put into the row."""
        return stamp(self.instance)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        return self.found if field_name == "stamp" else super().get_initial_for_field(field, field_name)

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        seen = self.cleaned_data.get("stamp")
        if seen and self.found and seen != self.found and isinstance(self.data, MultiValueDict):
            self.data = MultiValueDict({**dict(self.data.lists()), self.add_prefix("stamp"): [self.found]})
            raise forms.ValidationError(
                gettext(
                    "Someone else saved this while you had it open. Your changes are still here, except "
                    "secrets. Compare them in another tab with the saved version, then save again to "
                    "replace it."
                )
            )
        return cleaned


class MemberForm(StampedForm[Member]):
    """A role in a project, up to the one that `actor` has there; set by `for_actor`."""

    actor: User | None = None

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        if {"person", "project", "role"} & set(self.changed_data):
            project = self.cleaned_data.get("project")
            before = [(self.instance.project_id, self.instance.role)] if self.instance.pk else []
            after = [(project.pk if project else None, self.cleaned_data.get("role", ""))]
            refuse_higher_roles(self.actor, [each for each in before + after if each[1]])
        return cleaned


class MemberFormSet(BaseInlineFormSet[Member, Project, ModelForm[Member]]):
    """The members of a project, of whom those above `actor` are not removed either."""

    actor: User | None = None

    def clean(self) -> None:
        super().clean()
        gone = [form.instance for form in self.deleted_forms if form.instance.pk]
        refuse_higher_roles(self.actor, [(member.project_id, member.role) for member in gone])


def for_actor(form: type[Form], actor: User) -> type[Form]:
    """The same form, or set of forms, as it is for this person."""
    own: type[Form] = new_class(form.__name__, (form,), exec_body=lambda body: body.update(actor=actor))
    return own


def refuse_higher_roles(actor: User | None, roles: list[tuple[int | None, str]]) -> None:
    """Raises ValidationError."""
    if actor is None or has_higher_role(actor=actor, roles=roles):
        raise forms.ValidationError(HIGHER_ROLE)


def fix_identity(service: Service | None, fields: dict[str, forms.Field]) -> None:
    """Lets nobody change what tasks know a service by, once there are any."""
    if service is None or not service.__dict__.get("is_used"):
        return
    for name in fields.keys() & {"project", "service_id"}:
        fields[name].disabled = True
        fields[name].help_text = gettext("Cannot be changed: drafts or submissions use this service.")


class ServiceFormSet(BaseInlineFormSet[Service, Project, ModelForm[Service]]):
    """The services of a project."""

    def add_fields(self, form: ModelForm[Service], index: int | None) -> None:
        super().add_fields(form, index)
        fix_identity(form.instance, form.fields)


class ServiceForm(StampedForm[Service]):
    """A service on a page of its own, where its id is wide enough to be read."""

    class Meta:
        widgets = {"service_id": AdminTextInputWidget(WIDE)}


class AddressInput(AdminTextInputWidget):
    """An address that is refused is drawn again without what is secret in it."""

    def format_value(self, value: object) -> str | None:
        shown = super().format_value(value)
        return None if shown is None else mask_url(str(shown))


class ProjectForm(StampedForm[Project]):
    """A project with its credentials; a saved security token can be dropped, since empty means unchanged."""

    forget_security_token = forms.BooleanField(
        label=gettext_lazy("Delete the saved security token"), required=False
    )

    class Meta:
        widgets = {name: AddressInput(WIDE) for name in ("base_url", "identity_url")}

    def save(self, commit: bool = True) -> Project:
        if self.cleaned_data.get("forget_security_token"):
            self.instance.security_token = ""
        return super().save(commit)
