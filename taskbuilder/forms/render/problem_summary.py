"""The summary of what is wrong, above a page's h1: of a step, of a page's form, of the administration."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder.forms.render.templates import draw


@dataclass(frozen=True, kw_only=True)
class PageProblem:
    """One line of a page's summary; `href` leads to the control it speaks of, empty where there is none.

    `line` is the one that it speaks of, from 1, in a control that holds a text of many; `is_confirmation`:
    whether it may be meant as it is.
    """

    message: str
    href: str = ""
    line: int = 0
    is_confirmation: bool = False


MOST_LISTED = 20
"""Problems that the summary of a step names: more are not read, and each is counted at its row."""


def draw_summary(problems: Sequence[PageProblem], title: str = "", *, most: int | None = None) -> SafeString:
    """Everything that is in the way, above the h1; `title` in place of the usual one.

    `most`: so many are named, and the others counted.
    """
    if not problems:
        return SafeString()
    named = problems[:most]
    words = {"problems": named, "title": title or write_summary_title(problems)}
    words |= {"more": write_more(len(problems) - len(named))}
    return draw("problem_summary", words | {"kind": "error" if has_errors(problems) else "confirm"})


def write_more(count: int) -> str:
    words = ngettext(
        "%(counter)s more problem is marked below.", "%(counter)s more problems are marked below.", count
    )
    return words % {"counter": count} if count else ""


def write_summary_title(problems: Sequence[PageProblem]) -> str:
    """ "There is a problem", or what is to be confirmed where that is all."""
    count = len(problems)
    if has_errors(problems):
        words = ngettext("There is a problem", "There are %(counter)s problems", count)
    else:
        words = ngettext("Check this before continuing", "Check these before continuing", count)
    return words % {"counter": count} if "%" in words else words


def has_errors(problems: Sequence[PageProblem]) -> bool:
    """Whether anything has to change, rather than to be confirmed."""
    return any(not problem.is_confirmation for problem in problems)
