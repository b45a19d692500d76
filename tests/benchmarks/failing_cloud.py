"""A cloud whose every answer is an error page of 1 MB."""

from tests.benchmarks.stub_cloud import serve_forever, write_answer

PART = b"<p>https://a:1/"
"""All of it may be an address with a password."""
PAGE = PART * (1_000_000 // len(PART))
FAILED = write_answer(b"502 Bad Gateway", b"text/html", PAGE)


async def respond() -> bytes:
    return FAILED


if __name__ == "__main__":
    serve_forever(respond)
