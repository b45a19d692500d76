"""What hiding the secrets of a text that is not JSON costs: no text may take longer than its length."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from taskbuilder.taskspec.secrets.malformed_json import mask_loosely
from taskbuilder.taskspec.secrets.split import mask_url
from tests.benchmarks.figures import Figure, time_ratio

LENGTH = 50_000
PARTS = ("a", " ", '"', "\\'", '"a', '"a":', '"key": [', '"key":"', '"key":"a",', "key = ", "{")
"""Repeated, they make patterns go back and forth where these are written without care."""
CALLS, LARGE = 4, 2_700_000
ADDRESSES = ("://ab:1", "://a:1/" * 100 + "@ ", "://a:@")


def measure_texts() -> Iterator[Figure]:
    yield Figure(
        name="hiding secrets in a text of twice the length, the worst kind",
        value=max(map(time_twice, PARTS)),
        limit=3,
        unit="times",
    )
    yield Figure(
        name="others wait while four calls of 2.7 MB have their secrets hidden",
        value=max(map(time_others, ADDRESSES)),
        limit=1,
        unit="s",
    )


def time_twice(part: str) -> float:
    text = part * (LENGTH // len(part))
    return time_ratio(lambda: mask_loosely(text * 2), lambda: mask_loosely(text), rounds=5, calls=2)


def time_others(part: str) -> float:
    """The longest that another thread waits for its turn, by the processor's time of the process."""
    text = part * (LARGE // len(part)) + "@"
    longest, before = 0.0, time.process_time()
    with ThreadPoolExecutor(CALLS) as calls:
        running = [calls.submit(mask_url, text) for _ in range(CALLS)]
        while not all(call.done() for call in running):
            time.sleep(0.001)
            now = time.process_time()
            longest, before = max(longest, now - before), now
    return longest
