"""Row 8: one worker empties an outbox into a mail server; a bare loop sends the same messages."""

import asyncio
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence

from awards import children, database
from tests.bench.rounds import ROOT
from tests.bench.sink import Sink
from tests.service import KEY, Service

LETTERS = 500
PATIENCE = 40.0  # seconds for the worker; after that, what came is counted


def rates(service: Service) -> tuple[float, float]:
    """Letters a second: of the worker, of the bare loop."""
    asyncio.run(_leave_so_many(service.dsn, LETTERS))
    with Sink() as sink:
        _work(service, sink)
        worked, messages = _a_second(sink.times), sink.letters
        sink.forget()
        command = [sys.executable, "-m", "tests.bench.posting", str(sink.port)]
        subprocess.run(command, cwd=ROOT, input=pickle.dumps(messages), check=True)
        if len(sink.letters) != len(messages):
            raise RuntimeError("the bare loop lost letters")
        return worked, _a_second(sink.times)


async def _leave_so_many(dsn: str, letters: int) -> None:
    """The outbox of the nominations that were just measured, cut down to so many letters."""
    db = await database.connect(dsn)
    kept = "SELECT id FROM letters WHERE state = 'waiting' ORDER BY id LIMIT $1"
    await db.execute(f"DELETE FROM letters WHERE id NOT IN ({kept})", letters)  # noqa: S608
    left = await db.fetchval("SELECT count(*) FROM letters")
    await db.close()
    if left < letters:
        raise RuntimeError(f"the outbox holds {left} letters, {letters} are measured")


def _work(service: Service, sink: Sink) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": service.dsn,
        "AWARDS_BASE_URL": service.url,
        "AWARDS_SECRET_KEYS": KEY,
        "AWARDS_SMTP_URL": sink.url,
    }
    with (service.home / "worker.log").open("w") as log:
        command = [sys.executable, "-m", "awards", "worker"]
        worker = subprocess.Popen(
            command, cwd=ROOT, env=environment, stderr=log, preexec_fn=children.tie(None)
        )
    try:
        until = time.monotonic() + PATIENCE
        while len(sink.letters) < LETTERS and time.monotonic() < until and worker.poll() is None:
            time.sleep(0.05)
    finally:
        children.end([worker])
    if len(sink.letters) < 2:
        raise RuntimeError((service.home / "worker.log").read_text()[-2000:])


def _a_second(times: Sequence[float]) -> float:
    """From the first letter to the last, so that starting up is left out."""
    return (len(times) - 1) / (times[-1] - times[0])
