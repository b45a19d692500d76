"""A cloud that takes 50 ms for every create call, lets everybody in, and no more; prints its port."""

import asyncio

SECONDS = 0.05
HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
TASKS = b'{"tasks": [{"id": "0123456789abcdef0123456789abcdef"}]}'
CREATED = HEAD % (b"", len(TASKS), TASKS)
UNTIL = b'{"token": {"expires_at": "2999-01-01T00:00:00Z"}}'
TOKEN = HEAD % (b"X-Subject-Token: token\r\n", len(UNTIL), UNTIL)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
            length = next(int(value) for name, _colon, value in lines if name == b"content-length")
            await reader.readexactly(length)
            if b"/auth/tokens" in head:
                writer.write(TOKEN)
                continue
            await asyncio.sleep(SECONDS)
            writer.write(CREATED)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
