"""The admin's forms of projects and services."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext_lazy

from taskbuilder.records.admin.generic import ModelForm
from taskbuilder.records.forms import WIDE


class ServiceForm(ModelForm):
    """A service, its id wide enough to be read."""

    class Meta:
        widgets = {"service_id": AdminTextInputWidget(WIDE)}


class ProjectForm(ModelForm):
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
