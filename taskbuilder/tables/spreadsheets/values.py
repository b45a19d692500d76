"""The values of a spreadsheet's cells as texts, the same whatever country's format they are shown in."""

from datetime import date, datetime, time, timedelta

Value = int | float | str | bool | time | date | datetime | timedelta
PRECISE = 1e15
"""Greater numbers have lost digits: a spreadsheet keeps fifteen of them."""


def write_value(value: Value) -> str:
    """A cell's text: 1.0 as 1, dates and times as in ISO 8601, true or false."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return write_number(value)
    if isinstance(value, datetime):
        return round_seconds(value).isoformat()
    if isinstance(value, timedelta):
        return write_span(value)
    return value.isoformat()


def write_number(value: int | float) -> str:
    """Fifteen digits, as a spreadsheet shows them; more than that is shown as it is: shortened."""
    if abs(value) < PRECISE and value == int(value):
        return str(int(value))
    return format(value, ".15G")


def write_span(value: timedelta) -> str:
    """Hours, minutes and seconds, also beyond a day."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def round_seconds(value: datetime) -> datetime:
    """Without the microseconds by which a spreadsheet's fraction of a day is wrong."""
    whole = value.replace(microsecond=0)
    return whole + timedelta(seconds=1) if value.microsecond >= 500_000 else whole
