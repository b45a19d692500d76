"""A cloud that lets everybody in and answers all else in one way; prints its port."""

import asyncio
from collections.abc import Awaitable, Callable

HEAD = b"HTTP/1.1 %s\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s"
UNTIL = b'{"token": {"expires_at": "2999-01-01T00:00:00Z"}}'


def write_answer(status: bytes, kind: bytes, body: bytes, headers: bytes = b"") -> bytes:
    return HEAD % (status, kind, headers, len(body), body)


TOKEN = write_answer(b"201 Created", b"application/json", UNTIL, b"X-Subject-Token: token\r\n")


def serve_forever(respond: Callable[[], Awaitable[bytes]]) -> None:
    """`respond`: the answer to a request that is not a sign-in."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
                length = next((int(value) for name, _colon, value in lines if name == b"content-length"), 0)
                await reader.readexactly(length)
                writer.write(TOKEN if b"/auth/tokens" in head else await respond())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=256)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(main())
