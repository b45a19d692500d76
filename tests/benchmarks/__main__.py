"""Measures everything once and prints each figure beside its limit; ends with 1 where one is over."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.benchmarks.boards.pages import measure_boards  # noqa: E402
from tests.benchmarks.crowded import measure_crowded  # noqa: E402 - Django has to be set up first
from tests.benchmarks.exports.memory import measure_exporting  # noqa: E402
from tests.benchmarks.lines import measure_lines  # noqa: E402
from tests.benchmarks.long_history import measure_long_history  # noqa: E402
from tests.benchmarks.pages import measure_pages  # noqa: E402
from tests.benchmarks.plans.judging import measure_judging  # noqa: E402
from tests.benchmarks.plans.site import measure_site  # noqa: E402
from tests.benchmarks.plans.workers import measure_workers  # noqa: E402
from tests.benchmarks.readers import measure_readers  # noqa: E402
from tests.benchmarks.sending import measure_sending  # noqa: E402
from tests.benchmarks.steps import measure_steps  # noqa: E402
from tests.benchmarks.texts import measure_texts  # noqa: E402
from tests.benchmarks.validation import measure_validation  # noqa: E402
from tests.benchmarks.weights import measure_weights  # noqa: E402

MEASURES = (
    measure_validation,
    measure_lines,
    measure_exporting,
    measure_texts,
    measure_readers,
    measure_steps,
    measure_pages,
    measure_boards,
    measure_judging,
    measure_workers,
    measure_long_history,
    measure_weights,
    measure_crowded,
    measure_sending,
    measure_site,
)


def main() -> int:
    is_within = True
    for measure in MEASURES:
        for figure in measure():
            print(figure, flush=True)
            is_within = is_within and figure.is_within
    return 0 if is_within else 1


sys.exit(main())
