"""Rules of the request's own members: its name, its configuration, its estimate."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from taskbuilder.taskspec.config import judge_config
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import report
from taskbuilder.taskspec.rules.case import MISSING, Case, judge_platform
from taskbuilder.taskspec.sections.request import NAME_WITH_IDEOGRAPHS, TaskRequest

_IDEOGRAPHS = re.compile(NAME_WITH_IDEOGRAPHS)


def has_ideographs(name: Any) -> bool:
    """Whether a name that `name.format` refuses is fit but for Chinese ideographs (rule `name.cjk`)."""
    return isinstance(name, str) and _IDEOGRAPHS.fullmatch(name) is not None


def judge_circumstances(case: Case) -> Iterator[Problem]:
    """What platform and service ask of `config` and of the estimate."""
    is_on_edge = case.platform == Platform.MODELARTS_EDGE
    if is_on_edge and case.request.get("source_usage_estimate") in MISSING:
        yield report("estimate.required", ("source_usage_estimate",))
    yield from judge_platform(case, TaskRequest, case.request, ())
    if case.service is not None:
        yield from _judge_config(case.service, case.request.get("config"))


def _judge_config(service: Service, config: Any) -> Iterator[Problem]:
    """Rules `config.required` and `config.schema`."""
    if service.requires_config and config in MISSING:
        yield report("config.required", ("config",))
    if service.config_schema is not None and isinstance(config, Mapping):
        yield from judge_config(config, service.schema_text)
