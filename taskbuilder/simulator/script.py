"""Faults by name, for the simulator's command line and page."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from taskbuilder.simulator.exchange import Answer
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.lifecycle import ENDINGS

MOST_TIMES = 1000
MOST_SECONDS = 3600.0
REFUSE = "refuse"
_LINE = re.compile(r"(?P<name>[a-z0-9-]+)(?:=(?P<seconds>[0-9]+(?:\.[0-9]+)?))?(?:\*(?P<times>[0-9]+))?")


@dataclass(frozen=True, kw_only=True)
class NamedFault:
    """One kind of fault: which calls it hits, what goes wrong, and for how many seconds where it lasts."""

    operation: str
    about: str
    make: Callable[[float], Fault]
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a script: a fault, how long it lasts, and how many calls it hits."""

    name: str
    seconds: float
    times: int

    @property
    def operation(self) -> str:
        return FAULTS[self.name].operation

    @property
    def fault(self) -> Fault:
        return replace(FAULTS[self.name].make(self.seconds), name=self.name)


class BadLine(Exception):
    """A line that names no fault, or says how long or how often in a way that cannot be."""


def change_ids(change: Callable[[list[object]], list[object]]) -> Callable[[Answer], Answer]:
    """Alters the ids of a create's answer; another answer stays as it is."""

    def alter(answer: Answer) -> Answer:
        if answer.status != 201:
            return answer
        body = json.loads(answer.body)
        return Answer.of_json(201, {**body, "tasks": change(body["tasks"])})

    return alter


def make_throttle(seconds: float) -> Fault:
    """Says: later."""
    return Fault.answering(
        429,
        b'{"error_code": "APIG.0308", "error_msg": "The throttling threshold has been reached."}',
        {"Content-Type": "application/json", "Retry-After": str(round(seconds))},
    )


def make_ending(ending: str) -> Callable[[float], Fault]:
    """Has tasks fail so."""
    return lambda seconds: Fault(ending=ending)


FAULTS: dict[str, NamedFault] = {
    REFUSE: NamedFault(
        operation="connect",
        about="refuses every new connection for so many seconds, from now on",
        make=lambda seconds: Fault(),
        seconds=5,
    ),
    "drop-before": NamedFault(
        operation="connect",
        about="closes a new connection before anything is read of it",
        make=lambda seconds: Fault.hanging_up(),
    ),
    "drop-after": NamedFault(
        operation="create",
        about="creates the tasks, then closes the connection without a word",
        make=lambda seconds: Fault.losing_the_answer(),
    ),
    "late": NamedFault(
        operation="create",
        about="creates the tasks, and answers after so many seconds",
        make=Fault.late,
        seconds=40,
    ),
    "truncate": NamedFault(
        operation="create",
        about="creates the tasks, and breaks off in the middle of the answer",
        make=lambda seconds: Fault(cut_after=150),
    ),
    "no-ids": NamedFault(
        operation="create",
        about="creates the tasks, and answers 201 without their ids",
        make=lambda seconds: Fault(alter=change_ids(lambda tasks: [])),
    ),
    "html-502": NamedFault(
        operation="create",
        about="creates nothing, and answers 502 with a page of a proxy",
        make=lambda seconds: Fault.answering(
            502, b"<html><h1>502 Bad Gateway</h1></html>", {"Content-Type": "text/html"}
        ),
    ),
    "throttle": NamedFault(
        operation="create",
        about="answers 429, to come again after so many seconds",
        make=make_throttle,
        seconds=5,
    ),
    "redirect": NamedFault(
        operation="create",
        about="answers 307 to another address",
        make=lambda seconds: Fault.answering(307, b"", {"Location": "http://127.0.0.1:9/"}),
    ),
    "expired-token": NamedFault(
        operation="create",
        about="knows no token any more, so that it answers 401 until a new one is asked for",
        make=lambda seconds: Fault(forgets_tokens=True),
    ),
    "slow-identity": NamedFault(
        operation="token",
        about="gives a token after so many seconds",
        make=Fault.late,
        seconds=10,
    ),
    **{
        ending.lower().replace("_", "-"): NamedFault(
            operation="create",
            about=f"creates tasks that become {ending}",
            make=make_ending(ending),
        )
        for ending in ENDINGS
    },
    "throttle-list": NamedFault(
        operation="list",
        about="answers a list call with 429, to come again after so many seconds",
        make=make_throttle,
        seconds=5,
    ),
    "late-list": NamedFault(
        operation="list",
        about="lists tasks after so many seconds",
        make=Fault.late,
        seconds=40,
    ),
    "fewer-ids": NamedFault(
        operation="create",
        about="creates the tasks, and names all of them but one",
        make=lambda seconds: Fault(alter=change_ids(lambda tasks: tasks[:-1])),
    ),
    "more-ids": NamedFault(
        operation="create",
        about="creates the tasks, and names one more that does not exist",
        make=lambda seconds: Fault(alter=change_ids(lambda tasks: [*tasks, {"id": uuid.uuid4().hex}])),
    ),
}
"""Every fault, by the name that scripts have for it."""


def read_line(text: str) -> Line:
    """`NAME`, `NAME=SECONDS`, `NAME*TIMES` or `NAME=SECONDS*TIMES`. Raises BadLine."""
    found = _LINE.fullmatch(text.strip())
    if found is None or found["name"] not in FAULTS:
        word = found["name"] if found else text.strip()[:60]
        raise BadLine(f"{word!r} is no fault. Use one of {', '.join(FAULTS)}.")
    kind = FAULTS[found["name"]]
    if found["seconds"] and kind.seconds is None:
        raise BadLine(f"{found['name']} lasts no time: leave out ={found['seconds']}.")
    seconds, times = float(found["seconds"] or kind.seconds or 0), int(found["times"] or 1)
    if not 1 <= times <= MOST_TIMES or seconds > MOST_SECONDS:
        limits = f"at most {MOST_SECONDS:g} seconds, and 1 to {MOST_TIMES} times"
        raise BadLine(f"{text.strip()}: {limits}.")
    return Line(name=found["name"], seconds=seconds, times=times)
