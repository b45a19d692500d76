"""What a program prefers, and what of it is granted."""

import pytest

from taskbuilder.api.preferences import DEFAULT_WAIT, LONGEST_WAIT, Preferences, read_preferences
from taskbuilder.records.submissions import wait
from tests.api.conftest import Program


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=0", 0),
        ("wait=00", 0),
        ("wait=59", 59),
        ("wait=60", LONGEST_WAIT),
        ("wait=61", LONGEST_WAIT),
        ("wait=999999", LONGEST_WAIT),
        ("wait=1000000", LONGEST_WAIT),
        ("wait=0000000045", 45),
        ("wait=" + "9" * 10_000, LONGEST_WAIT),
        ('wait="5"', 5),
        ("WAIT = 5", 5),
        ("wait=5; of=no use", 5),
        ("respond-async, wait=5", 5),
        ("wait=5, wait=50", 5),
        (", ".join(["wait=5"] * 1000), 5),
        (", ".join(f"wait={seconds}" for seconds in range(999999, 999000, -1)), LONGEST_WAIT),
    ],
)
def test_a_wait_is_kept_up_to_the_longest(header: str, seconds: int) -> None:
    assert read_preferences(header) == Preferences(wait_seconds=seconds, applied=f"wait={seconds}")


@pytest.mark.parametrize(
    "header",
    [
        *("", "wait", "wait=", "wait=-1", "wait=+5", "wait=1e9", "wait=1.5", "wait=inf", "wait=nan"),
        *("wait=soon", "wait=５", "wait=²", "wait=0x10", "wait=1 2", "awaits=5", ";wait=5", "=5"),
        *("\x00", "," * 10_000),
    ],
)
def test_a_wait_that_makes_no_sense_is_passed_over(header: str) -> None:
    assert read_preferences(header) == Preferences(wait_seconds=DEFAULT_WAIT, applied="")


@pytest.mark.parametrize(
    ("header", "seconds", "applied"),
    [
        ("wait=999999", [60], "wait=60"),
        ("wait=1e9", [30], None),
        ("wait=-1", [30], None),
        ("wait=0", [], "wait=0"),
    ],
)
def test_no_call_waits_longer_than_the_longest(
    program: Program, monkeypatch: pytest.MonkeyPatch, header: str, seconds: list[int], applied: str | None
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(wait, "wait_until_settled", lambda _id, *, seconds: waited.append(seconds))
    answer = program.post(Prefer=header)
    assert (answer.status_code, waited, answer.get("Preference-Applied")) == (202, seconds, applied)
