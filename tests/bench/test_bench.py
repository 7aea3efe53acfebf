"""The benchmark finds what it must find: a wrong answer has no speed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from tests.bench import rounds, table
from tests.bench.load import Count, Plan, fire
from tests.bench.rounds import Figure, NoFigure, Target
from tests.bench.table import Row

pytestmark = pytest.mark.anyio

ASK = "GET / HTTP/1.1\r\nhost: award.test\r\n\r\n"
RIGHT = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nKarsten"
ELSEWHERE = b"HTTP/1.1 303 See Other\r\nlocation: /\r\n\r\n"
FOREIGN = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nAda"

Say = Callable[[int, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(say: Say) -> AsyncIterator[int]:
    """A server that says what it is told to at each request, the first one being 1; its port."""
    asked = 0
    met: list[asyncio.Task[None] | None] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        met.append(asyncio.current_task())
        with suppress(ConnectionError):
            while await reader.readline() and not writer.is_closing():
                await reader.readuntil(b"\r\n\r\n")
                asked += 1
                await say(asked, writer)
            writer.close()
            await writer.wait_closed()

    listening = await asyncio.start_server(meet, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]
    await asyncio.wait([task for task in met if task])


def always(answer: bytes) -> Say:
    async def say(asked: int, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return say


def but_at_fifth(answer: bytes) -> Say:
    async def say(asked: int, writer: asyncio.StreamWriter) -> None:
        writer.write(answer if asked == 5 else RIGHT)

    return say


def target(name: str, port: int) -> Target:
    plan = Plan(port, [[ASK]], 200, "Karsten")
    return Target(name, lambda seconds: plan)


async def asked(say: Say, *, lanes: int = 2, each: int = 1, once: bool = False) -> Count:
    async with server(say) as port:
        return await fire(Plan(port, [[ASK] * each] * lanes, 200, "Karsten", once), 0.2)


async def test_right_answers_have_a_speed() -> None:
    count = await asked(always(RIGHT))

    assert (count.wrong, count.first_wrong) == (0, "")
    assert rounds.rate(count) == count.right / count.seconds
    assert count.seconds == pytest.approx(0.2)


async def test_an_answer_that_comes_in_pieces_is_one_answer() -> None:
    async def in_pieces(asked: int, writer: asyncio.StreamWriter) -> None:
        for piece in (RIGHT[:20], RIGHT[20:42], RIGHT[42:]):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.002)

    count = await asked(in_pieces)

    assert count.wrong == 0
    assert count.right > 1


@pytest.mark.parametrize("answer", [ELSEWHERE, FOREIGN], ids=["status", "marker"])
async def test_one_wrong_answer_among_right_ones_leaves_no_figure(answer: bytes) -> None:
    count = await asked(but_at_fifth(answer))

    figure = rounds.rate(count)
    assert (count.wrong, count.first_wrong) == (1, answer.decode())
    assert isinstance(figure, NoFigure)
    assert figure.reason.startswith("1 wrong beside")


async def test_a_lost_connection_leaves_no_figure() -> None:
    async def hang_up(asked: int, writer: asyncio.StreamWriter) -> None:
        writer.close()

    count = await asked(hang_up, lanes=1)

    assert count == Count(0, 1, 0.0, "the connection was lost after b''")
    assert isinstance(rounds.rate(count), NoFigure)


async def test_silence_leaves_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    async def say_nothing(asked: int, writer: asyncio.StreamWriter) -> None:
        pass

    monkeypatch.setattr("tests.bench.load.PATIENCE", 0.1)

    count = await asked(say_nothing)

    assert rounds.rate(count) == NoFigure("2 wrong beside 0 right: no answer in time")


async def test_a_request_that_is_good_once_is_asked_once() -> None:
    count = await asked(always(RIGHT), lanes=1, each=3, once=True)

    assert (count.right, count.wrong) == (3, 0)
    assert 0 < count.seconds < 0.2


async def test_a_wrong_answer_in_any_round_leaves_no_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rounds, "WARMING", 0.02)
    async with server(always(RIGHT)) as good, server(but_at_fifth(FOREIGN)) as bad:
        targets = [target("good", good), target("bad", bad)]
        figures = await asyncio.to_thread(rounds.measure, targets, 0.2)

    assert isinstance(figures["good"], float)
    assert isinstance(figures["bad"], NoFigure)


def test_the_table_shows_what_was_reached_beside_what_was_wanted() -> None:
    rows = [
        Row(1, "home page", "home", "hello", 0.5),
        Row(2, "nomination", "nominate", "bare", 0.7),
    ]
    figures: dict[str, Figure] = {
        "home": 300.0,
        "hello": 400.0,
        "bare": 9.0,
        "nominate": NoFigure("3 wrong"),
    }

    printed = table.ratios(rows, figures)

    assert [line.split() for line in printed] == [
        ["row", "work", "service/s", "bare/s", "reached", "wanted"],
        ["1", "home", "page", "300", "400", "0.75", "0.50"],
        ["2", "nomination", "no", "figure", "(service):", "3", "wrong"],
    ]
