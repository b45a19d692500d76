"""The form of a region template: its name, the frame, and the region drawn in it with the wizard's editor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crispy_forms.bootstrap import StrictButton
from crispy_forms.layout import HTML, Div, Field, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from taskbuilder.forms.fields import Control, Question
from taskbuilder.forms.render.controls import WIDGETS
from taskbuilder.forms.render.templates import draw, draw_macro
from taskbuilder.records.models import SourceSnapshot
from taskbuilder.records.models.regions.templates import REGION_NAME_LENGTH
from taskbuilder.records.regions.templates import MOST_POINTS, MOST_SIDE, MOST_TEXT, Drawing
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.regions.points import FRAME, UnreadableRegion
from taskbuilder.taskspec.regions.scaling import Frame, list_faults, read_region, scale_text
from taskbuilder.web.drafts.regions.editor import describe_editor
from taskbuilder.web.http.page_form import PageForm
from taskbuilder.web.regions.faults import explain
from taskbuilder.web.regions.lookup import snapshot_address

REGION = gettext_noop("Region")
NO_REGION = gettext_lazy("Region: nothing is drawn yet. Draw a polygon or a line.")
TEXT_TOO_LONG = gettext_lazy("Region: the coordinates have more than %(limit)d characters. Remove shapes.")
TOO_MANY_POINTS = gettext_lazy("Region: a region template has at most %(limit)d points. Remove some.")
SCALED = gettext_lazy("The frame has changed, and the region was scaled to it. Check it, then save.")
SIDE_RANGE = gettext_lazy("%(field)s: enter a whole number of pixels from 1 to %(limit)d.")


@dataclass(frozen=True, kw_only=True)
class Start:
    """What the form begins with. `picture`: the address of what is drawn on, where no source is chosen."""

    name: str = ""
    text: str = ""
    frame: Frame = FRAME
    picture: str = ""
    seen: str = ""

    @property
    def initial(self) -> Mapping[str, object]:
        width, height = self.frame
        words = {"name": self.name, "text": self.text, "seen": self.seen}
        return {**words, "width": width, "height": height, "drawn": f"{width}x{height}"}


class RegionPiece(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """The editor of the form's region."""

    def render(
        self, form: "RegionTemplateForm", context: object, template_pack: str = TEMPLATE_PACK, **more: object
    ) -> str:
        return form.draw_editor()


