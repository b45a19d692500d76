"""Judges a task's config by its service's own JSON Schema (rule `config.schema`), and that schema itself."""

from taskbuilder.taskspec.config.judge import is_usable, judge_config
from taskbuilder.taskspec.config.keywords import REGION, read_frame
from taskbuilder.taskspec.config.schemas import find_fault
from taskbuilder.taskspec.config.words import TYPES

__all__ = ["REGION", "TYPES", "find_fault", "is_usable", "judge_config", "read_frame"]
