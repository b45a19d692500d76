"""Compares the catalogue's identifiers and severities with those of the document that numbers the rules."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from taskbuilder.taskspec.catalogue import RULES

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


def main(path: str) -> int:
    """Prints what differs, a rule a line; 1 where something does."""
    documented = read_rules(Path(path).read_text(encoding="utf-8"))
    held = {rule.id: rule.severity.value for rule in RULES.values()}
    differing = [rule for rule in sorted(documented | held) if documented.get(rule) != held.get(rule)]
    for rule in differing:
        there, here = documented.get(rule, ABSENT), held.get(rule, ABSENT)
        print(f"{rule}: {there} in the document, {here} in the catalogue", file=sys.stderr)
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
