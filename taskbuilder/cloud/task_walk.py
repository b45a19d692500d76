"""Reading a service's whole list of tasks, page by page, within bounds that no cloud can talk us out of."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from taskbuilder.cloud.errors import Refused
from taskbuilder.cloud.listing import TaskDetails, TaskPage
from taskbuilder.taskspec.messages import gettext_noop as _

PAGE_SIZES = (500, 100, 20)
"""The bound is undocumented: the largest comes first, a smaller one where the cloud refuses that."""
MOST_PAGES, MOST_LISTED = 400, 20_000
MOST_SECONDS = 60.0
REPEATS = _("The cloud's task list never ends: it repeats itself.")
TOO_LONG = _("The service has more tasks than can be read at once. Only the first were read.")
TOO_SLOW = _("Reading the cloud's task list took too long. Only the first tasks were read.")
SHIFTED = _("Tasks were deleted while the list was being read.")
INCOMPLETE = _("The cloud's task list ends before the number of tasks that it states.")
TWICE = _("The cloud lists some tasks twice.")

Ask = Callable[[int, int], TaskPage]
"""Fetches the page at an offset, of a size."""


@dataclass(kw_only=True)
class TaskWalk:
    """One walk through a list. Each page begins with the last task of the one before.

    So a list that loses tasks meanwhile is noticed: the others would move up, and one of them be skipped.
    `problem` says what was wrong with the list, `is_whole` whether every task was seen all the same.
    """

    ask: Ask
    most_seconds: float = MOST_SECONDS
    clock: Callable[[], float] = time.monotonic
    seen: set[str] = field(default_factory=set)
    problem: str = ""
    is_whole: bool = False
    sizes: list[int] = field(default_factory=lambda: list(PAGE_SIZES))

    def __iter__(self) -> Iterator[list[TaskDetails]]:
        """The tasks of each page that were not on one before. Raises CloudError; what came is as it is."""
        offset, last, end = 0, "", self.clock() + self.most_seconds
        for _number in range(MOST_PAGES):
            if self.clock() > end:
                self.problem = TOO_SLOW
                return
            page = self._fetch(offset)
            self._check_overlap(page, last)
            new = self._choose_new(page, last)
            yield new
            if self._is_end(page, new):
                return
            overlap = 1 if len(page.tasks) > 1 else 0
            offset += len(page.tasks) - overlap
            last = page.tasks[-1].id if overlap else ""
        self.problem = TOO_LONG

    def _fetch(self, offset: int) -> TaskPage:
        while True:
            try:
                return self.ask(offset, self.sizes[0])
            except Refused as error:
                # A 200 that could not be read: the page was too large, or is none.
                if error.http_status not in {200, 400, 413} or len(self.sizes) == 1:
                    raise
                self.sizes.pop(0)

    def _check_overlap(self, page: TaskPage, last: str) -> None:
        if last and all(task.id != last for task in page.tasks):
            self.problem = self.problem or SHIFTED

    def _choose_new(self, page: TaskPage, last: str) -> list[TaskDetails]:
        new = {task.id: task for task in page.tasks if task.id not in self.seen}
        known = sum(task.id in self.seen for task in page.tasks)
        if len(new) + known < len(page.tasks) or known > 1 or (known and not last):
            self.problem = self.problem or TWICE
        self.seen.update(new)
        return list(new.values())

    def _is_end(self, page: TaskPage, new: list[TaskDetails]) -> bool:
        """Whether the list has ended, well or not."""
        is_complete = page.count is None or len(self.seen) >= page.count
        if len(self.seen) > MOST_LISTED:
            self.problem = TOO_LONG
        elif not new and len(page.tasks) > 1:
            self.problem = REPEATS
        elif not new and not is_complete:
            self.problem = self.problem or INCOMPLETE
        elif not new or (page.count is not None and is_complete and not may_be_cut(page)):
            self.is_whole = self.problem in ("", TWICE)
        else:
            return False
        return True


def may_be_cut(page: TaskPage) -> bool:
    """Whether a page's count may be its own: it has a round number of tasks, as a cloud's bound would be."""
    size = len(page.tasks)
    return page.count == size and size > 0 and size % 10 == 0
