"""A clock that is handed to what asks for the time."""

from datetime import datetime, timedelta


class Clock:
    """Shows what it is set to: it moves only when asked, however slow the machine is."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
