"""Django's classes that are generic for the type checker alone."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import ModelChoiceIterator

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    ChoiceIterator = ModelChoiceIterator[Any]
else:
    AnyField = models.Field
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm
    ChoiceIterator = ModelChoiceIterator

__all__ = ["AnyField", "ChoiceIterator", "ModelAdmin", "ModelForm", "TabularInline"]
