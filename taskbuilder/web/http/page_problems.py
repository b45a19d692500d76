"""The problems of a refused form, as its page's summary shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PageProblem:
    """One line of the summary; `href` leads to the control it speaks of, and is empty where there is none.

    `line` is the one that it speaks of, from 1, in a control that holds a text of many.
    """

    message: str
    href: str = ""
    line: int = 0
