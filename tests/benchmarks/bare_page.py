"""A page as plain as Django makes one: a form of 11 fields drawn by crispy, for somebody who signed in."""

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from taskbuilder import urls

ADDRESS = "/bare/"
PAGE = engines["django"].from_string(
    '{% load crispy_forms_tags %}<!doctype html><html lang="en"><head><title>Bare</title></head>'
    '<body><h1>Bare</h1><form method="post">{% csrf_token %}{% crispy form %}</form></body></html>'
)


class BareForm(forms.Form):
    """Eleven fields as they are declared where nothing else is asked of them."""

    name = forms.CharField(max_length=64, help_text="1 to 64 characters.")
    description = forms.CharField(widget=forms.Textarea, required=False, max_length=500)
    kind = forms.ChoiceField(choices=[("url", "Stream"), ("vcn", "Camera"), ("obs", "Bucket")])
    url = forms.CharField(max_length=1000)
    is_checked = forms.BooleanField(required=False)
    bucket = forms.CharField(max_length=63)
    path = forms.CharField(max_length=1024, help_text="Ends with a slash.")
    zone = forms.CharField(max_length=6, initial="+08:00")
    begin = forms.CharField(max_length=8)
    end = forms.CharField(max_length=8)
    memory = forms.IntegerField(min_value=0)

    def __init__(self) -> None:
        super().__init__()
        self.helper = FormHelper(self)
        self.helper.form_tag = False


@login_required
def show_bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render({"form": BareForm()}, request))


urlpatterns = [*urls.urlpatterns, path(ADDRESS.removeprefix("/"), show_bare)]
