"""The admin's base classes, which have types in brackets for the type checker alone."""

from typing import TYPE_CHECKING, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.db import models
from django.forms import models as model_forms

from taskbuilder.records.generic import subscriptable

Row = TypeVar("Row", bound=models.Model)

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as ModelAdmin
    from django.contrib.admin import TabularInline as TabularInline
    from django.contrib.auth.admin import UserAdmin as UserAdmin
    from django.forms import ModelForm as ModelForm
    from django.forms.models import BaseInlineFormSet as BaseInlineFormSet
    from django.forms.models import ModelChoiceIterator as ModelChoiceIterator
else:
    ModelAdmin = subscriptable(admin.ModelAdmin)
    TabularInline = subscriptable(admin.TabularInline)
    UserAdmin = subscriptable(auth_admin.UserAdmin)
    ModelForm = subscriptable(forms.ModelForm)
    BaseInlineFormSet = subscriptable(model_forms.BaseInlineFormSet)
    ModelChoiceIterator = subscriptable(model_forms.ModelChoiceIterator)
