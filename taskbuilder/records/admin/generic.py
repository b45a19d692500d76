"""The admin's base classes, which are generic for the type checker alone."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet, ModelChoiceIterator

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    ChoiceIterator = ModelChoiceIterator[Any]
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm
    ChoiceIterator = ModelChoiceIterator
    InlineFormSet = BaseInlineFormSet

__all__ = ["ChoiceIterator", "InlineFormSet", "ModelAdmin", "ModelForm", "TabularInline"]
