"""What any page is looked at for: axe's findings, small targets, unseen focus, motion, complaints."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page

# 1280 px at 400 % zoom, a telephone, a desk.
WIDTHS = (320, 390, 1440)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Once per document: a change of size or colours needs no other page, and so no other script.
LOOKING = f"window.looking ??= {(Path(__file__).parent / 'looking.js').read_text()}; 0"
AXE_IS_THERE = "typeof axe === 'object'"
BY_COLOUR = ["color-contrast", "link-in-text-block"]
"""What axe can find in the dark and not in the light: the two differ by colours alone."""
RUN_AXE = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"


def find_faults(page: Page) -> list[str]:
    """Everything to complain of about the page as it is, in light and dark at each width."""
    if not page.evaluate(AXE_IS_THERE):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(LOOKING)
    page.keyboard.press("Shift")  # from here on the browser shows where the focus is
    return [*find_in("light", page), *find_in("dark", page)]


def find_in(scheme: Literal["light", "dark"], page: Page) -> Iterator[str]:
    """Changes the colours once, which takes time to finish, and the width often, which takes none."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("scheme => looking.settle(scheme)", scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        rules = TAGS if scheme == "light" else BY_COLOUR
        yield from (f"{width} {scheme} {fault}" for fault in find_now(page, rules=rules))


def find_now(page: Page, *, rules: list[str]) -> Iterator[str]:
    """By axe's rules, or the rules of its tags, and by what axe does not look at."""
    for fault in page.evaluate(RUN_AXE, rules)["violations"]:
        yield f"{fault['id']}: {fault['nodes'][0]['html']}"
    for looked in ("findSideways", "findSmallTargets", "findUnseenFocus", "findMotion"):
        yield from page.evaluate(f"looking.{looked}()")


def watch(page: Page) -> list[str]:
    """Fills with what the browser complains of: errors of scripts, breaches of the policy, lost files."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if is_complaint(message) else None)
    return said


def is_complaint(message: ConsoleMessage) -> bool:
    """A page that is itself answered by an error is what the test asked for, a file of it is not."""
    is_answer = (
        message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
    )
    return message.type in ("error", "warning") and not is_answer
