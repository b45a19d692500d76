"""What a plan would do, as lines of text."""

from collections.abc import Iterator, Mapping
from typing import Any

from taskbuilder.command.client import Client
from taskbuilder.command.failure import Code
from taskbuilder.command.folder import Rows

MOST_SHOWN = 50
MOST_WRONG = 1_000
TITLES = {
    "new": "To create",
    "lost": "To create again, missing in the cloud",
    "changed": "To replace (--replace)",
    "drifted": "To restore, changed in the cloud (--restore)",
    "gone": "To delete (--delete)",
    "pending": "In progress",
    "unknown": "Unknown outcome, resolve it on its page",
    "invalid": "Invalid",
}
CHANGES = ("new", "lost", "changed", "drifted", "gone")
WRONG = ("invalid", "unknown")


def grade(counts: Mapping[str, int]) -> Code:
    """What `plan` exits with."""
    if any(counts[change] for change in WRONG):
        return Code.FAILED
    return Code.CHANGES if any(counts[change] for change in (*CHANGES, "pending")) else Code.DONE


def describe(client: Client, plan: Mapping[str, Any], rows: Rows) -> Iterator[str]:
    """The rows by what would be done with them, the counts, and the plan's page."""
    counts = plan["changes"]
    for change, title in TITLES.items():
        if not counts[change]:
            continue
        yield f"{title}: {counts[change]}"
        most = MOST_WRONG if change == "invalid" else MOST_SHOWN
        for row in client.read_rows(plan["id"], change, most=most):
            yield from describe_row(row, rows)
        if counts[change] > most:
            yield f"  … {counts[change] - most} more on the plan's page"
    yield f"Unchanged: {counts['unchanged']}"
    yield f"Plan: {plan['page']}"


def describe_row(row: Mapping[str, Any], rows: Rows) -> Iterator[str]:
    name = f" ({row['name']})" if row["name"] not in ("", row["key"]) else ""
    yield f"  {row['key'] or 'row ' + str(row['number'])}{name}"
    for problem in row["problems"]:
        place = f"{problem['column']}: " if problem["column"] else ""
        needs = "" if problem["is_blocking"] else " (to create it anyway: --confirm)"
        yield f"    {rows.locate(problem['line'])}: {place}{problem['message']}{needs}"
