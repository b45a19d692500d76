"""How a part of a page asks again, read from what was drawn, and done as htmx does it."""

import html
import json
import re
from dataclasses import dataclass

PART = re.compile(
    r'hx-get="(?P<address>.*?)"\s+hx-headers="(?P<own>.*?)"\s+hx-trigger="every (?P<seconds>[\d.]+)s,'
)


@dataclass(frozen=True)
class Polling:
    """Where the part asks, how often, and with which ETag."""

    address: str
    seconds: str
    etag: str

    @property
    def headers(self) -> dict[str, str]:
        """What htmx sends."""
        return {"HX-Request": "true", "If-None-Match": self.etag}


def read_polling(page: str) -> Polling:
    """Of the page's only part that follows something."""
    (found,) = PART.finditer(page)
    own = json.loads(html.unescape(found["own"]))
    assert own.keys() == {"If-None-Match"}
    return Polling(html.unescape(found["address"]), found["seconds"], own["If-None-Match"])
