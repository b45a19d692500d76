"""Compares the identifiers of the catalogue with those of the document that numbers the rules."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from taskbuilder.taskspec.catalogue import RULES

ROW = re.compile(r"^\| (?P<ids>`[^|]+) \| (?:error|confirm|advice) \|", re.MULTILINE)
# The document speaks of these outside its tables.
IN_PROSE = {"member.type", "json"}


def read_rules(text: str) -> set[str]:
    """Every identifier; `.value` after `schedule.type.required` is short for `schedule.type.value`."""
    found = set(IN_PROSE)
    for row in ROW.finditer(text):
        stem = ""
        for name in re.findall(r"`([^`]+)`", row["ids"]):
            whole = stem + name if name.startswith(".") else name
            stem = whole.rpartition(".")[0]
            found.add(whole)
    return found


def main(path: str) -> int:
    documented = read_rules(Path(path).read_text(encoding="utf-8"))
    for rule in sorted(documented ^ RULES.keys()):
        print(f"{rule}: only in {'the document' if rule in documented else 'the catalogue'}", file=sys.stderr)
    return int(documented != RULES.keys())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
