"""The inventory's part of the site map."""

from django.urls import path

from taskbuilder.web.inventory.bulk import delete_many, mark_many
from taskbuilder.web.inventory.editing import add, edit
from taskbuilder.web.inventory.export import export_list
from taskbuilder.web.inventory.importing import show_import
from taskbuilder.web.inventory.taking import take_from_tasks
from taskbuilder.web.inventory.views import show_entry, show_list

urlpatterns = [
    path("", show_list, {"entries": "sources"}, name="inventory"),
    path("sources/from-tasks/", take_from_tasks, name="inventory-from-tasks"),
    path("<slug:entries>/", show_list, name="inventory-list"),
    path("<slug:entries>/new/", add, name="inventory-new"),
    path("<slug:entries>/mark/", mark_many, name="inventory-mark"),
    path("<slug:entries>/delete/", delete_many, name="inventory-delete"),
    path("<slug:entries>/import/", show_import, name="inventory-import"),
    path("<slug:entries>/export/", export_list, name="inventory-export"),
    path("<slug:entries>/<uuid:entry_id>/", show_entry, name="inventory-entry"),
    path("<slug:entries>/<uuid:entry_id>/edit/", edit, name="inventory-edit"),
]
