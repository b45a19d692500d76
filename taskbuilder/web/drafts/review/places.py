"""What a request says at one place, with the names that people call it by."""

from functools import singledispatch

from taskbuilder.forms.dual_view import as_json, find_unheld
from taskbuilder.forms.fields import Choice, DualView, Field, Group, KeyValues, ListOf, OneOf, Question
from taskbuilder.forms.labels import translate
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Service
from taskbuilder.web.drafts.review.summary import Above, SummaryLine, list_json_lines, list_lines
from taskbuilder.web.drafts.steps import Step, step_of


def list_lines_at(request: JsonObject, where: str, service: Service) -> list[SummaryLine]:
    """Every line of what a masked request has at a pointer; one that no form asks for is named as it is.

    Raises LookupError where the request has nothing there.
    """
    tokens, value = pointer.split(where), pointer.get(request, where)
    step, above = find_step(where), Above(service.platform)
    found = lead(step.ask(service), request, tokens, above) if step.ask else None
    if found is None:
        found = [above.leaf(name, text) for name, text in list_json_lines(value, " › ".join(tokens))]
    return [line for line in found if line.value] or found[:1]


def find_step(where: str) -> Step:
    """The step that asks for what is at a pointer."""
    return step_of((pointer.split(where) or [""])[0])


@singledispatch
def lead(shape: Field, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    """The lines of what the tokens lead to in a value of that shape; None where it asks no such thing."""
    raise NotImplementedError(type(shape))


@lead.register
def _(shape: Group, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    if not tokens:
        return [*list_lines(shape, value, above)]
    for part in shape.by_platform[above.platform]:
        if isinstance(part, Choice) or not part.name:
            if (found := lead(part, value, tokens, above)) is not None:
                return found
        elif part.key == tokens[0]:
            inside = above.under(translate(part.title)) if isinstance(part, Group) else above
            return lead(part, as_object(value)[part.key], tokens[1:], inside)
    return None


@lead.register
def _(shape: OneOf, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    kind = shape.kind_of(as_object(value))
    if tokens == [shape.key] and kind is not None:
        return [above.leaf(translate(shape.title), translate(kind.title))]
    return None if kind is None else lead(kind.group, value, tokens, above)


@lead.register
def _(shape: Choice, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    for kind in shape.variants:
        if tokens[:1] == [kind.name]:
            inside = above.under(translate(kind.title))
            return lead(kind.group, as_object(value)[kind.name], tokens[1:], inside)
    return None


@lead.register
def _(shape: ListOf, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    if not tokens or not isinstance(value, list):
        return [*list_lines(shape, value, above)] if not tokens else None
    inside = above.under(f"{translate(shape.noun)} {int(tokens[0]) + 1}")
    return lead(shape.row, value[int(tokens[0])], tokens[1:], inside)


@lead.register
def _(shape: KeyValues, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    pairs = {tokens[0]: as_object(value)[tokens[0]]} if tokens else value
    return [*list_lines(shape, pairs, above)]


@lead.register
def _(shape: DualView, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    found = None
    if shape.group is not None and find_unheld(shape.group, value, but_masks=True) is None:
        found = lead(shape.group, value, tokens, above.under(translate(shape.title)))
    return lead(as_json(shape), value, tokens, above) if found is None else found


@lead.register
def _(shape: Question, value: JsonValue, tokens: list[str], above: Above) -> list[SummaryLine] | None:
    if not tokens:
        return [*list_lines(shape, value, above)]
    inside, below = above.under(translate(shape.title)), pointer.get(value, pointer.join(tokens))
    return [inside.leaf(name, text) for name, text in list_json_lines(below, " › ".join(tokens))]
