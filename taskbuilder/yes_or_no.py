"""The words for yes and no in a setting."""

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})


def read_word(text: str) -> bool | None:
    """None where it is neither."""
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None
