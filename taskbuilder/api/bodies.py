"""The body of a call: in one piece or chunked, as it is or by gzip, and never larger than the cloud takes."""

import zlib

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from taskbuilder.api.answers import Refusal

GZIP = 16 + zlib.MAX_WBITS
"""For zlib: the header and the end of gzip."""


def read_body(request: HttpRequest) -> bytes:
    """The body as it was meant, up to the cloud's own limit (api.md, 413). Raises Refusal."""
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        message = f"The Content-Encoding {coding[:40]} is not supported. Use gzip, or leave it out."
        raise Refusal(415, "APIG.0106", message, headers={"Accept-Encoding": "gzip"})
    sent = read_sent(request)
    return unzip(sent) if coding.endswith("gzip") else sent


def read_sent(request: HttpRequest) -> bytes:
    """The body as it was sent. Raises Refusal."""
    try:
        if "Transfer-Encoding" in request.headers and not hasattr(request, "_body"):
            # What signs in may read it before the view does, and then finds it where Django keeps it.
            vars(request)["_body"] = read_chunks(request)
        return request.body
    except RequestDataTooBig:
        raise refuse_size() from None
    except OSError:  # the client went away while it was sending
        raise Refusal(400, "APIG.0106", "The request body is incomplete.") from None


def read_chunks(request: HttpRequest) -> bytes:
    """A body without a length: Django takes it for empty. Raises Refusal.

    Only of a server that says that it finds the end itself: another would wait for more.
    """
    if not request.META.get("wsgi.input_terminated"):
        raise Refusal(411, "APIG.0106", "Content-Length is missing. Send the body in one piece.")
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body: bytes = request.META["wsgi.input"].read(limit + 1)
    if len(body) > limit:
        raise refuse_size()
    return body


def unzip(sent: bytes) -> bytes:
    """Unpacks no more than the limit, however much there is. Raises Refusal.

    Of one member alone, as clients send it: a body of many tiny ones would take long.
    """
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    unpacker = zlib.decompressobj(GZIP)
    try:
        unpacked = unpacker.decompress(sent, limit + 1)
    except zlib.error:
        raise refuse_gzip() from None
    if len(unpacked) > limit:
        raise refuse_size()
    if not unpacker.eof or unpacker.unused_data:
        raise refuse_gzip()
    return unpacked


def refuse_size() -> Refusal:
    return Refusal(413, "APIG.0201", "The request body exceeds 12 MB.")


def refuse_gzip() -> Refusal:
    return Refusal(400, "APIG.0106", "The request body is not a single complete gzip stream.")
