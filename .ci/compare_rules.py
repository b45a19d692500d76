"""Compares the catalogue's identifiers and severities with those of the document that numbers the rules."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from taskbuilder.taskspec.rules.catalogue import RULES

ROW = re.compile(r"^\| (?P<ids>`[^|]+) \| (?P<severity>error|confirm|advice) \|", re.MULTILINE)
# The document speaks of these outside its tables.
IN_PROSE = {"member.type": "error", "json": "error"}
PENDING = frozenset(
    {
        "headers.ascii",
        "headers.control",
        "headers.repeated",
        "headers.reserved",
        "input.data.limit",
        "schedule.frequency.window",
        "text.invisible",
        "url.credentials",
        "url.host",
        "url.placeholder",
        "url.port",
        "url.twice",
    }
)
"""Rules of the document that the catalogue does not have yet. Remove each as it comes."""
ABSENT = "no such rule"


def read_rules(text: str) -> dict[str, str]:
    """Each identifier with its severity; `.value` after `schedule.type.required` is `schedule.type.value`."""
    found = dict(IN_PROSE)
    for row in ROW.finditer(text):
        stem = ""
        for name in re.findall(r"`([^`]+)`", row["ids"]):
            whole = stem + name if name.startswith(".") else name
            stem = whole.rpartition(".")[0]
            found[whole] = row["severity"]
    return found


def find_differences(
    documented: dict[str, str], held: dict[str, str], pending: frozenset[str] = PENDING
) -> list[str]:
    """What differs, a line for each rule."""
    expected = {rule: severity for rule, severity in documented.items() if rule not in pending}
    differing = [rule for rule in expected | held if expected.get(rule) != held.get(rule)]
    found = [
        f"{rule}: {documented.get(rule, ABSENT)} in the document, {held.get(rule, ABSENT)} in the catalogue"
        for rule in {*differing} - pending
    ]
    found += [f"{rule}: pending, and in the catalogue" for rule in pending & held.keys()]
    found += [f"{rule}: pending, and not in the document" for rule in pending - documented.keys()]
    return sorted(found)


def main(path: str) -> int:
    """Prints what differs; 1 where something does."""
    documented = read_rules(Path(path).read_text(encoding="utf-8"))
    held = {rule.id: rule.severity.value for rule in RULES.values()}
    found = find_differences(documented, held)
    for line in found:
        print(line, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
