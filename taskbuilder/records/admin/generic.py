"""The admin's base classes, which have types in brackets for the type checker alone."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.forms import models as model_forms

from taskbuilder.records.generic import Subscriptable

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.contrib.auth.admin import UserAdmin
    from django.forms import ModelForm
    from django.forms.models import BaseInlineFormSet, ModelChoiceIterator
else:

    class ModelAdmin(Subscriptable, admin.ModelAdmin): ...

    class TabularInline(Subscriptable, admin.TabularInline): ...

    class UserAdmin(Subscriptable, auth_admin.UserAdmin): ...

    class ModelForm(Subscriptable, forms.ModelForm): ...

    class BaseInlineFormSet(Subscriptable, model_forms.BaseInlineFormSet): ...

    class ModelChoiceIterator(Subscriptable, model_forms.ModelChoiceIterator): ...


__all__ = [
    "BaseInlineFormSet",
    "ModelAdmin",
    "ModelChoiceIterator",
    "ModelForm",
    "TabularInline",
    "UserAdmin",
]
