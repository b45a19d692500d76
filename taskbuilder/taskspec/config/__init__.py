"""Checks a task's config against its service's JSON Schema (rule `config.schema`), and that schema."""

from taskbuilder.taskspec.config.keywords import REGION, read_frame
from taskbuilder.taskspec.config.messages import TYPES
from taskbuilder.taskspec.config.schemas import find_fault
from taskbuilder.taskspec.config.validate import check_config_schema, is_usable

__all__ = ["REGION", "TYPES", "check_config_schema", "find_fault", "is_usable", "read_frame"]
