"""What judging a request costs, against pydantic models of the same shape that hold no rule."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.validate import find_problems
from tests.benchmarks.figures import Figure, time_ratio

EXAMPLES = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent.parent / "examples").glob("reference-*.json"))
]


class RestfulData(BaseModel):
    url: str
    headers: dict[str, str] | None = None
    certificate_check: bool
    rtsp_path_in_response: str
    node_id: str | None = None


class UrlData(BaseModel):
    url: str


class EdgeCameraData(BaseModel):
    id: str
    camera_type: str | None = None
    tag: list[dict[str, str]] | None = None


class VcnData(BaseModel):
    device_id: str
    stream_type: int | None = None
    node_id: str | None = None


class ObsData(BaseModel):
    bucket: str
    path: str


class VisData(BaseModel):
    stream_name: str


class VcnServer(BaseModel):
    ip: str
    port: int
    username: str
    password: str


class RestfulInput(BaseModel):
    type: Literal["restful"]
    data: list[RestfulData]


class UrlInput(BaseModel):
    type: Literal["url"]
    data: list[UrlData]


class EdgeCameraInput(BaseModel):
    type: Literal["edgecamera"]
    data: list[EdgeCameraData]


class VcnInput(BaseModel):
    type: Literal["vcn"]
    data: list[VcnData]
    vcn: VcnServer


class ObsInput(BaseModel):
    type: Literal["obs"]
    data: list[ObsData]


class VisInput(BaseModel):
    type: Literal["vis"]
    data: list[VisData]


AnyInput = RestfulInput | UrlInput | EdgeCameraInput | VcnInput | ObsInput | VisInput


class Period(BaseModel):
    begin_at: str
    end_at: str


class Frequency(Period):
    interval: int
    duration: int


class Schedule(BaseModel):
    type: str
    execution_mode: str
    timezone: str
    days_of_week: list[int] | None = None
    days_of_month: list[int] | None = None
    periods: list[Period] | None = None
    frequency: Frequency | None = None


class ObsSink(BaseModel):
    bucket: str
    path: str
    data_category: list[str] | None = None


class DisSink(BaseModel):
    stream_name: str
    data_category: list[str] | None = None
    stream_id: str | None = None


class WebhookSink(BaseModel):
    url: str
    headers: dict[str, str]
    data_category: list[str] | None = None


class Output(BaseModel):
    obs: ObsSink | None = None
    dis: DisSink | None = None
    webhook: WebhookSink | None = None


class Estimate(BaseModel):
    cpu: float
    memory: int


class Request(BaseModel):
    name: str
    description: str | None = None
    schedule: Schedule | None = None
    input: Annotated[AnyInput, Field(discriminator="type")]
    output: Output
    config: dict[str, Any] | None = None
    source_usage_estimate: Estimate | None = None


def judge_all() -> None:
    for example in EXAMPLES:
        find_problems(example, platform=Platform.MODELARTS_EDGE)


def parse_all() -> None:
    for example in EXAMPLES:
        Request.model_validate(example)


def measure_validation() -> Iterator[Figure]:
    """The reference's three examples, judged by every rule and parsed by bare models in short turns."""
    ratio = time_ratio(judge_all, parse_all, rounds=500, calls=10)
    yield Figure(name="judging the reference's examples / bare pydantic", value=ratio, limit=5, unit="times")
