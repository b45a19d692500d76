"""For each rule the requests that break it, with all that is then said, and the edits that fix each."""

from tests.taskspec.broken.addresses import ADDRESSES
from tests.taskspec.broken.inputs import INPUT
from tests.taskspec.broken.outputs import OUTPUT
from tests.taskspec.broken.requests import REQUEST
from tests.taskspec.broken.row import Broken, Said
from tests.taskspec.broken.schedules import SCHEDULED
from tests.taskspec.broken.severities import SEVERITIES

__all__ = ["BROKEN", "SEVERITIES", "Broken", "Said"]

BROKEN = (*REQUEST, *SCHEDULED, *INPUT, *OUTPUT, *ADDRESSES)
