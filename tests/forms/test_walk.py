"""The walk meets each field where the request has it, and a problem's path leads back to its control."""

from collections.abc import Iterator
from typing import Any

from taskbuilder.forms.convert import ABSENT, to_json
from taskbuilder.forms.fields import Group, KeyValues, Question, Value
from taskbuilder.forms.walk import Node, find_field, locate, walk
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.steps import list_steps
from tests.forms.config_schemas import SAMPLES
from tests.support.samples import list_cases


def spoil(value: Any) -> Iterator[Any]:
    """The value with each of its members dropped, and made something else."""
    if isinstance(value, dict):
        for name in value:
            yield {other: each for other, each in value.items() if other != name}
            yield {**value, name: "nonsense"}
            yield {**value, name: []}
            for below in spoil(value[name]):
                yield {**value, name: below}
    elif isinstance(value, list):
        yield [{}, *value]
        yield [*value, {}]
        for place, each in enumerate(value):
            yield value[:place] + value[place + 1 :]
            for below in spoil(each):
                yield [*value[:place], below, *value[place + 1 :]]


def list_requests() -> Iterator[tuple[Platform, Any, Any]]:
    for platform, request in list_cases():
        yield platform, request, None
        for spoiled in spoil(request):
            yield platform, spoiled, None
    for sample in SAMPLES.values():
        for config in [*sample.held, *(broken for broken, _marks in sample.broken)]:
            yield Platform.IEF, {"config": config}, sample.schema
            for spoiled in spoil(config):
                yield Platform.IEF, {"config": spoiled}, sample.schema


def list_forms() -> Iterator[tuple[Group, Value, Service]]:
    """The form of each step for each request, with what somebody would have typed for it."""
    for platform, request, schema in list_requests():
        service = Service(platform=platform, config_schema=schema)
        answers = answers_from_request(request, service)
        for step in list_steps():
            if step.ask is not None:
                yield step.ask(service), answers[step.slug], service


def test_each_field_is_met_where_the_request_has_it_and_its_path_leads_back() -> None:
    for group, typed, service in list_forms():
        request = to_json(group, typed, service.platform)
        root = Node(group, typed)
        for node in walk(root, service.platform):
            if isinstance(node.field, Question) and node.pointer is not None and not is_pair(node):
                sent = to_json(node.field, node.value)
                assert look_up(request, node.pointer) == sent
                assert find_field(group, node.name.split("-")) is node.field
                if sent is not ABSENT:
                    tokens = [str(token) for token in node.pointer]
                    assert locate(root, tokens, service.platform) == node.name


def look_up(request: Any, path: Any) -> Any:
    try:
        return pointer.get(request, pointer.join(path))
    except LookupError:
        return ABSENT


def is_pair(node: Node) -> bool:
    return node.above is not None and isinstance(node.above.field, KeyValues)


def test_a_pair_is_led_to_by_its_name_however_many_rows_before_it_are_empty() -> None:
    rows: Value = [{"key": "r1"}, {"key": "r2", "row": [{"key": "r1", "name": "site", "value": "gate"}]}]
    data: Value = [{"key": "r1", "row": {"id": "camera-1", "tag": rows}}]
    answers: Value = {"input": {"type": {"chosen": "edgecamera", "kinds": {"edgecamera": {"data": data}}}}}
    (ask,) = [step.ask for step in list_steps() if step.slug == "input" and step.ask]
    found = locate(Node(ask(None), answers), ["input", "data", "0", "tag", "0", "site"])
    assert found == "input-type-edgecamera-data-r1-tag-r2-r1-value"
