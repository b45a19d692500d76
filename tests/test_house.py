"""No folder of Python holds more modules than one can look through."""

from collections import Counter
from pathlib import Path

from django.conf import settings

MOST_MODULES = 20
ROOT = Path(settings.BASE_DIR)
GROWING = Path("taskbuilder/records/migrations")
"""One behind the other by their numbers: nobody looks through these."""


def test_no_folder_holds_more_than_twenty_modules() -> None:
    modules = [path for room in ("taskbuilder", "tests", ".ci") for path in (ROOT / room).rglob("*.py")]
    counts = Counter(path.parent.relative_to(ROOT) for path in modules if path.name != "__init__.py")

    assert len(modules) > 500
    assert {
        str(folder): count for folder, count in counts.items() if count > MOST_MODULES and folder != GROWING
    } == {}
