"""The lanes of a board as they are drawn: paths of an SVG as wide as the week has minutes, 20 high."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from taskbuilder.taskspec.schedule.minutes import Bits, join_stretches, list_stretches
from taskbuilder.taskspec.schedule.parsed_schedule import Ends
from taskbuilder.web.boards.calendar import Day, Week

HEIGHT, LINE = 20, 4
STEP = 15
"""Minutes: two bars that are nearer to each other look like one."""
MOST_IN_WORDS = 4


@dataclass(frozen=True, kw_only=True)
class Lane:
    """`cells` say in words what is drawn of each day."""

    title: str
    href: str = ""
    runs: str = ""
    frames: str = ""
    marks: str = ""
    alarms: str = ""
    level: str = ""
    end: str = ""
    cells: Sequence[str] = field(default_factory=tuple)
    is_open: bool = False


def draw_bars(stretches: Iterable[Ends], *, top: int = 0, height: int = HEIGHT) -> str:
    return "".join(f"M{begin} {top}h{end - begin}v{height}h{begin - end}z" for begin, end in stretches)


def draw_marks(bits: Bits) -> str:
    """A line at the lane's foot."""
    return draw_bars(list_stretches(join_stretches(bits, least=STEP)), top=HEIGHT - LINE, height=LINE)


def draw_alarms(bits: Bits) -> str:
    """A line at the lane's head."""
    return draw_bars(list_stretches(join_stretches(bits, least=STEP)), height=LINE)


def draw_runs(bits: Bits) -> tuple[str, str]:
    """The bars of runs, and, where these follow each other too closely, of the time between them as well."""
    joined = join_stretches(bits, least=STEP)
    bars = draw_bars(list_stretches(joined))
    return (bars, "") if joined == bits else ("", bars)


def draw_steps(peaks: list[int], highest: int, step: int = STEP) -> str:
    """The greatest of each so many minutes; the highest fills the lane."""
    path, slot = [], 0
    for value, slots in groupby(peaks):
        width = len(list(slots)) * step
        if value:
            height = max(value * HEIGHT / highest, 1)
            path.append(f"M{slot} {HEIGHT}v-{height:.3g}h{width}v{height:.3g}z")
        slot += width
    return "".join(path)


def draw_level(week: Week, share: float) -> str:
    """A line from end to end at that share of the lane's height."""
    return f"M0 {HEIGHT * (1 - share):.3g}H{week.span.minutes}"


def draw_days(week: Week) -> str:
    """A line at the begin of each day but the first."""
    return "".join(f"M{day.begin} 0V{HEIGHT}" for day in week.days[1:])


def write_cell(week: Week, bits: Bits, day: Day) -> str:
    """The times of a day; of more than can be read, the first and the last with how many there are."""
    stretches = week.cut(bits, day)
    if len(stretches) <= MOST_IN_WORDS:
        return ", ".join(week.write_ends(ends, day) for ends in stretches)
    whole = week.write_ends((stretches[0][0], stretches[-1][1]), day)
    return f"{whole} ({len(stretches)}×)"
