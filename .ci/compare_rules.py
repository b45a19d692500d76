"""Compares the catalogue's identifiers and severities with those of the document that numbers the rules."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from taskbuilder.taskspec.rules.catalogue import RULES

ROW = re.compile(r"^\| (?P<ids>`[^|]+) \| (?P<severity>error|confirm|advice) \|", re.MULTILINE)
# The document speaks of these outside its tables.
IN_PROSE = {"member.type": "error", "json": "error"}
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


def find_differences(documented: dict[str, str], held: dict[str, str]) -> list[str]:
    """What differs, a line for each rule."""
    return sorted(
        f"{rule}: {documented.get(rule, ABSENT)} in the document, {held.get(rule, ABSENT)} in the catalogue"
        for rule in documented | held
        if documented.get(rule) != held.get(rule)
    )


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
