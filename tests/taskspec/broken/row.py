"""What a row of the table is, and what its rows share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from taskbuilder.taskspec.platforms import Platform, Service
from tests.taskspec.samples import GONE, changed

EDGE, IEF = Platform.MODELARTS_EDGE, Platform.IEF
NEEDS_CONFIG = Service(platform=IEF, requires_config=True)
NEEDS_NODE = Service(platform=IEF, requires_node_id=True)
HAS_SCHEMA = Service(
    platform=IEF,
    config_schema={
        "type": "object",
        "properties": {"level": {"type": "integer", "minimum": 1}, "zones": {"items": {"type": "string"}}},
        "required": ["level"],
        "additionalProperties": False,
    },
)
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)

MISSING: tuple[Any, ...] = (GONE, None, "")

URL, DATA, ENTRY = "/input/data/0/url", "/input/data", "/input/data/0"
WEBHOOK, HEADERS, SCHEDULE = "/output/webhook", "/output/webhook/headers", "/schedule"
PERIOD, BEGIN, END = "/schedule/periods/0", "/schedule/periods/0/begin_at", "/schedule/periods/0/end_at"


Said = tuple[str, str]


@dataclass(frozen=True)
class Broken:
    """A request made of a sound one by edits; `said` is all that is found, what fixes it leads to `left`."""

    rule: str
    sound: Mapping[str, Any]
    edits: Mapping[str, Any]
    said: tuple[Said, ...]
    mend: Mapping[str, Any]
    left: tuple[Said, ...] = ()
    knows: Mapping[str, Any] = field(default_factory=dict)

    @property
    def request(self) -> dict[str, Any]:
        return changed(dict(self.sound), self.edits)

    @property
    def neighbour(self) -> dict[str, Any]:
        return changed(self.request, self.mend)

    def __str__(self) -> str:
        return f"{self.rule} {' '.join(self.edits)}"[:70]


def broken(
    rule: str,
    sound: dict[str, Any],
    edits: dict[str, Any],
    *said: str | Said,
    mend: dict[str, Any],
    left: tuple[Said, ...] = (),
    **knows: Any,
) -> Broken:
    """`said`: pointers at which the rule itself is reported, or pairs of pointer and another rule."""
    pairs = tuple((said_at, rule) if isinstance(said_at, str) else said_at for said_at in said)
    return Broken(rule, sound, edits, pairs, mend, left, knows)


def headers(count: int) -> dict[str, str]:
    return {f"X-Number-{number}": "1" for number in range(count)}


def entries(count: int) -> list[dict[str, str]]:
    return [{"url": f"rtsp://camera-{number}.example.com/live"} for number in range(count)]


def quarters(count: int) -> list[dict[str, str]]:
    return [{"begin_at": f"{hour:02}:00:00", "end_at": f"{hour:02}:15:00"} for hour in range(count)]


def long_url(length: int) -> str:
    return "rtsp://camera.example.com/".ljust(length, "x")


def each(*values: Any) -> tuple[Any, ...]:
    """Values of all JSON types."""
    return values
