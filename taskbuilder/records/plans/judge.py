"""What the rules say of a row: no Django, no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from taskbuilder.records.plans.rendering import NAME, Renderer, make_digest
from taskbuilder.taskspec.inputs.input import count_tasks
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Path, Problem, Severity, report_own
from taskbuilder.taskspec.secrets.masked import report_masked
from taskbuilder.taskspec.secrets.split import MASK, find_masks
from taskbuilder.taskspec.validate import find_problems

MOVED_RULE = "secret.destination"
MOVED = _(
    "“%(field)s” of the template was saved for another address. Add a column for it, or use a template for "
    "this address."
)


MOST_AMOUNT, MOST_MEMORY = 1e9, 2**31 - 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A row's task name, the digest of its request, and how many problems stop it or need a confirmation.

    `cpu` in cores and `memory` in MB are its estimate, as often as it has inputs: the cloud makes a task of
    each.
    """

    name: str
    digest: str
    errors: int
    confirms: int
    cpu: float
    memory: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Judge:
    """Checks the rows of one plan at one time. It holds secrets: never logged."""

    renderer: Renderer
    salt: bytes
    service_id: str
    now: datetime

    def judge(self, cells: Sequence[str]) -> Judged:
        request = self.renderer.render(cells)
        found = self.find_problems(request, cells)
        severities = [problem.severity for problem in found]
        estimate = as_object(request.get("source_usage_estimate"))
        tasks = count_tasks(request)
        return Judged(
            name=str(request["name"]),
            digest=self.make_digest(request),
            errors=severities.count(Severity.ERROR) + len([*self.renderer.find_differing(cells)]),
            confirms=severities.count(Severity.CONFIRM),
            cpu=tasks * read_amount(estimate.get("cpu")),
            memory=min(tasks * round(read_amount(estimate.get("memory"))), MOST_MEMORY),
        )

    def make_digest(self, request: JsonObject) -> str:
        return make_digest(request, salt=self.salt, service_id=self.service_id)

    def find_problems(self, request: JsonObject, cells: Sequence[str]) -> list[Problem]:
        """All of them, in document order."""
        service = self.renderer.service
        platform = service.platform if service is not None else None
        found = find_problems(request, platform=platform, service=service, now=self.now)
        if self.is_masked or self.renderer.movable or any(MASK in cell for cell in cells):
            return [*found, *map(self.report_hidden, find_masks(request))]
        return found

    def report_hidden(self, path: Path) -> Problem:
        if pointer.join(path) in self.renderer.movable:
            return report_own(MOVED_RULE, path, template=MOVED)
        return report_masked(path)

    @cached_property
    def is_masked(self) -> bool:
        """Whether the template lacks a secret, which a column may have."""
        return any(find_masks(self.renderer.base))

    def list_problems(self, cells: Sequence[str]) -> Iterator[tuple[Problem, int | None]]:
        """Each with the place of the cell that it is about."""
        for problem in self.find_problems(self.renderer.render(cells), cells):
            yield problem, self.find_place(problem.path)

    def find_place(self, where: str) -> int | None:
        """Among the cells of a row, or of a group."""
        line, alone = self.renderer.locate(where)
        column = self.find_column(alone)
        return None if column is None else line * self.renderer.layout.width + column

    def find_column(self, where: str) -> int | None:
        """The column of that place, of the nearest one above it, or of the only one below it."""
        columns = self.columns
        above = where
        while above:
            if above in columns:
                return columns[above]
            above = above.rpartition("/")[0]
        below = [column for place, column in columns.items() if place.startswith(f"{where}/")]
        return below[0] if where and len(below) == 1 else None

    @cached_property
    def columns(self) -> dict[str, int]:
        layout = self.renderer.layout
        columns = {where: column for column, where in layout.columns}
        if NAME not in columns and not layout.name_pattern and layout.names_row is not None:
            columns[NAME] = layout.names_row
        return columns


def read_amount(value: JsonValue) -> float:
    """A part of an estimate; 0 for none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 < value < MOST_AMOUNT else 0.0
