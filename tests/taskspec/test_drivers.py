"""What depends on a type or mode that is missing or unknown is not judged; what does not, is."""

from typing import Any

import pytest

from taskbuilder.taskspec.inputs.input import INPUTS as KINDS
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.validate import find_problems
from tests.support import samples
from tests.taskspec.samples import GONE, INPUTS, changed, task

UNKNOWN: tuple[tuple[Any, str], ...] = (
    (GONE, "required"),
    ("hourly", "value"),
    (5, "value"),
    (None, "required"),
)


def told(request: Any, **knows: Any) -> list[tuple[str, str]]:
    return [(each.path, each.rule) for each in find_problems(request, **{"platform": None, **knows})]


@pytest.mark.parametrize(("value", "rule"), UNKNOWN)
def test_of_an_unknown_input_only_names_and_entries_are_judged(value: Any, rule: str) -> None:
    data = [{"url": 5, "bucket": "", "uri": 1}, 5, {"url": "x"}, {"url": "x"}]
    spoilt = changed(task(), {"/input/type": value, "/input/data": data, "/input/vcn": {"ip": 5, "user": 1}})
    assert told(spoilt, platform=Platform.MODELARTS_EDGE) == [
        ("/input/type", f"input.type.{rule}"),
        ("/input/data/0/uri", "unknown.member"),
        ("/input/data/1", "input.data.required"),
        ("/input/data/3", "input.data.repeated"),
        ("/input/vcn/user", "unknown.member"),
    ]


@pytest.mark.parametrize(("value", "rule"), UNKNOWN)
def test_of_an_unknown_schedule_type_neither_days_nor_forms_of_times_are_judged(
    value: Any, rule: str
) -> None:
    period = {"begin_at": "soon", "end_at": "", "at": 1}
    spoilt = changed(
        task(schedule="daily"),
        {
            "/schedule/type": value,
            "/schedule/days_of_week": [9],
            "/schedule/days_of_month": "x",
            "/schedule/periods": [period],
        },
    )
    assert told(spoilt, platform=Platform.MODELARTS_EDGE) == [
        ("/schedule/type", f"schedule.type.{rule}"),
        ("/schedule/periods/0/end_at", "schedule.time.required"),
        ("/schedule/periods/0/at", "unknown.member"),
    ]


@pytest.mark.parametrize(("value", "rule"), UNKNOWN)
def test_of_an_unknown_mode_neither_periods_nor_frequency_is_judged(value: Any, rule: str) -> None:
    spoilt = changed(
        task(schedule="daily"),
        {
            "/schedule/execution_mode": value,
            "/schedule/periods": [{"begin_at": 5, "at": 1}, 5],
            "/schedule/frequency": {"interval": 0, "at": 1},
        },
    )
    assert told(spoilt, platform=Platform.MODELARTS_EDGE) == [
        ("/schedule/execution_mode", f"schedule.mode.{rule}"),
        ("/schedule/periods/0/at", "unknown.member"),
        ("/schedule/frequency/at", "unknown.member"),
    ]


def test_a_schedule_that_is_none_schedules_nothing() -> None:
    assert told(changed(task("obs"), {"/schedule": "daily"})) == [("/schedule", "member.type")]


def test_an_unfinished_schedule_is_one() -> None:
    assert told(changed(task("obs"), {"/schedule": {}})) == [
        ("/input/type", "schedule.input.obs"),
        ("/schedule/type", "schedule.type.required"),
        ("/schedule/execution_mode", "schedule.mode.required"),
        ("/schedule/timezone", "schedule.timezone.required"),
    ]


def test_what_is_wrong_for_the_platform_is_judged_as_usual() -> None:
    spoilt = changed(
        task("obs", sink="obs", schedule="weekly"),
        {
            "/input/data/0/bucket": "",
            "/output/obs/path": "/x",
            "/schedule/days_of_week": [8],
            "/schedule/execution_mode": "frequency",
            "/config": [],
        },
    )
    assert told(spoilt, platform=Platform.MODELARTS_EDGE) == [
        ("/schedule/type", "schedule.type.platform"),
        ("/schedule/execution_mode", "schedule.mode.platform"),
        ("/schedule/days_of_week/0", "schedule.days_of_week.value"),
        ("/schedule/periods", "schedule.periods.unexpected"),
        ("/schedule/frequency", "schedule.frequency.required"),
        ("/input/type", "schedule.input.obs"),
        ("/input/type", "input.type.platform"),
        ("/input/data/0/bucket", "input.field.required"),
        ("/output/obs", "output.obs.platform"),
        ("/output/obs/path", "obs.path"),
        ("/config", "config.platform"),
    ]


