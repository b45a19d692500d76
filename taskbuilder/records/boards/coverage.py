"""In which minutes a camera, or a group of cameras, is analysed by no task."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from taskbuilder.records.boards.plans import Plan
from taskbuilder.records.boards.timetable import Row, Timetable, join_rows
from taskbuilder.taskspec.inputs.identities import Source
from taskbuilder.taskspec.schedule.minutes import Bits, Span, join_stretches


@dataclass(frozen=True, kw_only=True)
class Camera:
    """A camera and the tasks that read it; none where all have ended. `analysed`: the minutes of any."""

    source: Source
    rows: Sequence[Row]
    analysed: Bits

    @cached_property
    def name(self) -> str:
        return self.source.name


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Cameras over a span. Gaps of less than so many minutes are none."""

    cameras: Sequence[Camera]
    span: Span
    least: int

    def find_gaps(self, analysed: Bits) -> Bits:
        """The minutes that are not analysed; a gap at the span's end counts, however short."""
        return self.span.whole & ~join_stretches(analysed, least=self.least)

    @cached_property
    def gaps_of_all(self) -> Bits:
        """The minutes in which none of the cameras is analysed."""
        analysed = 0
        for camera in self.cameras:
            analysed |= camera.analysed
        return self.find_gaps(analysed)

    @cached_property
    def gaps_of_any(self) -> Bits:
        """The minutes in which not all of them are."""
        gaps = 0
        for camera in self.cameras:
            gaps |= self.find_gaps(camera.analysed)
        return gaps


def list_cameras(table: Timetable, ended: Iterable[Plan], *, words: Sequence[str]) -> list[Camera]:
    """Those that tasks read or have read, whose name or tags have every word: the least analysed first."""
    sources = dict(list_sources(table, ended))
    cameras = [
        Camera(source=source, rows=rows, analysed=join_rows(rows))
        for digest, source in sources.items()
        if fits(source, words)
        for rows in [table.by_camera.get(digest, [])]
    ]
    return sorted(cameras, key=lambda camera: (camera.analysed.bit_count(), camera.name))


def list_sources(table: Timetable, ended: Iterable[Plan]) -> Iterator[tuple[str, Source]]:
    for plan in (*ended, *reversed([row.plan for row in table.rows])):
        yield from plan.cameras.items()


def fits(source: Source, words: Sequence[str]) -> bool:
    hay = " ".join((source.name, *source.tags)).casefold() if words else ""
    return all(word in hay for word in words)
