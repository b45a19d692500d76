"""The pictures of sources: one alone, and many taken at once by the names of their files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from uuid import UUID

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from taskbuilder.records.drafts.images import (
    MEDIA_TYPE,
    MOST_BYTES,
    MOST_PIXELS,
    NoPicture,
    PicturesBusy,
    PictureTooLarge,
)
from taskbuilder.records.models import Role, Source
from taskbuilder.records.regions.snapshots import (
    MOST_SNAPSHOTS,
    SourceGone,
    TooManySnapshots,
    find_source_snapshot,
    find_sources_named,
    remove_source_snapshot,
    save_source_snapshot,
)
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.http.uploads import MOST_BYTES as MOST_TOGETHER
from taskbuilder.web.inventory.lookup import find_of
from taskbuilder.web.regions.lookup import list_address

KEPT = "private, max-age=604800, immutable"
"""Each picture has an address of its own, which this reader's browser keeps for a week."""
MOST_FILES = 24
"""Of one request; the page's script sends one file with each."""
LIMITS = {
    "megabytes": MOST_BYTES // 2**20,
    "megapixels": MOST_PIXELS // 10**6,
    "limit": MOST_SNAPSHOTS,
    "files": MOST_FILES,
    "together": MOST_TOGETHER // 2**20,
}
NOT_NAMED = gettext_noop("%(file)s: no source has this name. Rename the file like its source.")
REFUSALS: dict[type[Exception], str] = {
    NoPicture: gettext_noop("%(file)s: not a supported picture. Choose a JPEG, PNG, WebP or BMP."),
    PictureTooLarge: gettext_noop(
        "%(file)s: the picture is too large. Choose one of at most %(megabytes)d MB and %(megapixels)d "
        "million pixels."
    ),
    PicturesBusy: gettext_noop("%(file)s: other pictures are being processed. Try again in a few seconds."),
    TooManySnapshots: gettext_noop("%(file)s: a project has at most %(limit)d snapshots. Remove one first."),
    SourceGone: NOT_NAMED,
}
NONE_CHOSEN = gettext_noop("Pictures: no file was selected. Choose one or more.")
TOO_MANY = gettext_noop(
    "Pictures: choose at most %(files)d files of together %(together)d MB at a time, or turn on scripts to "
    "send any number."
)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of some files: the sources that now have these pictures, and why others were refused."""

    names: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class SnapshotsForm(PageForm):
    """Any number of files, each called like its source."""

    attributes = {"data-uploads": ""}
    pictures = forms.FileField(
        label=gettext_lazy("Pictures"),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP or BMP. gate-1.jpg becomes the snapshot of the source gate-1."
        ),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,image/bmp", "class": "form-control"}
        ),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        back: str,
    ) -> None:
        super().__init__(data, files)
        self.back = back
        self.fields["pictures"].widget.attrs["multiple"] = True

    @property
    def given(self) -> "list[UploadedFile[bytes]]":
        files = self.files
        return files.getlist("pictures") if isinstance(files, MultiValueDict) else []

    def clean(self) -> None:
        self.errors.pop("pictures", None)  # each file is judged by its content alone
        if not self.given:
            self.add_error("pictures", _(NONE_CHOSEN))
        elif len(self.given) > MOST_FILES or sum(file.size or 0 for file in self.given) > MOST_TOGETHER:
            self.add_error("pictures", _(TOO_MANY) % LIMITS)

    def lay_out(self) -> Layout:
        cancel = HTML('{% include "components/cancel.html" %}')
        return Layout("pictures", Div(submit(_("Upload")), cancel, css_class="d-flex flex-wrap gap-2"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def upload_snapshots(request: ProjectRequest) -> HttpResponse:
    """The form, or what became of the files; as JSON for the page's script."""
    back = list_address(request)
    is_posted = request.method == "POST"
    form = SnapshotsForm(request.POST, request.FILES, back=back) if is_posted else SnapshotsForm(back=back)
    taken = take(request, form.given) if is_posted and form.is_valid() else None
    if request.htmx and is_posted:
        said = [*form.errors.get("pictures", []), *(taken.refused if taken else [])]
        return JsonResponse({"taken": taken.names if taken else [], "refused": said})
    context = {"form": form, "taken": taken, "progress": _("%(done)s of %(total)s sent, %(saved)s saved")}
    return render(request, "regions/snapshots.html", context, status=422 if form.errors else 200)


def take(request: ProjectRequest, files: Sequence["UploadedFile[bytes]"]) -> Taken:
    """Each becomes the picture of the source that it is called like."""
    names = {file: PurePath(file.name or "").stem for file in files}
    sources, taken = find_sources_named(request.project, set(names.values())), Taken()
    for file, name in names.items():
        source = sources.get(name)
        refusal = _(NOT_NAMED) % {"file": file.name} if source is None else save(source, file)
        (taken.refused if refusal else taken.names).append(refusal or name)
    return taken


def save(source: Source, file: "UploadedFile[bytes]") -> str:
    """Why the picture was not taken; empty where it was."""
    try:
        save_source_snapshot(source, file=file, now=timezone.now())
    except tuple(REFUSALS) as error:
        return _(REFUSALS[type(error)]) % {**LIMITS, "file": file.name}
    return ""


@member_required(Role.VIEWER)
def serve_snapshot(request: ProjectRequest, source_id: UUID) -> HttpResponse:
    """A source's picture itself."""
    snapshot = find_source_snapshot(find_of(request, Source, source_id))
    if snapshot is None:
        raise Http404(_("Picture not found."))
    headers = {"Cache-Control": KEPT} if "kept" in request.GET else {}
    return HttpResponse(bytes(snapshot.picture), content_type=MEDIA_TYPE, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def change_snapshot(request: ProjectRequest, source_id: UUID) -> HttpResponse:
    """Takes the posted `picture` of one source, whatever its file is called, or removes what it has."""
    source = find_of(request, Source, source_id)
    if request.method == "POST":
        file = request.FILES.get("picture")
        if request.POST.get("press") == "remove":
            remove_source_snapshot(source)
            messages.success(request, _("The picture was removed."))
        elif refusal := save(source, file) if file else _(NONE_CHOSEN):
            messages.error(request, refusal)
        else:
            messages.success(request, _("The picture was saved."))
    place = {"slug": request.project.slug, "entries": "sources", "entry_id": source.pk}
    return redirect_after_post(resolve_url("inventory-entry", **place))
