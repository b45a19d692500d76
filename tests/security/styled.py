"""What every answer is, whatever was asked: one of a few statuses, and a page of ours."""

from http import HTTPStatus
from typing import Any

EXPECTED = frozenset({200, 204, 302, 303, 400, 403, 404, 405, 409, 413, 422, 429})


def describe_oddity(response: Any) -> str:
    """What is odd about an answer; empty where nothing is."""
    if response.status_code not in EXPECTED:
        return f"status {response.status_code}"
    if response.status_code in (204, 302, 303) or "HX-Redirect" in response:
        return "" if not response.content else "a redirect with a body"
    if response.request["REQUEST_METHOD"] in ("HEAD", "OPTIONS"):
        return ""
    page = response.content.decode()
    is_part = "HTTP_HX_REQUEST" in response.request and "<html" not in page
    if not is_part and ("app.css" not in page or page.count("<h1") != 1):
        return f"status {HTTPStatus(response.status_code)!r}, and no page of ours: {page[:200]!r}"
    return ""
