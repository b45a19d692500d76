"""The patterns of a config's schema, matched in time that grows with the text and with nothing else."""

from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema


class BadPattern(ValueError):
    """No pattern at all, or one that needs looking around or back, for which no linear way is known."""


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> SchemaValidator:
    """A validator of texts, whose engine (Rust's regex) never tries a text again. Raises BadPattern."""
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))
    except SchemaError:
        raise BadPattern(pattern) from None


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text. Raises BadPattern."""
    return compile_pattern(pattern).isinstance_python(text)
