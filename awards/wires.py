"""Wires: the connections of outgoing calls, which nobody can use to talk without end."""

from typing import Any

import httpcore

MOST_BYTES = 1024 * 1024  # of one answer: its headers, how it is cut up, everything
A_BITE = 8 * 1024  # bytes read at once: between two bites others have their turn


class TooLong(httpcore.ReadError):
    """The answer is too long."""


class Network(httpcore.AnyIOBackend):
    async def connect_tcp(self, *where: Any, **how: Any) -> httpcore.AsyncNetworkStream:
        return Wire(await super().connect_tcp(*where, **how))


class Wire(httpcore.AsyncNetworkStream):
    """It may say so much each time that it was asked something."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self.stream = stream
        self.left = MOST_BYTES

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self.left <= 0:
            raise TooLong(TooLong.__doc__)
        said = await self.stream.read(min(max_bytes, A_BITE, self.left), timeout)
        self.left -= len(said)
        return said

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.left = MOST_BYTES
        await self.stream.write(buffer, timeout)

    async def start_tls(self, *how: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        """A connection that is given up in the middle is closed."""
        try:
            return Wire(await self.stream.start_tls(*how, **more))
        except BaseException:
            await self.stream.aclose()
            raise

    async def aclose(self) -> None:
        await self.stream.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
