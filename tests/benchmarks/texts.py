"""What hiding the secrets of a text that is no JSON costs: no text may take longer than its length."""

from collections.abc import Iterator

from taskbuilder.web.wizard.loose import mask_loosely
from tests.benchmarks.figures import Figure, time_ratio

LENGTH = 50_000
PARTS = ("a", " ", '"', "\\'", '"a', '"a":', '"key": [', '"key":"', '"key":"a",', "key = ", "{")
"""Repeated, they make patterns go back and forth where these are written without care."""


def measure_texts() -> Iterator[Figure]:
    yield Figure(
        name="hiding secrets in a text of twice the length, the worst kind",
        value=max(map(time_twice, PARTS)),
        limit=3,
        unit="times",
    )


def time_twice(part: str) -> float:
    text = part * (LENGTH // len(part))
    return time_ratio(lambda: mask_loosely(text * 2), lambda: mask_loosely(text), rounds=5, calls=2)
