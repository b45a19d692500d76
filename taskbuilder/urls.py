"""Which room answers which address."""

from django.contrib import admin
from django.urls import include, path, re_path

from taskbuilder.api.views import refuse_unknown
from taskbuilder.web.schemas.views import edit_schema

urlpatterns = [
    path("admin/records/service/<int:pk>/schema/", admin.site.admin_view(edit_schema), name="service-schema"),
    path("admin/", admin.site.urls),
    path("v1/", include("taskbuilder.api.urls")),
    # A client of another version of the cloud reads JSON too.
    re_path(r"^v2(?:/[\s\S]*)?\Z", refuse_unknown, name="api-version"),
    path("", include("taskbuilder.web.urls")),
]

handler400 = "taskbuilder.failures.refuse_request"
handler500 = "taskbuilder.failures.answer_failure"