class RegionTemplateForm(PageForm):
    """`seen`: when the template was changed last, as the page shows it; `drawn`: the frame of the region."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=REGION_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Name is missing. Enter what the region watches."),
            "max_length": gettext_lazy("Name: enter at most %(limit_value)d characters."),
        },
    )
    picture = forms.ChoiceField(
        label=gettext_lazy("Draw on"),
        required=False,
        help_text=gettext_lazy("The snapshot of a source, or an empty frame of the size below."),
        error_messages={"invalid_choice": gettext_lazy("Draw on: the snapshot is gone. Choose another.")},
    )
    width = forms.CharField(
        label=gettext_lazy("Width"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    height = forms.CharField(
        label=gettext_lazy("Height"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Coordinates"),
        required=False,
        widget=WIDGETS[Control.REGION][0](attrs=WIDGETS[Control.REGION][1]),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        start: Start,
        snapshots: Sequence[SourceSnapshot],
        slug: str,
        back: str,
    ) -> None:
        super().__init__(
            data.copy() if data is not None else None, auto_id="id_%s", initial=dict(start.initial)
        )
        self.start, self.slug, self.back = start, slug, back
        self.snapshots = {str(each.pk): each for each in snapshots}
        field = self.fields["picture"]
        assert isinstance(field, forms.ChoiceField)
        empty = ("", _("This draft's picture") if start.picture else _("Empty frame"))
        field.choices = [empty, *((key, each.source.name) for key, each in self.snapshots.items())]
        self.is_scaled = self.is_bound and self.fit_to_frame()

    def fit_to_frame(self) -> bool:
        """Scales what was posted to the frame that was chosen with it; whether that is another one."""
        data, frame = self.data, self.find_frame()
        assert isinstance(data, QueryDict)
        drawn = read_frame(*data.get("drawn", "").partition("x")[::2]) or self.start.frame
        if frame is None or frame == drawn:
            return False
        try:
            data["text"] = scale_text(data.get("text", ""), drawn, frame)
        except UnreadableRegion:
            return False
        data["drawn"] = f"{frame[0]}x{frame[1]}"
        data["width"], data["height"] = map(str, frame)
        return True

    def unjudged(self) -> "RegionTemplateForm":
        """The form with what was posted, before anything is said of it."""
        posted = {name: self[name].value() for name in self.fields}
        start = replace(self.start, frame=self.frame)
        again = RegionTemplateForm(
            None, start=start, snapshots=list(self.snapshots.values()), slug=self.slug, back=self.back
        )
        again.initial.update(posted)
        return again

    def find_frame(self) -> Frame | None:
        """The frame of the chosen snapshot, or the size that was typed; None for anything else."""
        snapshot = self.snapshots.get(str(self["picture"].value() or ""))
        if snapshot is not None:
            return snapshot.frame
        return read_frame(str(self["width"].value() or ""), str(self["height"].value() or ""))

    @property
    def frame(self) -> Frame:
        return self.find_frame() or self.start.frame

    def clean_width(self) -> str:
        return self.check_side("width", _("Width"))

    def clean_height(self) -> str:
        return self.check_side("height", _("Height"))

    def check_side(self, name: str, label: str) -> str:
        side = str(self.cleaned_data[name])
        if not self.cleaned_data.get("picture") and read_frame(side, side) is None:
            raise forms.ValidationError(SIDE_RANGE % {"field": label, "limit": MOST_SIDE})
        return side

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if len(text) > MOST_TEXT:
            raise forms.ValidationError(TEXT_TOO_LONG % {"limit": MOST_TEXT})
        faults = [explain(fault, REGION) for fault in list_faults(text, self.frame)]
        if faults:
            raise forms.ValidationError(faults)
        outlines = read_region(text).outlines
        if not outlines:
            raise forms.ValidationError(NO_REGION)
        if sum(len(each.points) for each in outlines) > MOST_POINTS:
            raise forms.ValidationError(TOO_MANY_POINTS % {"limit": MOST_POINTS})
        return text

    @property
    def drawing(self) -> Drawing:
        return Drawing(name=self.cleaned_data["name"], text=self.cleaned_data["text"], frame=self.frame)

    def refresh_seen(self, seen: str) -> None:
        """Lets the form be sent again, now that it says that the template was changed."""
        assert isinstance(self.data, QueryDict)
        self.data["seen"] = seen

    def find_picture(self) -> dict[str, object] | None:
        width, height = self.frame
        snapshot = self.snapshots.get(str(self["picture"].value() or ""))
        href = snapshot_address(self.slug, snapshot) if snapshot is not None else self.start.picture
        return {"href": href, "width": width, "height": height} if href else None

    def draw_editor(self) -> SafeString:
        """The editor with the frame and picture that are chosen, and the messages at the region."""
        question = Question(name="text", title=REGION, ask=Control.REGION, frame=self.frame)
        errors = list(map(str, self.errors.get("text", []))) if self.is_bound else []
        own = {"aria-describedby": " ".join(("id_text_help", *self.list_message_ids(errors)))}
        if errors:
            own["aria-invalid"] = "true"
        words = {
            "form": self,
            "name": "text",
            "title": _(REGION),
            "rows": "",
            "help": "",
            "is_needed": True,
            "messages": self.draw_messages(errors),
            "own": own,
        }
        return draw("region", {**describe_editor(question, "text"), **words, "picture": self.find_picture()})

    def list_message_ids(self, errors: Sequence[str]) -> Iterator[str]:
        yield from (f"id_text_error-{number}" for number, _error in enumerate(errors, start=1))

    def draw_messages(self, errors: Sequence[str]) -> SafeString:
        drawn = (
            draw_macro("message", "error", error, id=f"id_text_error-{number}")
            for number, error in enumerate(errors, start=1)
        )
        return SafeString("".join(drawn))

    def lay_out(self) -> Layout:
        apply = press(_("Use this frame"), "frame", "btn-outline-secondary align-self-end")
        save = press(_("Save region template"), "continue", "btn-primary")
        cancel = HTML('{% include "components/cancel.html" %}')
        picture = Field("picture", wrapper_class="flex-grow-1")
        look = "d-flex flex-wrap align-items-end gap-3"
        frame = Div(picture, "width", "height", apply, css_class=look)
        buttons = Div(save, cancel, css_class="d-flex flex-wrap gap-2")
        return Layout(
            HTML('{% include "regions/first_button.html" %}'),
            "seen",
            "drawn",
            "name",
            frame,
            RegionPiece(),
            buttons,
        )


def press(words: str, value: str, look: str) -> StrictButton:
    """A button that says what it does with what was posted."""
    return StrictButton(words, type="submit", name="press", value=value, css_class=look)


def read_frame(width: str, height: str) -> Frame | None:
    """None unless both are sides of a frame."""
    wide, high = read_number(width.strip()), read_number(height.strip())
    if wide is None or high is None or not (1 <= wide <= MOST_SIDE and 1 <= high <= MOST_SIDE):
        return None
    return wide, high
