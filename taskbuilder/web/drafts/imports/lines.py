"""What is understood of pasted lines: the request and the service of each, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate, takewhile

from taskbuilder.forms.labels import gettext
from taskbuilder.records.drafts.imports import list_used_names
from taskbuilder.records.models import Project, Service
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, write_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths.names import title_in
from taskbuilder.taskspec.problem import Problem, Severity, report_own
from taskbuilder.taskspec.secrets.split import find_masks
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.findings import AGAIN_FOR_DOTS
from taskbuilder.web.drafts.json_editor.request_text import show_text

MOST_LINES, MOST_BYTES = 5_000, 12 * 1024 * 1024
MOST_CHARACTERS = 1_000_000
"""Of one line, and of all lines together that cannot be read: those are fixed by hand."""
MOST_PROBLEMS, MOST_VALUES = 10_000, 200_000
"""Of the lines that are judged for one page: more would hold it up for long. As many values become drafts in
one go.
"""
TOO_LONG = _("The line has more than %(limit)d characters.")
NO_OBJECT = _("A request is a JSON object: start with { and end with }.")
NO_SERVICE = _("The project has no service “%(name)s”. Enter a name or ID of one of its services.")
USED_NAME = _("The name “%(name)s” is already used by a task.")
SAME_NAME = _("The name “%(name)s” is also on line %(line)d.")
WRAPPED = frozenset({"service", "request"})


@dataclass(frozen=True, kw_only=True, repr=False)
class Line:
    """One request. `fault`: why it cannot be read; else `errors` and `notes` are what the rules say.

    `is_judged`: whether the rules were asked.
    """

    number: int
    text: str
    request: JsonObject = field(default_factory=dict)
    service: Service | None = None
    fault: str = ""
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_judged: bool = True

    @property
    def name(self) -> str:
        name = self.request.get("name")
        return name if isinstance(name, str) else ""

    @property
    def shown(self) -> str:
        """As the box shows it: secrets are hidden."""
        return show_text(self.text)

    @property
    def weight(self) -> int:
        """About how many values it has, which is what judging it costs; at least 1."""
        return 1 + sum(map(self.text.count, ",[{"))


def split_lines(text: str) -> list[tuple[int, str]]:
    """Each line that is not blank, and its number. A JSON list or object may be written over many lines."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) < 2 and not text.lstrip().startswith("["):
        return lines
    if lines[0][1].endswith("}") and lines[0][1].startswith("{"):
        return lines
    try:
        whole: JsonValue = read_json(text)
    except UnreadableJson:
        return lines
    values = whole if isinstance(whole, list) else [whole]
    return [(number, write_line(value)) for number, value in enumerate(values, start=1)]


def read_lines(
    lines: Iterable[tuple[int, str]], services: Sequence[Service], default: Service | None
) -> list[Line]:
    return [read_line(number, text, services, default) for number, text in lines]


def read_line(number: int, text: str, services: Sequence[Service], default: Service | None) -> Line:
    if len(text) > MOST_CHARACTERS:
        return Line(number=number, text=text, fault=gettext(TOO_LONG) % {"limit": MOST_CHARACTERS})
    try:
        value: JsonValue = read_json(text)
    except UnreadableJson as error:
        problem = error.problem
        placed = replace(problem, params={**problem.params, "line": number})
        return Line(number=number, text=text, fault=placed.render(gettext))
    service = default
    if isinstance(value, dict) and value.keys() == WRAPPED:
        service = find_service(services, value["service"])
        if service is None:
            name = str(value["service"])[:100]
            return Line(number=number, text=text, fault=gettext(NO_SERVICE) % {"name": name})
        value = value["request"]
    if not isinstance(value, dict):
        return Line(number=number, text=text, fault=gettext(NO_OBJECT))
    return Line(number=number, text=text, request=value, service=service)


def find_service(services: Sequence[Service], name: JsonValue) -> Service | None:
    """By its ID, or by its name."""
    return next((each for each in services if name in (each.service_id, each.name)), None)


def judge(lines: Sequence[Line], project: Project, now: datetime) -> list[Line]:
    """With what the rules say of each request, and whose name is used. Queries for the names.

    Behind MOST_PROBLEMS or MOST_VALUES the rules are not asked any more.
    """
    readable = [line for line in lines if not line.fault]
    used = list_used_names(project, (line.name for line in readable if line.name))
    first: dict[str, int] = {}
    for line in readable:
        first.setdefault(line.name, line.number)
    counts = Counter(line.name for line in readable)
    judged, room = list[Line](), MOST_PROBLEMS
    light = count_light(readable)
    for line in lines:
        if not line.fault:
            is_judged, light = room > 0 and light > 0, light - 1
            line = judge_line(line, used, first, counts, now) if is_judged else replace(line, is_judged=False)
        judged.append(line)
        room -= len(line.errors) + len(line.notes)
    return judged


def count_light(lines: Iterable[Line]) -> int:
    """How many of these, from the first on, have MOST_VALUES together at most; one in any case."""
    totals = accumulate(line.weight for line in lines)
    return max(1, sum(1 for _total in takewhile(lambda total: total <= MOST_VALUES, totals)))


def judge_line(
    line: Line, used: frozenset[str], first: dict[str, int], counts: Counter[str], now: datetime
) -> Line:
    spec = line.service.spec if line.service else None
    found = find_problems(line.request, platform=spec.platform if spec else None, service=spec, now=now)
    found = [*found, *find_masked(line.request)]
    notes = [each.render(gettext) for each in found if each.severity is Severity.CONFIRM]
    if line.name in used:
        notes.append(gettext(USED_NAME) % {"name": line.name})
    elif line.name and counts[line.name] > 1 and first[line.name] != line.number:
        notes.append(gettext(SAME_NAME) % {"name": line.name, "line": first[line.name]})
    return replace(line, errors=tuple(render_errors(found)), notes=tuple(notes))


def find_masked(request: JsonObject) -> Iterable[Problem]:
    """The secrets that were hidden where the request was copied: its draft asks for them again."""
    for path in find_masks(request):
        yield report_own("secret.again", path, template=AGAIN_FOR_DOTS, field=title_in(request, path))


def render_errors(found: Iterable[Problem]) -> list[str]:
    return [each.render(gettext) for each in found if each.severity is Severity.ERROR]
