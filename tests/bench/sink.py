"""A mail server that takes every letter and does nothing with it but note when it came."""

import asyncio
import threading
import time
from contextlib import suppress
from types import TracebackType

THE_DOT = b"\r\n.\r\n"


class Sink:
    """Open as a context manager: an SMTP server on a thread of its own."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.times: list[float] = []
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def forget(self) -> None:
        self.letters, self.times = [], []

    def __enter__(self) -> "Sink":
        self.thread.start()
        self.ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.loop.call_soon_threadsafe(self.closing.set)
        self.thread.join()

    async def _serve(self) -> None:
        self.loop, self.closing = asyncio.get_running_loop(), asyncio.Event()
        listening = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=2**20)
        self.port = int(listening.sockets[0].getsockname()[1])
        self.ready.set()
        async with listening:
            await self.closing.wait()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(b"220 sink\r\n")
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    self._take(await reader.readuntil(THE_DOT))
                writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    break
        writer.close()

    def _take(self, letter: bytes) -> None:
        self.letters.append(letter.removesuffix(THE_DOT[2:]))
        self.times.append(time.perf_counter())
