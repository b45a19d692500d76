"""The section of a request that an entry of the inventory is: one thing to read, or one place to send to."""

from collections.abc import Iterator
from datetime import datetime

from taskbuilder.records.models import InventoryEntry, Sink, Source
from taskbuilder.taskspec.inputs.identities import list_sources
from taskbuilder.taskspec.json_value import JsonObject, as_object, as_text, list_rows
from taskbuilder.taskspec.outputs.identities import identify_outputs
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.problem import Problem
from taskbuilder.taskspec.secrets.in_text import mask_url
from taskbuilder.taskspec.validate import find_problems

INPUT, OUTPUT = "input", "output"


def section_name(model: type[InventoryEntry]) -> str:
    """The section of a request that entries of that table have."""
    return INPUT if model is Source else OUTPUT


def find_kind(request: JsonObject) -> str:
    """The input type, or the sink."""
    if INPUT in request:
        return as_text(as_object(request[INPUT]).get("type"))
    return next(iter(as_object(request.get(OUTPUT))), "")


def find_digest(request: JsonObject) -> str:
    """By which what the input reads, or where the sink sends to, is known; empty where it does not say."""
    if INPUT in request:
        return next((source.digest for source in list_sources(request) if source.is_whole), "")
    return next(identify_outputs(request), "")


def find_node(request: JsonObject) -> str:
    """The edge node that the input names."""
    rows = list_rows(as_object(request.get(INPUT)).get("data"))
    return next((as_text(entry.get("node_id")) for _path, entry in rows), "")


def write_address(request: JsonObject) -> str:
    """What it reads or where it sends to, secrets hidden."""
    if INPUT in request:
        return next((source.name for source in list_sources(request)), "")
    kind = find_kind(request)
    sink = SINKS.find(kind)
    value = as_object(as_object(request.get(OUTPUT)).get(kind))
    return mask_url(as_text(value.get(sink.name_member))) if sink else ""


def find_section_problems(
    model: type[InventoryEntry], request: JsonObject, *, now: datetime
) -> list[Problem]:
    """What is wrong with the section, whatever task and platform it may be for."""
    place = f"/{section_name(model)}"
    found = find_problems(request, platform=None, now=now)
    return [each for each in found if each.path == place or each.path.startswith(f"{place}/")]


def list_shared(request: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """What all entries of an input share, such as the server of a device, by its member."""
    for name, value in as_object(request.get(INPUT)).items():
        if isinstance(value, dict):
            yield name, value


MODELS: dict[str, type[Source] | type[Sink]] = {"sources": Source, "sinks": Sink}
"""The two lists, by the name that addresses have for them."""
