"""What a task is estimated to use: the reference's table 13."""

from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.sections.section import Held, Section
from taskbuilder.taskspec.words import gettext_noop as _


class Estimate(Section):
    """Table 13. Units are stated nowhere; cores and MB are the best reading (rule `estimate.cpu`)."""

    cpu: Annotated[
        float,
        Held.all_by("estimate.cpu"),
        Field(
            title=_("CPU, in cores (assumed)"),
            description=_("A number above 0, such as 0.5. The unit is assumed: the platform states none."),
            gt=0,
            examples=[0.5],
        ),
    ]
    memory: Annotated[
        int,
        Held.all_by("estimate.memory"),
        Field(
            title=_("Memory, in MB (assumed)"),
            description=_(
                "A whole number above 0, such as 512. The unit is assumed: the platform states none."
            ),
            gt=0,
            examples=[512],
        ),
    ]
