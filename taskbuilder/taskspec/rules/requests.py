"""Rules of the request's own members: its name, its configuration, its estimate."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from taskbuilder.taskspec.config import judge_config
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import report
from taskbuilder.taskspec.rules.case import MISSING, Case
from taskbuilder.taskspec.sections.request import NAME_WITH_IDEOGRAPHS

_IDEOGRAPHS = re.compile(NAME_WITH_IDEOGRAPHS)


def has_ideographs(name: Any) -> bool:
    """Whether a name that `name.format` refuses is fit but for Chinese ideographs (rule `name.cjk`)."""
    return isinstance(name, str) and _IDEOGRAPHS.fullmatch(name) is not None


def judge_configuration(case: Case) -> Iterator[Problem]:
    """Rules `config.platform`, `config.required` and `config.schema`."""
    service = case.service
    if service is not None and service.requires_config and case.request.get("config") in MISSING:
        yield report("config.required", ("config",))
    if "config" not in case.request:
        return
    if case.platform == Platform.MODELARTS_EDGE:
        yield report("config.platform", ("config",))
    config = case.request["config"]
    if service is not None and service.config_schema is not None and isinstance(config, Mapping):
        yield from judge_config(config, service.config_schema)


def judge_estimate(case: Case) -> Iterator[Problem]:
    """Rule `estimate.required`."""
    if case.platform == Platform.MODELARTS_EDGE and case.request.get("source_usage_estimate") in MISSING:
        yield report("estimate.required", ("source_usage_estimate",))
