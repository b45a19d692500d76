"""Texts that no spreadsheet takes for a formula."""

from unicodedata import category, normalize

FORMULA = ("=", "+", "-", "@")
CONTROLS = ("\t", "\r", "\n")
MARK = "'"


def make_inert(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula, which it then shows as it is.

    Full-width and other forms of these characters count too, and so do invisible ones before them.
    """
    return f"{MARK}{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    if text.startswith(CONTROLS):
        return True
    first = next((each for each in text if not each.isspace() and category(each) != "Cf"), "")
    return normalize("NFKC", first).startswith(FORMULA)
