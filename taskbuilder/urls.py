"""Which room answers which address."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("v1/", include("taskbuilder.api.urls")),
    path("", include("taskbuilder.web.urls")),
]

handler400 = "taskbuilder.web.http.errors.refuse_request"
handler500 = "taskbuilder.failures.answer_failure"
