"""How long each function that reads a text from outside takes for the worst kind of a megabyte.

The largest body has 12 of them; the time grows with the length and no faster (see tests/linear).
"""

import time
from collections.abc import Iterator

from tests.benchmarks.figures import Figure
from tests.linear.readers import PARTS, READERS, Reader

TRIAL, LARGE = 20_000, 1_000_000
PLACES = 15
"""Where a request that is made for a reader has the text."""
IN_EVERY_PLACE = frozenset(
    {
        "judge a request",
        "describe a request",
        "split a request's secrets",
        "order a request",
        "write a request",
        "find what a request keeps secret",
    }
)
MOST_SECONDS = 5.0


def measure_readers() -> Iterator[Figure]:
    for name, read in READERS.items():
        length = LARGE // PLACES if name in IN_EVERY_PLACE else LARGE
        worst = max(PARTS, key=lambda part: time_reading(read, part, TRIAL))
        yield Figure(
            name=f"{name}: 1 MB of {worst!r}",
            value=time_reading(read, worst, length),
            limit=MOST_SECONDS,
            unit="s",
        )


def time_reading(read: Reader, part: str, length: int) -> float:
    """Seconds of the processor."""
    text = part * (length // len(part))
    begin = time.process_time()
    read(text)
    return time.process_time() - begin
