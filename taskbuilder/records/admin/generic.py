"""The admin's base classes, which are generic for the type checker alone."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.forms.models import ModelChoiceIterator

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    ChoiceIterator = ModelChoiceIterator[Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm
    ChoiceIterator = ModelChoiceIterator

__all__ = ["ChoiceIterator", "ModelAdmin", "ModelForm", "TabularInline"]
