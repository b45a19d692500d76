"""The admin's forms of projects, services and members."""

import json
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.models import User
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, gettext_lazy

from taskbuilder.records.access.rights import has_higher_role
from taskbuilder.records.admin.generic import InlineFormSet, ModelForm
from taskbuilder.records.form_fields import WIDE

HIGHER_ROLE = gettext_lazy(
    "You can only give, change and remove roles up to your own in the project. A superuser can do more."
)


def stamp(row: models.Model) -> str:
    """Names the state of a row as it is stored, secrets unopened; empty for a row that is not."""
    if row.pk is None:
        return ""
    held = {field.attname: str(row.__dict__.get(field.attname)) for field in row._meta.concrete_fields}
    return salted_hmac("records.admin.stamp", json.dumps(held)).hexdigest()


class StampedForm(ModelForm):
    """A form that knows what it was drawn of, and is refused once where somebody saved in between."""

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = self.initial["stamp"] = stamp(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = self.cleaned_data.get("stamp")
        if seen and self.found and seen != self.found and isinstance(self.data, MultiValueDict):
            self.data = MultiValueDict({**dict(self.data.lists()), self.add_prefix("stamp"): [self.found]})
            raise forms.ValidationError(
                gettext(
                    "Somebody else saved this while you had it open. What you typed is still here, secrets "
                    "apart: compare it in another tab with what is saved now, and save again to replace that."
                )
            )
        return cleaned


class MemberForm(StampedForm):
    """A role in a project, up to the one that `actor` has there; set by `for_actor`."""

    actor: User | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if {"person", "project", "role"} & set(self.changed_data):
            project = self.cleaned_data.get("project")
            before = [(self.instance.project_id, self.instance.role)] if self.instance.pk else []
            after = [(project.pk if project else None, self.cleaned_data.get("role", ""))]
            refuse_higher_roles(self.actor, [each for each in before + after if each[1]])
        return cleaned


class MemberFormSet(InlineFormSet):
    """The members of a project, of whom those above `actor` are not removed either."""

    actor: User | None = None

    def clean(self) -> None:
        super().clean()
        gone = [form.instance for form in self.deleted_forms if form.instance.pk]
        refuse_higher_roles(self.actor, [(member.project_id, member.role) for member in gone])


def for_actor(form: Any, actor: User) -> Any:
    """The same form, or set of forms, as it is for this person."""
    return type(form)(form.__name__, (form,), {"actor": actor})


def refuse_higher_roles(actor: User | None, roles: list[tuple[int | None, str]]) -> None:
    """Raises ValidationError."""
    if actor is None or has_higher_role(actor=actor, roles=roles):
        raise forms.ValidationError(HIGHER_ROLE)


class ServiceForm(StampedForm):
    """A service, of which what tasks know it by stays once there are any."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.__dict__.get("is_used"):
            for name in ("project", "service_id"):
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].help_text = gettext(
                        "Fixed, since drafts or submissions are of this service."
                    )


class WideServiceForm(ServiceForm):
    """The same on a page of its own, where its id is wide enough to be read."""

    class Meta:
        widgets = {"service_id": AdminTextInputWidget(WIDE)}


class ProjectForm(StampedForm):
    """A project with its credentials; a saved security token can be dropped, since empty means unchanged."""

    forget_security_token = forms.BooleanField(
        label=gettext_lazy("Forget the saved security token"), required=False
    )

    class Meta:
        widgets = {name: AdminTextInputWidget(WIDE) for name in ("base_url", "identity_url")}

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("forget_security_token"):
            self.instance.security_token = ""
        return super().save(commit)
