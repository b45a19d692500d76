"""Examples of rules: a field that breaks the rule, and the same field fixed."""

from dataclasses import dataclass
from typing import Any, Final

from taskbuilder.taskspec.messages import gettext_noop as _

LEFT_OUT: Final = object()
"""In place of a field that the request does not have."""

ON_EDGE, ON_IEF = _("On ModelArts Edge"), _("On IEF")
CONFIGURED = _("For a service that needs a configuration")
DESCRIBED = _("For a service whose schema asks for a level from 1")
AT_NODES = _("For a service that needs a node ID")
MOVED = _("After the server's address was changed")


@dataclass(frozen=True)
class Example:
    """The member at a JSON Pointer: as it breaks the rule, and fixed; `given` says when that applies."""

    at: str
    wrong: Any
    right: Any
    given: str = ""


ENTRY, VCN, SINK, TIMES = "/input/data/0", "/input/vcn", "/output/webhook", "/schedule/periods/0"
EVENING = {"begin_at": "19:00:00", "end_at": "22:00:00"}
NIGHT = {"begin_at": "20:00:00", "end_at": "22:00:00"}
FREQUENCY = {"interval": 60, "duration": 10, "begin_at": "08:00:00", "end_at": "20:00:00"}
CAMERA = {"url": "rtsp://camera-1.example.com/live"}
HOURS = [{"begin_at": f"{hour:02}:00:00", "end_at": f"{hour:02}:15:00"} for hour in range(11)]
CAMERAS = [{"url": f"rtsp://camera-{number}.example.com/live"} for number in range(51)]
HEADERS = {f"X-Part-{number}": "1" for number in range(11)}
FEWER_HEADERS = {name: HEADERS[name] for name in list(HEADERS)[:10]}
SERVER = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}
