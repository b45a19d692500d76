"""A cloud that takes 50 ms for every create call and does nothing else; prints its port."""

import asyncio

SECONDS = 0.05
ANSWER = b'{"tasks": [{"id": "0123456789abcdef0123456789abcdef"}]}'
HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(ANSWER)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
            length = next(int(value) for name, _colon, value in lines if name == b"content-length")
            await reader.readexactly(length)
            await asyncio.sleep(SECONDS)
            writer.write(HEAD + ANSWER)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
