"""What a task is estimated to use: the reference's table 13."""

from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.marks import Rules
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.rules.rule import LEFT_OUT, ON_EDGE, Example, Rule
from taskbuilder.taskspec.section import Section


class Estimate(Section):
    __doc__ = _("Table 13. Units are not stated; cores and MB are most likely (rule `estimate.cpu`).")
    rules = (
        Rule(
            "estimate.required",
            _("Table 2, source_usage_estimate"),
            _("ModelArts Edge requires an estimate of the task's resources."),
            _("“%(field)s” is required on ModelArts Edge. Enter CPU and memory."),
            Example("/source_usage_estimate", LEFT_OUT, {"cpu": 0.5, "memory": 512}, ON_EDGE),
            part="request",
        ),
        Rule(
            "estimate.cpu",
            _("Table 13, cpu"),
            _("An estimate has CPU, a number above 0. The unit is not stated; cores are assumed."),
            _("Enter “%(field)s” as a number above 0, with a point, such as 0.5."),
            Example("/source_usage_estimate/cpu", 0, 0.5),
            part="request",
        ),
        Rule(
            "estimate.memory",
            _("Table 13, memory"),
            _("An estimate has memory, a whole number above 0. The unit is not stated; MB are assumed."),
            _("Enter “%(field)s” as a whole number above 0, such as 512."),
            Example("/source_usage_estimate/memory", 32.5, 32),
            part="request",
        ),
    )

    cpu: Annotated[
        float,
        Rules.all_by("estimate.cpu"),
        Field(
            title=_("CPU, in cores (assumed)"),
            description=_("The platform does not state a unit, so this is assumed."),
            gt=0,
            examples=[0.5],
        ),
    ]
    memory: Annotated[
        int,
        Rules.all_by("estimate.memory"),
        Field(
            title=_("Memory, in MB (assumed)"),
            description=_("A whole number. The platform does not state a unit, so this is assumed."),
            gt=0,
            examples=[512],
        ),
    ]
