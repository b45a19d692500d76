"""The first step: which of the project's services the task is created for."""

from collections.abc import Iterable

from taskbuilder.forms.fields import Control, Group, Option, Question
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.posted import Posted
from taskbuilder.records.models import Service
from taskbuilder.taskspec.messages import gettext_noop as _

NEEDS_CONFIG, NEEDS_NODE = _("needs a configuration"), _("needs a node ID")


def ask_service(services: Iterable[Service]) -> Group:
    """The services as options, each with its platform and what it needs of a task."""
    options = []
    for service in services:
        needs = [NEEDS_CONFIG] * service.requires_config + [NEEDS_NODE] * service.requires_node_id
        about = " · ".join([service.get_platform_display(), *map(gettext, needs)])
        options.append(Option(text=str(service.pk), label=service.name, value=service.pk, about=about))
    question = Question(name="service", title=_("Service"), ask=Control.OPTIONS, options=tuple(options))
    return Group(name="", title="", members=(question,))


def read_service(posted: Posted, services: Iterable[Service], *, before: Service | None) -> Service | None:
    """The service that was chosen; one that this project does not have changes nothing."""
    chosen = posted.at("service").values[-1:]
    return next((service for service in services if [str(service.pk)] == chosen), before)
