"""What is wrong with a region, in words."""

from django.utils.translation import gettext

from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.problem import Problem, Severity
from taskbuilder.taskspec.regions.outlines import Fault


def explain(fault: Fault, title: str) -> str:
    """`title`: what the region is called, to be translated."""
    params = {**fault.params, "name": Term(title)}
    problem = Problem(path="", rule="", severity=Severity.ERROR, template=fault.template, params=params)
    return problem.render(gettext)
