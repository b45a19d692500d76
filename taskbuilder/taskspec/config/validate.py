"""Checks a task's config against its service's own JSON Schema (rule `config.schema`)."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from taskbuilder.taskspec.config.keywords import Misdrawn, TooMuchWork, find_errors, find_others
from taskbuilder.taskspec.config.messages import of_named_branch, word, write_name
from taskbuilder.taskspec.config.schemas import Unfit, read_schema
from taskbuilder.taskspec.json_value import write_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Path, Problem, report

_UNREADABLE = _("This service's configuration schema is broken. Ask an administrator to fix it.")
_TOO_MUCH = _(
    "Checking this configuration against the service's schema takes too long. Shorten it, or ask an "
    "administrator to simplify the schema."
)

_FOUND: dict[bytes, tuple[Problem, ...]] = {}
"""What was found of configs by their schemas; the key is a digest, which keeps no secret."""
MOST_KNOWN = 256


@lru_cache(maxsize=64)
def _read(text: str) -> Validator | None:
    """The validator of a schema; None for one that was usable when it was saved, and no longer is."""
    try:
        return read_schema(json.loads(text))
    except Unfit:
        return None


def is_usable(schema_text: str) -> bool:
    """Whether a schema can check a config."""
    return _read(schema_text) is not None


def check_config_schema(config: Mapping[str, Any], schema_text: str) -> Iterator[Problem]:
    """Every error of a config by that schema, each at its member, a missing one where it belongs.

    Messages quote the schema and never the config, which may hold secrets. A schema that cannot be used is
    itself a problem, at `/config`. What was found of a config is known until it changes: a draft is checked
    with each key that is typed elsewhere in it.
    """
    try:
        key = sha256(f"{schema_text}\0{write_line(config)}".encode("utf-8", "surrogatepass")).digest()
    except RecursionError:
        yield report("config.schema", ("config",), template=_TOO_MUCH)
        return
    found = _FOUND.get(key)
    if found is None:
        found = tuple(_check_schema(config, schema_text))
        if len(_FOUND) >= MOST_KNOWN:
            _FOUND.clear()
        _FOUND[key] = found
    yield from found


def _check_schema(config: Mapping[str, Any], schema_text: str) -> Iterator[Problem]:
    validator = _read(schema_text)
    if validator is None:
        yield report("config.schema", ("config",), template=_UNREADABLE)
        return
    try:
        found = find_errors(validator, config)
    except (TooMuchWork, RecursionError):
        yield report("config.schema", ("config",), template=_TOO_MUCH)
        return
    seen: set[tuple[Path, Any]] = set()
    for error in chain.from_iterable(map(of_named_branch, found)):
        for path in _paths(error):
            if isinstance(error, Misdrawn):
                template, params = error.fault.template, error.fault.params
            elif (path, error.validator) in seen:
                continue
            else:
                seen.add((path, error.validator))
                template, params = word(error)
            yield report("config.schema", path, template=template, name=write_name(path), **params)


def _paths(error: ValidationError) -> list[Path]:
    """Where an error is: at the missing or unknown members, not at the object around them."""
    base: Path = ("config", *error.absolute_path)
    instance: Any = error.instance
    needed: Any = error.validator_value
    if error.validator == "required" and isinstance(needed, list):
        return [(*base, name) for name in needed if name not in instance]
    schema: Any = error.schema
    if error.validator == "additionalProperties" and needed is False:
        return [(*base, name) for name in find_others(instance, schema)]
    return [base]
