"""An example of a config: the schema's own, or one that is made up of what the schema says."""

import json

from taskbuilder.forms.from_json_schema.resolve import CannotBeAsked, SchemaPart, read_schema
from taskbuilder.taskspec.config import REGION, check_config_schema, read_frame
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list
from taskbuilder.taskspec.paths import pointer

MOST_MEMBERS = 50
DEEPEST = 6
PLAIN: JsonObject = {"boolean": True, "object": {}, "array": []}


def find_example(schema: JsonObject, text: str) -> JsonValue:
    """A config that the schema takes, its own example first; None where none is found. `text`: as JSON."""
    offered = [each for each in as_list(schema.get("examples")) if isinstance(each, dict)]
    try:
        made = ExampleMaker().make_object(read_schema(schema))
        # Without the members that nothing good could be made up for.
        paths = [pointer.split(problem.path) for problem in check_config_schema(made, text)]
        unfit = {path[1] for path in paths if len(path) > 1}
        offered.append({name: value for name, value in made.items() if name not in unfit})
    except CannotBeAsked:
        pass
    return next((each for each in offered if each and not any(check_config_schema(each, text))), None)


class ExampleMaker:
    """Makes values of what parts say, and counts them: references can make much of little."""

    def __init__(self) -> None:
        self.count = 0

    def make(self, part: SchemaPart) -> JsonValue:
        """A value for a part. Raises CannotBeAsked."""
        self.count += 1
        if self.count > MOST_MEMBERS or part.depth > DEEPEST:
            raise CannotBeAsked
        if part.constants:
            return part.constants[0].value
        for schema in ([part.schema["default"]] if "default" in part.schema else [], part.items("examples")):
            if schema:
                return schema[0]
        if part.kind == "object":
            return self.make_object(part)
        if part.kind == "array":
            entry = part.deeper().below(part.schema.get("items", {}))
            return [self.make(entry) for _place in range(max(1, _whole(part, "minItems")))]
        return PLAIN[part.kind] if part.kind in PLAIN else make_scalar(part)

    def make_object(self, part: SchemaPart) -> JsonObject:
        branches = part.items("oneOf") or part.items("anyOf")
        made = self.make_members(part)
        return made | self.make_members(part.below(branches[0])) if branches else made

    def make_members(self, part: SchemaPart) -> JsonObject:
        inside = part.deeper()
        return {name: self.make(inside.below(schema)) for name, schema in part.members.items()}


def make_scalar(part: SchemaPart) -> JsonValue:
    """A text or a number, as short and as small as it may be."""
    if part.kind in ("integer", "number"):
        return make_number(part)
    if part.text("format") == REGION:
        width, height = read_frame(part.schema)
        corners = [[0, 0], [width, 0], [width, height], [0, height]]
        return json.dumps({"polygons": [{"data": corners}], "lines": []}, separators=(",", ":"))
    longest = part.schema.get("maxLength")
    text = "text".ljust(_whole(part, "minLength"), "x")
    return text[:longest] if isinstance(longest, int) else text


def make_number(part: SchemaPart) -> int | float:
    """One within its limits, where it has any."""
    numbers = part.numbers
    step, least, above = numbers.get("multipleOf", 1), numbers.get("minimum"), numbers.get("exclusiveMinimum")
    if least is not None:
        return least if part.kind == "number" or "multipleOf" not in numbers else -(-least // step) * step
    if above is not None:
        most = numbers.get("maximum", numbers.get("exclusiveMaximum", above + 2 * step))
        return above + step if part.kind == "integer" else (above + most) / 2
    return min(step, numbers.get("maximum", step))


def _whole(part: SchemaPart, name: str) -> int:
    value = part.schema.get(name)
    return min(value, MOST_MEMBERS) if type(value) is int else 0
