"""The wizard's part of the site map."""

from django.urls import path

from taskbuilder.web.drafts.json_editor.views import show_json
from taskbuilder.web.drafts.regions.views import serve_snapshot
from taskbuilder.web.drafts.sharing.views import show_sharing
from taskbuilder.web.drafts.start import discard, resume, start
from taskbuilder.web.drafts.views import show_step
from taskbuilder.web.inventory.picking import pick

urlpatterns = [
    path("new/", start, name="draft-new"),
    path("<uuid:draft_id>/", resume, name="draft"),
    path("<uuid:draft_id>/discard/", discard, name="draft-discard"),
    path("<uuid:draft_id>/share/", show_sharing, name="draft-share"),
    path("<uuid:draft_id>/snapshots/<slug:name>/", serve_snapshot, name="draft-snapshot"),
    path("<uuid:draft_id>/inventory/<slug:step>/", pick, name="draft-inventory"),
    path("<uuid:draft_id>/json/", show_json, name="draft-json"),
    path("<uuid:draft_id>/<slug:step>/", show_step, name="draft-step"),
]
