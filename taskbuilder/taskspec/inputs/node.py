"""The edge node that reads a stream, which two input types name."""

from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.marks import RequiredByService, Rules, Suggested
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.rules.rule import AT_NODES, ENTRY, LEFT_OUT, Example, Rule

NodeId = Annotated[
    str,
    Rules(missing="input.node_id.required"),
    RequiredByService(
        "requires_node_id",
        "input.node_id.required",
        help_if_so=_("The edge node that reads the stream. Required by this service."),
        help_if_not=_("The edge node that reads the stream. Not required by this service."),
    ),
    Suggested(),
    Field(
        title=_("Node ID"),
        description=_("The edge node that reads the stream. Required by some services."),
    ),
]
NODE_RULES = (
    Rule(
        "input.node_id.required",
        _("Table 7, node_id"),
        _("Some services require a node ID with input types restful and vcn."),
        _("Enter “%(field)s”: this service needs it."),
        Example(f"{ENTRY}/node_id", LEFT_OUT, "node-1", AT_NODES),
    ),
)
