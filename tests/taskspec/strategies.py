"""Generated requests: those that hold every rule, and any JSON at all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.paths.names import Names, request_names
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.schedule.kinds import EXECUTION_MODES, SCHEDULE_TYPES
from tests.support.samples import TEXTS

REQUEST = request_names()
NAME = st.from_regex(r"[A-Za-z0-9_-]{1,100}", fullmatch=True)
LINE = TEXTS
OFFSET = st.sampled_from(("+08:00", "-12:00", "+14:00", "+05:45", "-00:30", "+00:00"))
FIELD_NAME = st.from_regex(r"[A-Za-z0-9-]{1,12}", fullmatch=True)
BUCKET = st.from_regex(r"[a-z][a-z0-9]{2,20}", fullmatch=True)
PATH = st.from_regex(r"([a-z0-9]{1,8}/){1,4}", fullmatch=True)
HOST = st.sampled_from(
    ("camera-1.example.com", "192.0.2.7", "[2001:db8::7]", "user:word@camera", "camera:8554")
)


@st.composite
def addresses(draw: st.DrawFn, *schemes: str) -> str:
    return f"{draw(st.sampled_from(schemes))}://{draw(HOST)}/{draw(st.integers(0, 99))}"


def with_optional(
    required: Mapping[str, Any], optional: Mapping[str, Any]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict(required), optional=dict(optional))


def header_maps(*, least: int) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(FIELD_NAME, LINE, min_size=least, max_size=10)


TAGS = st.lists(st.dictionaries(LINE, LINE, min_size=1, max_size=3), min_size=1, max_size=3)
IPC = st.fixed_dictionaries({"id": LINE, "camera_type": st.just("ipc"), "tag": TAGS})


def entries(kind: str, platform: Platform) -> st.SearchStrategy[dict[str, Any]]:
    """One entry of `data` for that input type."""
    match kind:
        case "restful":
            return with_optional(
                {
                    "url": addresses("http", "https"),
                    "certificate_check": st.booleans(),
                    "rtsp_path_in_response": LINE,
                },
                {"headers": header_maps(least=0), "node_id": LINE},
            )
        case "url":
            return st.fixed_dictionaries({"url": addresses("rtsp", "rtmp")})
        case "edgecamera":
            plain = st.fixed_dictionaries({"id": LINE})
            return plain if platform == Platform.IEF else st.one_of(plain, IPC)
        case "vcn":
            return with_optional({"device_id": LINE}, {"stream_type": st.integers(1, 3), "node_id": LINE})
        case "obs":
            return st.fixed_dictionaries({"bucket": BUCKET, "path": PATH})
        case "vis":
            return st.fixed_dictionaries({"stream_name": LINE})
    raise NotImplementedError(f"Add what an entry of input type {kind!r} has.")


SERVERS = st.fixed_dictionaries(
    {
        "ip": st.one_of(st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str)),
        "port": st.integers(1, 65535),
        "username": LINE,
        "password": LINE,
    }
)


def inputs(kind: str, platform: Platform) -> st.SearchStrategy[dict[str, Any]]:
    data = st.lists(entries(kind, platform), min_size=1, max_size=4)
    members = {"type": st.just(kind), "data": data}
    return st.fixed_dictionaries(members | ({"vcn": SERVERS} if kind == "vcn" else {}))


def outputs(platform: Platform) -> st.SearchStrategy[dict[str, Any]]:
    categories = {"data_category": st.lists(LINE, unique=True, max_size=3)}
    sinks = {
        "dis": with_optional(
            {"stream_name": st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)},
            categories | ({"stream_id": LINE} if platform == Platform.MODELARTS_EDGE else {}),
        ),
        "webhook": with_optional(
            {"url": addresses("http", "https"), "headers": header_maps(least=1)}, categories
        ),
    }
    if platform == Platform.IEF:
        sinks["obs"] = with_optional({"bucket": BUCKET, "path": PATH}, categories)
    return with_optional({}, sinks).filter(bool)


@st.composite
def spans(draw: st.DrawFn, kind: str) -> dict[str, str]:
    """A begin and a later end: dates and times for `once`, else times of one day."""
    if kind == "once":
        begin = draw(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1)))  # noqa: DTZ001 - the reference's times have no zone
        end = begin + timedelta(seconds=draw(st.integers(1, 10**7)))
        return {"begin_at": f"{begin:%Y-%m-%dT%H:%M:%S}", "end_at": f"{end:%Y-%m-%dT%H:%M:%S}"}
    begin_at, end_at = sorted(draw(st.lists(st.integers(0, 86_399), min_size=2, max_size=2, unique=True)))
    return {"begin_at": clock(begin_at), "end_at": clock(end_at)}


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def days(last: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, last), min_size=1, max_size=last, unique=True)


@st.composite
def frequencies(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    duration, interval = sorted(draw(st.lists(st.integers(5, 720), min_size=2, max_size=2)))
    return {"interval": interval, "duration": duration, **draw(spans(kind))}


@st.composite
def schedules(draw: st.DrawFn, platform: Platform) -> dict[str, Any]:
    """Any schedule that the platform takes, its words in any letter case."""
    kind = str(draw(st.sampled_from([each for each, told in SCHEDULE_TYPES.items() if platform in told[2]])))
    mode = str(draw(st.sampled_from([each for each, told in EXECUTION_MODES.items() if platform in told[2]])))
    schedule: dict[str, Any] = {
        "type": draw(st.sampled_from((kind, kind.upper(), kind.title()))),
        "execution_mode": draw(st.sampled_from((mode, mode.upper()))),
        "timezone": draw(OFFSET),
    }
    if kind == "weekly":
        schedule["days_of_week"] = draw(days(7))
    if kind == "monthly":
        schedule["days_of_month"] = draw(days(31))
    if mode == "period":
        schedule["periods"] = draw(st.lists(spans(kind), min_size=1, max_size=4))
    else:
        schedule["frequency"] = draw(frequencies(kind))
    return schedule


@st.composite
def valid_requests(draw: st.DrawFn, platform: Platform) -> dict[str, Any]:
    """A request without an error for that platform: any input, sinks, schedule, and order of members."""
    kinds = [str(kind) for kind, section in INPUTS.items() if platform in section.platforms]
    members: dict[str, Any] = {"name": draw(NAME), "output": draw(outputs(platform))}
    if draw(st.booleans()):
        members["schedule"] = draw(schedules(platform))
        kinds = [kind for kind in kinds if kind != "obs"]
    members["input"] = draw(inputs(draw(st.sampled_from(kinds)), platform))
    if draw(st.booleans()):
        members["description"] = draw(st.text(st.characters(codec="utf-8"), max_size=50))
    if platform == Platform.IEF and draw(st.booleans()):
        members["config"] = draw(st.dictionaries(LINE, any_json(), max_size=3))
    if platform == Platform.MODELARTS_EDGE or draw(st.booleans()):
        members["source_usage_estimate"] = {
            "cpu": draw(st.one_of(st.integers(1, 99), st.floats(0.001, 99))),
            "memory": draw(st.integers(1, 10**6)),
        }
    return {name: members[name] for name in draw(st.permutations(sorted(members)))}


def _names(names: Names) -> set[str]:
    return set(names.members).union(*(_names(below) for below in names.members.values()))


KNOWN_NAMES = sorted(_names(REQUEST))
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2000),
    st.sampled_from((10**30, -(10**400), 10**4000, 1e308, 0.5, -0.0)),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ("\ud800", "a\udfffb", "", "once", "DAILY", "period", "frequency", "url", "vcn", "ipc", "+08:00")
    ),
    st.sampled_from(
        ("08:00:00", "20:00:00", "2026-02-30T00:00:00", "2026-03-01T08:00:00", "rtsp://u:p@h/", "门")
    ),
    st.text(min_size=1, max_size=3).map(lambda text: text * 600),
)
ANY_NAME = st.one_of(
    st.sampled_from(KNOWN_NAMES), st.text(max_size=6), st.sampled_from(("\ud800", "a/b~c", "", "0"))
)


def any_json() -> st.SearchStrategy[Any]:
    """Any value that JSON's grammar has, with and without the reference's names, and some that it has not."""
    return st.recursive(
        SCALARS,
        lambda below: st.one_of(st.lists(below, max_size=4), st.dictionaries(ANY_NAME, below, max_size=5)),
        max_leaves=25,
    )


def _like(names: Names) -> st.SearchStrategy[Any]:
    """Mostly what the reference has at that place, and sometimes anything."""
    if not names.members:
        return st.one_of(SCALARS, st.lists(SCALARS, max_size=3), any_json())
    optional = {name: _like(below) for name, below in names.members.items()}
    section = st.fixed_dictionaries({}, optional=optional | {"unknown": SCALARS})
    return st.one_of(section, st.lists(section, max_size=3), SCALARS)


REQUEST_LIKE = st.fixed_dictionaries(
    {}, optional={name: _like(below) for name, below in REQUEST.members.items()}
)
"""Requests with the reference's names at their places, and values that may be anything."""


@st.composite
def spoilt_requests(draw: st.DrawFn, platform: Platform) -> Any:
    """A sound request with one to three of its values replaced or taken out, or a name added."""
    request = draw(valid_requests(platform))
    for _ in range(draw(st.integers(1, 3))):
        _spoil(draw, request)
    return request


def _spoil(draw: st.DrawFn, value: Any) -> None:
    while True:
        places = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not places:
            return
        place = draw(st.sampled_from(places))
        below = value[place]
        if not isinstance(below, dict | list) or draw(st.integers(0, 3)) == 0:
            break
        value = below
    match draw(st.sampled_from(("replace", "remove", "add"))):
        case "remove":
            del value[place]
        case "add" if isinstance(value, dict):
            value[draw(ANY_NAME)] = draw(SCALARS)
        case _:
            value[place] = draw(any_json())


def requests() -> st.SearchStrategy[Any]:
    """Whatever a judge may be given."""
    return st.one_of(any_json(), REQUEST_LIKE, *(spoilt_requests(platform) for platform in Platform))
