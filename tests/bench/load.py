"""The load: a process of its own that asks over kept connections and checks every answer.

One request at a time on each connection, no pipelining. The plan comes as JSON on stdin, the count
goes as JSON to stdout. It is the same for every side, so only ratios between sides mean anything.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle

import uvloop

HOST = "127.0.0.1"
CONNECTIONS = 16
PATIENCE = 20.0  # seconds for the last answers to come in
HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
WITHOUT_BODY = (204, 304)


@dataclass(frozen=True)
class Plan:
    """What to ask on each connection, and what a right answer looks like.

    A request that is good ``once`` is not repeated: the round ends when a connection has none left.
    """

    port: int
    lanes: Sequence[Sequence[str]]  # whole requests as they go over the wire, by connection
    status: int
    marker: str  # stands somewhere in the head or the body of a right answer
    once: bool = False


@dataclass
class Count:
    """What came of a round."""

    right: int = 0
    wrong: int = 0
    seconds: float = 0.0
    first_wrong: str = ""


@dataclass
class Round:
    """One stretch of time, shared by the connections."""

    plan: Plan
    count: Count = field(default_factory=Count)
    until: float = float("inf")

    def judge(self, answer: bytes) -> None:
        """An answer that is wrong is noticed whenever it comes; a right one counts in time."""
        now = time.perf_counter()
        if not _is_right(answer, self.plan):
            self.note(answer[:300].decode(errors="replace"))
        elif now < self.until:
            self.count.right += 1

    def note(self, fault: str) -> None:
        """The first fault ends the round: it will have no figure."""
        self.until = 0.0
        self.count.wrong += 1
        self.count.first_wrong = self.count.first_wrong or fault


def _is_right(answer: bytes, plan: Plan) -> bool:
    return answer[9:12] == str(plan.status).encode() and plan.marker.encode() in answer


def whole(answer: bytes) -> int | None:
    """How long an answer is in all, as soon as its head is there."""
    end = answer.find(HEAD_ENDS)
    if end < 0:
        return None
    head = answer[:end].lower()
    at = head.find(LENGTH)
    if at < 0 or int(answer[9:12]) in WITHOUT_BODY:
        return end + len(HEAD_ENDS)
    return end + len(HEAD_ENDS) + int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])


class Lane(asyncio.Protocol):
    """One connection: asks, has the answer judged, asks again."""

    transport: asyncio.WriteTransport

    def __init__(self, requests: Iterator[bytes], round: Round) -> None:
        self.requests = requests
        self.round = round
        self.answer = b""
        self.length: int | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ask(self) -> None:
        request = next(self.requests, None)
        if request is None:
            self.round.until = min(self.round.until, time.perf_counter())
        if request is None or time.perf_counter() >= self.round.until:
            self.ended.set_result(None)
            self.transport.close()
            return
        self.transport.write(request)

    def data_received(self, piece: bytes) -> None:
        self.answer += piece
        if self.length is None:
            self.length = whole(self.answer)
        if self.length is not None and len(self.answer) >= self.length:
            answer, self.answer, self.length = self.answer, b"", None
            self.round.judge(answer)
            self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        self._end_with(f"the connection was lost after {self.answer[:100]!r}")

    def give_up(self) -> None:
        self._end_with("no answer in time")
        self.transport.abort()

    def _end_with(self, fault: str) -> None:
        if not self.ended.done():
            self.round.note(fault)
            self.ended.set_result(None)


async def _connected(requests: Sequence[str], round: Round) -> Lane:
    wire = (request.encode() for request in (requests if round.plan.once else cycle(requests)))
    lane = Lane(wire, round)
    loop = asyncio.get_running_loop()
    lane.transport, _ = await loop.create_connection(lambda: lane, HOST, round.plan.port)
    return lane


async def fire(plan: Plan, seconds: float) -> Count:
    """Ask on all connections for so long; every answer that was asked for is waited for."""
    round = Round(plan)
    lanes = [await _connected(requests, round) for requests in plan.lanes]
    began = time.perf_counter()
    round.until = began + seconds
    for lane in lanes:
        lane.ask()
    await asyncio.wait([lane.ended for lane in lanes], timeout=seconds + PATIENCE)
    for lane in lanes:
        lane.give_up()
    round.count.seconds = max(0.0, round.until - began)
    return round.count


def main() -> None:
    told = json.load(sys.stdin)
    count = uvloop.run(fire(Plan(**told["plan"]), told["seconds"]))
    json.dump(asdict(count), sys.stdout)


if __name__ == "__main__":
    main()
