"""The whole benchmark: service and bare programs in one run, in rounds that take turns.

Only the ratios of one run mean anything, and only the ones of a quiet machine mean much.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import asyncpg

from awards import children
from tests import service
from tests.bench import (
    bare,
    growth,
    judging,
    letters,
    nominating,
    results,
    rounds,
    scene,
    starts,
    table,
)
from tests.bench.bare_pages import Original
from tests.bench.load import CONNECTIONS
from tests.bench.rounds import ROUNDS, NoFigure
from tests.bench.wire import Side
from tests.service import Service

BARE = "bare"


def main() -> None:
    reading = argparse.ArgumentParser(prog="make bench", description=__doc__)
    reading.add_argument("--seconds", type=float, default=1.2, help="of each target in each round")
    seconds = reading.parse_args().seconds
    with service.running(workers=1, command=("serve", "--no-worker")) as served:
        complete = _print_ratios(served, seconds)
        web = starts.web_memory(served)
        print("\n".join(asyncio.run(growth.lines(served.dsn))), flush=True)
        _print_letters(served)
        _print_starts(served, web)
    sys.exit(0 if complete else 1)


def _print_ratios(served: Service, seconds: float) -> bool:
    """Rows 1 to 4; False when one of them has no figure."""
    stage = asyncio.run(scene.set_up(served.dsn))
    here = Side(served.port)
    with _bare_program(served, judging.original(here, served.dsn, stage)) as program:
        targets = [
            *nominating.targets(here, program, stage),
            *judging.targets(here, program, served.dsn, stage),
            *results.targets(here, stage),
        ]
        figures = rounds.measure(targets, seconds)
    print(f"{ROUNDS} rounds of {seconds} s each, {CONNECTIONS} connections, one web process a side")
    rows = [*nominating.ROWS, *judging.ROWS, *results.ROWS]
    print("\n".join(table.ratios(rows, figures)), flush=True)
    return not any(isinstance(figure, NoFigure) for figure in figures.values())


@contextmanager
def _bare_program(served: Service, original: Original) -> Iterator[Side]:
    """The reference program, on a database of its own in the same server."""
    dsn = served.dsn.replace("/awards?", f"/{BARE}?")
    asyncio.run(_make_bare_database(served.dsn, dsn))
    side = Side(service.free_port())
    told = json.dumps({"dsn": dsn, "original": asdict(original)})
    process = starts.program("bare", str(side.port), told)
    try:
        starts.wait_for(process, f"{side.url}/hello")
        yield side
    finally:
        children.end([process])


async def _make_bare_database(server: str, dsn: str) -> None:
    db = await asyncpg.connect(server)
    await db.execute(f"CREATE DATABASE {BARE}")
    await db.close()
    db = await asyncpg.connect(dsn)
    await db.execute(bare.SCHEMA.read_text())
    await db.close()


def _print_letters(served: Service) -> None:
    worker, loop = letters.rates(served)
    print(
        table.figure(
            8,
            "letters a second, one worker",
            f"{worker:,.0f}",
            f"bare SMTP loop {loop:,.0f}",
            "300",
        )
    )


def _print_starts(served: Service, web: float) -> None:
    took = starts.service_seconds(served)
    empty, held = starts.empty_seconds()
    beside = f"an empty Starlette {empty:.2f} s"
    print(
        table.figure(9, "start until ready, PostgreSQL included", f"{took:.2f} s", beside, "1.50 s")
    )
    beside = f"an empty Starlette {held:.0f} MiB"
    print(
        table.figure(
            9, "memory of a web process after the load", f"{web:.0f} MiB", beside, "80 MiB"
        )
    )


if __name__ == "__main__":
    main()
