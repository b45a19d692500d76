"""What makes a sink the same as another's: results go to the same place, whatever else is said of it."""

from collections.abc import Iterator
from hashlib import sha256

from taskbuilder.taskspec.inputs.identities import DIGEST_LENGTH, list_identity
from taskbuilder.taskspec.json_value import JsonObject, as_object, as_text
from taskbuilder.taskspec.outputs.sink import SINKS, Sink
from taskbuilder.taskspec.secrets.in_text import replace_secrets

MARK = "o"
"""What the digests of sinks begin with, and those of inputs never do."""


def identify_outputs(request: JsonObject) -> Iterator[str]:
    """The digest of each sink of a request that says where results go, without anything secret."""
    output = as_object(request.get("output"))
    for name, sink in SINKS.items():
        value = as_object(output.get(name))
        place = [as_text(value.get(member)) for member in list_members(sink)]
        if place and all(place):
            own = (replace_secrets(each, lambda _secret: "") for each in place)
            whole = "\n".join((str(name), *own))
            yield f"{MARK}{sha256(whole.encode(errors='replace')).hexdigest()}"[:DIGEST_LENGTH]


def list_members(sink: type[Sink]) -> tuple[str, ...]:
    """Those that say where results go."""
    return list_identity(sink) or tuple(filter(None, (sink.name_member,)))
