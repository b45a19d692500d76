"""Rules of header maps, which the input and the webhook share."""

import re
from collections.abc import Iterator
from typing import Any

from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.rules.case import Case
from taskbuilder.taskspec.words import LINE_BREAKS

_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""RFC 9110, section 5.6.2: a token."""


def judge_headers(case: Case, headers: Any, path: Path, rule: str) -> Iterator[Problem]:
    """Rules `input.headers.value` and `output.webhook.headers.value`: each pair is reported once."""
    if not isinstance(headers, dict):
        return
    for name, value in headers.items():
        # A class that counts too many headers does not look at each.
        is_line = isinstance(value, str) and LINE_BREAKS.search(value) is None
        if not (is_line and _FIELD_NAME.fullmatch(name)) and case.is_sound(*path, name):
            yield report(rule, (*path, name))
