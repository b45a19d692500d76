"""The wizard's part of the site map."""

from django.urls import path

from taskbuilder.web.wizard.json_page import show_json
from taskbuilder.web.wizard.serving import serve_snapshot
from taskbuilder.web.wizard.starting import discard, resume, start
from taskbuilder.web.wizard.views import show_step

urlpatterns = [
    path("new/", start, name="draft-new"),
    path("<uuid:draft_id>/", resume, name="draft"),
    path("<uuid:draft_id>/discard/", discard, name="draft-discard"),
    path("<uuid:draft_id>/snapshots/<slug:name>/", serve_snapshot, name="draft-snapshot"),
    path("<uuid:draft_id>/json/", show_json, name="draft-json"),
    path("<uuid:draft_id>/<slug:step>/", show_step, name="draft-step"),
]
