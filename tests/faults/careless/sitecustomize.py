"""A service that answers before its commit: every process that finds this first on its path is one.

It is the fault that the kill harness exists to find.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from awards import database
from awards.database import Connection, Pool

LATE = 0.3  # seconds between the answer and the commit

Transaction = Pool.transaction
waiting: set["asyncio.Task[None]"] = set()


@asynccontextmanager
async def careless(self: Pool, deadline: float = database.DEADLINE) -> AsyncIterator[Connection]:
    db = await self.connections.acquire()
    begun = db.transaction()
    await begun.start()

    async def commit_later() -> None:
        await asyncio.sleep(LATE)
        await begun.commit()
        await self.connections.release(db)

    try:
        yield db
    except BaseException:
        await begun.rollback()
        await self.connections.release(db)
        raise
    task = asyncio.create_task(commit_later())
    waiting.add(task)
    task.add_done_callback(waiting.discard)


Pool.transaction = careless  # type: ignore[method-assign]
