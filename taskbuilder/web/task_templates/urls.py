"""The templates' part of the site map."""

from django.urls import path

from taskbuilder.web.task_templates.broken import show_broken
from taskbuilder.web.task_templates.saving import edit_template, save_as_template
from taskbuilder.web.task_templates.start import start_from_template
from taskbuilder.web.task_templates.views import remove_template, show_template, show_templates

urlpatterns = [
    path("", show_templates, name="templates"),
    path("problems/", show_broken, name="templates-broken"),
    path("new/", save_as_template, name="template-new"),
    path("<uuid:template_id>/", show_template, name="template"),
    path("<uuid:template_id>/edit/", edit_template, name="template-edit"),
    path("<uuid:template_id>/delete/", remove_template, name="template-delete"),
    path("<uuid:template_id>/start/", start_from_template, name="template-start"),
]
