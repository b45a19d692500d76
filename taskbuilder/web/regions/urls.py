"""The region templates' part of the site map."""

from django.urls import path

from taskbuilder.web.regions.choosing import choose
from taskbuilder.web.regions.editing import add, delete, edit
from taskbuilder.web.regions.placing import place
from taskbuilder.web.regions.sheet import show_sheet
from taskbuilder.web.regions.snapshots import change_snapshot, serve_snapshot, upload_snapshots
from taskbuilder.web.regions.views import show_region_templates

urlpatterns = [
    path("", show_region_templates, name="region-templates"),
    path("new/", add, name="region-template-new"),
    path("choose/", choose, name="region-choose"),
    path("snapshots/", upload_snapshots, name="source-snapshots"),
    path("snapshots/<uuid:source_id>/change/", change_snapshot, name="source-snapshot-change"),
    path("snapshots/<uuid:source_id>/", serve_snapshot, name="source-snapshot"),
    path("<uuid:template_id>/", show_sheet, name="region-template"),
    path("<uuid:template_id>/place/", place, name="region-place"),
    path("<uuid:template_id>/edit/", edit, name="region-template-edit"),
    path("<uuid:template_id>/delete/", delete, name="region-template-delete"),
]
