"""Every message names its field or row and what to do, and can be translated."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field

import taskbuilder.taskspec
from taskbuilder.taskspec.api_messages import word
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.marks import ABSENT
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.paths.names import Names, request_names
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import Problem
from taskbuilder.taskspec.request import add_section, remove_section
from taskbuilder.taskspec.rules.catalogue import RULES, SECTIONS
from taskbuilder.taskspec.schedule.kinds import MOMENT_EXAMPLE
from taskbuilder.taskspec.section import Section, text
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.broken import BROKEN, Broken
from tests.taskspec.samples import changed, task

SPEAKS_OF_A_ROW = {
    "input.data.repeated",
    "input.headers.value",
    "output.webhook.headers.value",
    "headers.ascii",
    "headers.control",
}
SPEAKS_OF_THE_REST = {
    "schedule.days_of_month.short",
    "schedule.periods.overlap",
    "schedule.periods.count",
    "input.data.count",
    "input.data.limit",
}
MENDS = re.compile(
    r"\b(Add|Ask|Change|Choose|Confirm|Enter|Fix|Flatten|Keep|Remove|Rename|Save|Shorten|Split|Use|Write|"
    r"change|choose|confirm|enter|expected|leave|remove|shorten|split|start|write)\b"
)


def problems_of(case: Broken) -> list[Problem]:
    return find_problems(case.request, **{"platform": None, **case.knows})


def templates_in_code() -> Iterator[str]:
    """Each text that the room marks for translation."""
    for path in Path(taskbuilder.taskspec.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in ("_", "gettext_noop"):
                (text,) = node.args
                yield ast.literal_eval(text)


TEMPLATES = sorted(set(templates_in_code()))


def test_no_text_is_merely_dismissive() -> None:
    bare = re.compile(
        r"invalid(?! JSON at line)|this field is required|illegal|oops|sorry|please", re.IGNORECASE
    )
    assert [text for text in TEMPLATES if bare.search(text)] == []


def test_the_catalogues_words_are_all_marked() -> None:
    words = {word for rule in RULES.values() for word in (rule.source, rule.text, rule.message)}
    assert sorted(words - set(TEMPLATES)) == []
    assert sorted({heading for heading, _rules in SECTIONS.values()} - set(TEMPLATES)) == []


def test_ids_stand_once_and_texts_are_sentences() -> None:
    rules = [rule for _heading, rules in SECTIONS.values() for rule in rules]
    assert len(rules) == len(RULES)
    for rule in rules:
        assert rule.text.endswith(".")
        assert rule.message.endswith(".")


def test_every_message_names_its_field_or_row() -> None:
    silent = {
        rule.id
        for rule in RULES.values()
        if "%(field)s" not in rule.message and "%(name)s" not in rule.message
    }
    assert silent == {"json"} | SPEAKS_OF_A_ROW | SPEAKS_OF_THE_REST


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_each_says_where_and_what_to_do(case: Broken) -> None:
    for problem in problems_of(case):
        assert "%(" not in problem.message
        assert "\n" not in problem.message
        assert problem.message[-1] == "."
        if problem.rule == "schedule.days_of_month.short":  # advice: there is nothing to fix
            continue
        assert MENDS.search(problem.message), problem.message
        assert problem.message.isprintable()


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_each_is_translated_with_the_words_in_it(case: Broken) -> None:
    """Templates, and the words of the interface in their parameters, go through the function as marked."""

    def mark(text: str) -> str:
        assert text in TEMPLATES or text in plain_names(request_names())
        return f"«{text}»"

    for problem in problems_of(case):
        marked = problem.render(mark)
        assert marked.replace("«", "").replace("»", "") == problem.message
        assert marked.endswith("»")
        for name, value in problem.params.items():
            if isinstance(value, Term) and f"%({name})s" in problem.template:
                assert f"«{value}»" in marked
        if problem.fix:
            assert problem.fix.render(mark) == f"«{problem.fix.render()}»"


def plain_names(names: Names) -> set[str]:
    """Members that have no title go by their own name."""
    return set(names.members).union(*(plain_names(below) for below in names.members.values()))


@pytest.mark.parametrize(
    ("rule", "beginning"),
    [
        ("input.data.repeated", "Input 3: "),
        ("schedule.periods.overlap", "Period 2: "),
        ("input.headers.value", "Input 1, Header “X-Site”: "),
        ("output.webhook.headers.value", "Header “X-Site”: "),
        ("input.tag.value", "Input 1: “Tags”"),
        ("input.url.format", "Input 1: Write “Stream or file URL” as "),
        (
            "schedule.time.format",
            "Period 1: “End”: 24:00:00 does not exist. Use 23:59:59 for the end of a day.",
        ),
        ("input.vcn.ip", "Enter “VCN server IP address” as "),
        ("name.required", "Enter “Task name”."),
    ],
)
def test_a_row_is_named_first(rule: str, beginning: str) -> None:
    case = next(case for case in BROKEN if case.rule == rule)
    problem = next(each for each in problems_of(case) if each.rule == rule)
    assert problem.message.startswith(beginning)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "berlin",
            "“Offset from UTC” must be an offset, not a place. Europe/Berlin is at +01:00 until "
            "2027-03-28, then at +02:00. Enter one of them. An offset is not adjusted for clock changes.",
        ),
        (
            "Beijing",
            "“Offset from UTC” must be an offset, not a place. Asia/Shanghai is at +08:00: enter that.",
        ),
        (
            "Europe",
            "Write “Offset from UTC” as +hh:mm or -hh:mm, from -12:00 to +14:00, such as +08:00.",
        ),
    ],
)
def test_a_place_in_place_of_an_offset_is_told_its_offsets(typed: str, said: str) -> None:
    request = changed(task(schedule="daily"), {"/schedule/timezone": typed})
    now = datetime(2026, 11, 27, tzinfo=UTC)
    (problem,) = find_problems(request, platform=Platform.MODELARTS_EDGE, now=now)
    assert (problem.rule, problem.message) == ("schedule.timezone.format", said)


def test_a_day_that_does_not_exist_is_said_not_to() -> None:
    request = changed(task(schedule="once"), {"/schedule/periods/0/end_at": "2030-02-30T20:00:00"})
    (problem,) = find_problems(request, platform=Platform.MODELARTS_EDGE)
    assert problem.message == (
        f"Period 1: “End” is a date that does not exist. Enter a real one, such as {MOMENT_EXAMPLE}."
    )


def test_the_example_of_a_date_lies_ahead() -> None:
    assert datetime.fromisoformat(MOMENT_EXAMPLE) > datetime.now()  # noqa: DTZ005 - it has no offset


def test_a_tag_set_is_named() -> None:
    case = next(
        case for case in BROKEN if case.rule == "input.tag.value" and "/input/data/0/tag/0/site" in case.edits
    )
    (problem,) = problems_of(case)
    assert problem.message.startswith("Input 1, Tag set 1: ")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("desciption", "description"),
        ("Description", "description"),
        ("shedule", "schedule"),
        ("outputs", "output"),
    ],
)
def test_the_nearest_known_name_is_offered(name: str, nearest: str) -> None:
    sound = BROKEN[0].neighbour
    (problem,) = find_problems(sound | {name: 1}, platform=None)
    assert problem.message == (
        f"The platform has no field “{name}” here. Did you mean “{nearest}”? Rename or remove it."
    )


def test_a_name_like_no_other_is_to_be_removed() -> None:
    (problem,) = find_problems(BROKEN[0].neighbour | {"zzz\nz": 1}, platform=None)
    assert problem.message == "The platform has no field “zzz z” here. Remove it."


class Limited(Section):
    """Fields with limits, and no rule of their own."""

    few: Annotated[int, Field(title="Few", ge=1, le=5)] = ABSENT
    part: Annotated[float, Field(title="Part", gt=0, lt=1)] = ABSENT
    short: Annotated[str, Field(title="Short", min_length=2, max_length=5)] = ABSENT
    code: Annotated[str, Field(title="Code", pattern="^[a-z]+$", examples=["gate"])] = ABSENT


class Unruled(Section):
    """A required field that no rule asks for."""

    word: Annotated[str, text(title="Word")]


@pytest.mark.parametrize("value", [{}, {"word": ""}, {"word": None}])
def test_a_required_field_without_a_rule_of_its_own_is_asked_for(value: dict[str, Any]) -> None:
    add_section("unruled", Annotated[Unruled, Field(title="Unruled")])
    problems = find_problems(BROKEN[0].neighbour | {"unruled": value}, platform=None)
    remove_section("unruled")

    assert [(each.path, each.rule, each.message) for each in problems] == [
        ("/unruled/word", "member.type", "Enter “Word”.")
    ]


@pytest.fixture
def limited() -> Iterator[None]:
    add_section("limited", Annotated[Limited, Field(title="Limited")])
    yield
    remove_section("limited")


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("few", 0, "“Few” is too small. Enter 1 or more."),
        ("few", 6, "“Few” is too large. Enter 5 or less."),
        ("part", 0, "“Part” is too small. Enter more than 0."),
        ("part", 1, "“Part” is too large. Enter less than 1."),
        ("short", "x", "“Short” is too short. Enter at least 2 characters."),
        ("short", "x" * 6, "“Short” is too long. Enter at most 5 characters."),
        ("code", "5", "“Code” is not in the expected format. Example: gate"),
        ("few", "5", "“Few” is text; write 5 without quotes."),
    ],
)
def test_a_limit_without_a_rule_of_its_own_is_named(name: str, value: object, said: str) -> None:
    request = task() | {"limited": {name: value}}

    assert [each.message for each in find_problems(request, platform=Platform.IEF)] == [said]


def test_types_are_said_in_words() -> None:
    said: dict[Any, str] = {
        None: "empty (null)",
        True: "true or false",
        5: "a number",
        0.5: "a number",
        (): "a list",
    }
    for value, words in said.items():
        given = list(value) if isinstance(value, tuple) else value
        fix = "Change it, or remove it." if value in (None, ()) else "Write it in quotes."
        (problem,) = find_problems(BROKEN[0].neighbour | {"description": given}, platform=None)
        assert problem.message == f"“Description” must be text, not {words}. {fix}"


@pytest.mark.parametrize(
    ("member", "given", "message"),
    [
        ("name", 5, "“Task name” must be text, not a number. Write it in quotes."),
        ("input", [1], "“Input” must be an object, not a list. Change it."),
        ("name", None, "Enter “Task name”."),
        ("name", "", "Enter “Task name”."),
    ],
)
def test_what_is_there_and_of_the_wrong_type_is_not_called_missing(
    member: str, given: Any, message: str
) -> None:
    (problem,) = find_problems(BROKEN[0].neighbour | {member: given}, platform=None)
    assert (problem.rule, problem.message) == (f"{member}.required", message)
    assert ("cannot be empty" in word(problem)) == (given in (None, ""))


@pytest.mark.parametrize("text", ["{", "[NaN]", '{"a":1,"a":1}', "[" * 70, b"\xff", '"\\ud800"', "\\"])
def test_of_an_unreadable_text_line_and_column_are_named(text: str | bytes) -> None:
    with pytest.raises(UnreadableJson, match=r"line \d+, column \d+") as caught:
        read_json(text)
    assert MENDS.search(caught.value.problem.message)


def test_no_text_speaks_of_the_reference() -> None:
    assert [text for text in TEMPLATES if re.search(r"\b(reference|sinks?)\b", text)] == []
