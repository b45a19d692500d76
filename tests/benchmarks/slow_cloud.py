"""A cloud that takes 50 ms for every create call, or the seconds of CLOUD_SECONDS in the environment."""

import asyncio
import os

from tests.benchmarks.stub_cloud import serve_forever, write_answer

SECONDS = float(os.environ.get("CLOUD_SECONDS", "0.05"))
TASKS = b'{"tasks": [{"id": "0123456789abcdef0123456789abcdef"}]}'
CREATED = write_answer(b"201 Created", b"application/json", TASKS)


async def respond() -> bytes:
    await asyncio.sleep(SECONDS)
    return CREATED


if __name__ == "__main__":
    serve_forever(respond)
