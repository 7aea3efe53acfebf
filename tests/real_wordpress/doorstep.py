"""The public address of the real WordPress: passes everything on, loses answers when told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Doorstep:
    behind: int  # the port of the web server
    losing: list[bytes] = field(default_factory=list)  # beginnings of requests
    lost: int = 0

    def lose(self, request: str) -> None:
        """The answer to the next request that begins so is lost after it was made."""
        self.losing.append(request.encode())

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request for each connection: what comes back is whole before it is passed on."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            head = head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
            answer = await self._answer(head, await reader.readexactly(_length(head)))
            if not self._loses(head):
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def _answer(self, head: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.behind)
        writer.write(head + body)
        try:
            return await reader.read()
        finally:
            writer.close()

    def _loses(self, head: bytes) -> bool:
        for one in self.losing:
            if head.startswith(one):
                self.losing.remove(one)
                self.lost += 1
                return True
        return False


@asynccontextmanager
async def open_door(port: int, behind: int) -> AsyncIterator[Doorstep]:
    doorstep = Doorstep(behind)
    server = await asyncio.start_server(doorstep.pass_on, "127.0.0.1", port)
    async with server:
        yield doorstep


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
