"""Buckets and paths of the object store (OBS), which an input and a sink share."""

import re
from collections.abc import Iterator
from typing import Annotated

from taskbuilder.taskspec.addresses import is_address_of_host
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import Identity, Searched, Suggested
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Path, Problem, report
from taskbuilder.taskspec.rules.rule import CONFIRM, ENTRY, Example, Rule
from taskbuilder.taskspec.section import text

MOST_PATH = 1023
_BUCKET = re.compile(r"(?!.*(\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")

Bucket = Annotated[
    str,
    Identity(),
    Searched(),
    Suggested(),
    text(
        title=_("OBS bucket"),
        description=_("3 to 63 lower-case letters, digits, hyphens and dots."),
        examples=["site-recordings"],
    ),
]


def check_store(path: Path, holder: JsonObject) -> Iterator[Problem]:
    """Rules `obs.bucket` and `obs.path`, of an input entry or of the sink at that path."""
    bucket, key = holder.get("bucket"), holder.get("path")
    if isinstance(bucket, str) and bucket and (not _BUCKET.fullmatch(bucket) or is_address_of_host(bucket)):
        yield report("obs.bucket", (*path, "bucket"))
    if isinstance(key, str) and (key.startswith("/") or "//" in key or len(key) > MOST_PATH):
        yield report("obs.path", (*path, "path"))


STORE_RULES = (
    Rule(
        "obs.bucket",
        _("The object store's own rules; Tables 7 and 10, bucket"),
        _(
            "A bucket name has 3 to 63 lower-case letters, digits, hyphens and dots. It starts and ends "
            "with a letter or digit, has no dot next to a dot or hyphen, and is not an IP address."
        ),
        _(
            "“%(field)s” does not look like a bucket name. It should have 3 to 63 lower-case letters, "
            "digits, hyphens and dots, start and end with a letter or digit, and not be an IP address. "
            "Confirm that it exists, or change it."
        ),
        Example(f"{ENTRY}/bucket", "Site_Recordings", "site-recordings"),
        severity=CONFIRM,
        is_form=True,
    ),
    Rule(
        "obs.path",
        _("The object store's own rules; Tables 7 and 10, path"),
        _("A path has at most 1023 characters, no leading slash and no double slash."),
        _(
            "“%(field)s” should have at most 1023 characters, no leading slash and no double slash. "
            "Confirm it, or change it."
        ),
        Example(f"{ENTRY}/path", "/2026/gate-1/", "2026/gate-1/"),
        severity=CONFIRM,
    ),
)
