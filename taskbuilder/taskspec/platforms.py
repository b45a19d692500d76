"""Where a task can run, and what a service asks of its tasks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any


class Platform(StrEnum):
    """A property of the service; never part of a request (rules.md, "Words")."""

    MODELARTS_EDGE = "modelarts-edge"
    IEF = "ief"


IEF_ONLY = frozenset({Platform.IEF})
PLATFORM_NAMES = {Platform.MODELARTS_EDGE: "ModelArts Edge", Platform.IEF: "IEF"}


@dataclass(frozen=True, kw_only=True)
class Service:
    """What the rules need to know of the service that a task is created for."""

    platform: Platform
    requires_config: bool = False
    config_schema: Mapping[str, Any] | None = None
    requires_node_id: bool = False
    upper_case: bool = False
    """Whether the schedule's words are sent in upper case (rule `schedule.type.value`)."""
    also_declared: str = "null"
    """What earlier schemas declared secret of one config: a schema too, as JSON (secrets/declared.py)."""

    @cached_property
    def schema_text(self) -> str:
        """The config's schema as JSON, "null" for none: names it among all schemas."""
        return json.dumps(self.config_schema)
