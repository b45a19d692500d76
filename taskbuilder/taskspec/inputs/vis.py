"""Input type `vis`, IEF only: streams of the video ingestion service."""

from typing import Annotated

from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.marks import Identity, Searched, Suggested
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import IEF_ONLY
from taskbuilder.taskspec.section import text


class VisData(InputData):
    __doc__ = _("A stream of the video ingestion service (VIS).")

    stream_name: Annotated[
        str,
        Identity(),
        Searched(),
        Suggested(),
        text(title=_("VIS stream name"), description=_("The stream's name in VIS.")),
    ]


@INPUTS.register("vis", position=60)
class VisInput(Input):
    __doc__ = _("Type `vis`, IEF only.")
    title = _("VIS stream")
    about = _("Streams in the video ingestion service (VIS), identified by name.")
    counted = (_("one VIS stream"), _("%(count)d VIS streams"))
    platforms = IEF_ONLY
    table_row = 10
    data_class = VisData
