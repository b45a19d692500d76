"""Characters that stand in for those of JSON, and how a message names them."""

import unicodedata

CURLY_DOUBLE = "“”„‟＂«»"
CURLY_SINGLE = "‘’‚‛＇"
QUOTES = {**dict.fromkeys(CURLY_DOUBLE, '"'), **dict.fromkeys(CURLY_SINGLE, "'")}
FULL_WIDTH = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]"}
SPACES = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x0b\x0c\x85"
"""White space that JSON does not have, as a class of a pattern."""
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
"""The same of what takes no space at all."""
WORDS = {"True": "true", "False": "false", "None": "null"}
"""Python's words for JSON's."""
ENTITIES = (
    "&quot;",
    "&#34;",
    "&#x22;",
    "&ldquo;",
    "&rdquo;",
    "&apos;",
    "&#39;",
    "&#x27;",
    "&lsquo;",
    "&rsquo;",
)
"""Quotes as a web page's source has them."""


def name_character(character: str) -> str:
    """The character with its number: “ (U+201C); without itself where nobody can see it."""
    number = f"U+{ord(character):04X}"
    is_seen = unicodedata.category(character)[0] not in "CZ"
    return f"{character} ({number})" if is_seen else number
