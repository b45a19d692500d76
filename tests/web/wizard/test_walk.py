"""The one walk finds what each walk of its own found, whatever was typed."""

from collections.abc import Iterator
from typing import Any

from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.rules.catalogue import RULES
from taskbuilder.web.wizard import reasons, regions, repeats
from taskbuilder.web.wizard.answers import answers_from_request
from taskbuilder.web.wizard.shapes import (
    Ask,
    Choice,
    Pairs,
    Question,
    Section,
    Shape,
    Typed,
    is_offered,
)
from taskbuilder.web.wizard.steps import STEPS
from taskbuilder.web.wizard.walk import (
    Node,
    list_fields,
    walk,
)
from tests.web.wizard.config_schemas import SAMPLES
from tests.web.wizard.samples import list_cases


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


def list_forms() -> Iterator[tuple[Any, Section, Typed, Service]]:
    """The form of each step for each request, with what somebody would have typed for it."""
    for platform, request, schema in list_requests():
        service = Service(platform=platform, config_schema=schema)
        answers = answers_from_request(request, service)
        for step in STEPS:
            if step.ask is not None:
                yield request, step.ask(service), answers[step.slug], service


FORMS = list(list_forms())


def is_pair(node: Node) -> bool:
    return node.above is not None and isinstance(node.above.field, Pairs)


def test_pairs() -> None:
    for _request, section, typed, _service in FORMS:
        found = [
            (node.pointer, node.value or "", (node.index or 0) + 1, node.name)
            for node in walk(Node(section, typed), enter=lambda node: node.field.holds_pairs)
            if is_pair(node) and node.field.name == "name" and node.pointer is not None
        ]
        old = list(repeats.walk(section, typed, repeats.Way()))
        assert [each[1:] for each in found] == [(pair.name, pair.number, pair.field) for pair in old]
        if all(node.pointer is not None for node in walk(Node(section, typed))):
            assert [each[0] for each in found] == [pair.path for pair in old]


def test_reasons() -> None:
    for _request, section, typed, _service in FORMS:
        for platform in (None, *Platform):
            assert list(new_hidden(section, typed, platform)) == list(
                reasons.list_hidden(section, typed, platform)
            )
        for needed in (frozenset(["config"]), frozenset(["node_id"]), frozenset(["config", "node_id"])):
            assert list(new_needed(section, typed, needed)) == list(
                reasons.list_needed(section, typed, needed)
            )


def new_hidden(section: Section, typed: Typed, platform: Platform | None) -> Iterator[reasons.Reason]:
    def enter(node: Node) -> bool:
        return is_offered(node.field, platform) and node.index in (None, 0)

    for node in walk(Node(section, typed), enter=enter):
        hidden = [node.field] if not is_offered(node.field, platform) else []
        if isinstance(node.field, Choice):
            hidden = [kind for kind in node.field.kinds if not is_offered(kind, platform)]
        for each in hidden:
            if node.field.platform_rule:
                yield reasons.Reason(each.title, RULES[node.field.platform_rule])


def new_needed(section: Section, typed: Typed, needed: frozenset[str]) -> Iterator[reasons.Reason]:
    def enter(node: Node) -> bool:
        return node.field.name not in needed and node.index in (None, 0)

    for node in walk(Node(section, typed), enter=enter):
        if node.field.name in needed:
            yield reasons.Reason(node.field.title, RULES[reasons.NEEDED[node.field.name]])


def test_regions() -> None:
    for _request, section, _typed, _service in FORMS:
        assert any(is_region(field) for field in list_fields(section)) == regions.has_region(section)


def is_region(field: Shape) -> bool:
    return isinstance(field, Question) and field.ask is Ask.REGION