CAMERA = {"id": "x", "camera_type": "ipc"}
DIS = {"stream_name": "x", "stream_id": "y"}
OF_PLATFORM: tuple[tuple[dict[str, Any], dict[Platform, list[tuple[str, str]]]], ...] = (
    (task("obs"), {Platform.MODELARTS_EDGE: [("/input/type", "input.type.platform")]}),
    (task("vis"), {Platform.MODELARTS_EDGE: [("/input/type", "input.type.platform")]}),
    (task(schedule="weekly"), {Platform.MODELARTS_EDGE: [("/schedule/type", "schedule.type.platform")]}),
    (task(schedule="monthly"), {Platform.MODELARTS_EDGE: [("/schedule/type", "schedule.type.platform")]}),
    (
        task(schedule="frequency"),
        {Platform.MODELARTS_EDGE: [("/schedule/execution_mode", "schedule.mode.platform")]},
    ),
    (task(sink="obs"), {Platform.MODELARTS_EDGE: [("/output/obs", "output.obs.platform")]}),
    (
        task(sink="dis"),
        {Platform.MODELARTS_EDGE: [("/output/dis/stream_id", "output.dis.stream_id.missing")]},
    ),
    (
        changed(task(), {"/output/dis": DIS}),
        {Platform.IEF: [("/output/dis/stream_id", "output.dis.stream_id.platform")]},
    ),
    (changed(task(), {"/config": {}}), {Platform.MODELARTS_EDGE: [("/config", "config.platform")]}),
    (
        changed(task(), {"/source_usage_estimate": GONE}),
        {Platform.MODELARTS_EDGE: [("/source_usage_estimate", "estimate.required")]},
    ),
    (
        changed(task("edgecamera"), {"/input/data/0": {**CAMERA, "tag": [{"a": "b"}]}}),
        {
            Platform.IEF: [
                ("/input/data/0/camera_type", "input.camera.platform"),
                ("/input/data/0/tag", "input.camera.platform"),
            ]
        },
    ),
)


@pytest.mark.parametrize("platform", [*Platform, None])
@pytest.mark.parametrize(("request_", "expected"), OF_PLATFORM)
def test_each_platform_has_its_own_rules(
    request_: dict[str, Any], expected: dict[Platform, list[tuple[str, str]]], platform: Platform | None
) -> None:
    assert told(request_, platform=platform) == (expected.get(platform, []) if platform else [])


def test_a_service_brings_its_platform() -> None:
    assert told(task("vis"), service=Service(platform=Platform.MODELARTS_EDGE)) == [
        ("/input/type", "input.type.platform")
    ]


def test_each_input_type_has_its_samples() -> None:
    names = set(KINDS)
    assert (set(INPUTS), set(samples.INPUTS), set(samples.ENTRIES)) == (names, names, names)


WITHOUT_NODE = sorted(name for name, kind in KINDS.items() if "node_id" not in kind.data_class.model_fields)


@pytest.mark.parametrize("kind", [name for name in WITHOUT_NODE if Platform.IEF in KINDS[name].platforms])
def test_a_node_id_is_asked_of_no_other_type(kind: str) -> None:
    assert told(task(kind), service=Service(platform=Platform.IEF, requires_node_id=True)) == []


def test_numbers_beyond_all_sense_are_judged() -> None:
    """No JSON text gives such a number; a judge that is asked all the same answers."""
    spoilt = changed(task(), {"/input/data": [{"url": 10**5000}, {"url": 10**5000}]})
    assert told(spoilt) == [("/input/data/0/url", "member.type"), ("/input/data/1/url", "member.type")]
