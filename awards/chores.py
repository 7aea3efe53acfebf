"""The worker's chores: what comes due besides letters. Each says how long to rest then."""

from awards import (
    chain,
    devices,
    employers,
    entrance,
    followers,
    informing,
    moves,
    nominations,
    publishing,
    rechecks,
    reminders,
    unfinished,
)
from awards.database import Pool
from awards.register import Register

MOVES_EVERY = 0.5
SEAL_EVERY = 0.4  # two looks to a seal
JURY_DOOR_EVERY = 0.3
MOST_AT_THE_DOOR = 100  # in one go: what comes after waits its turn
INFORM_EVERY = 3.0
FOLLOWERS_EVERY = 5.0
REMIND_EVERY = 60.0  # between looks at the days on which late jurors are reminded
RECHECKS_EVERY = 1.0
EMPLOYERS_EVERY = 3.0
UNANSWERED = 60.0  # before asking a register that could not be reached
LONGEST_QUESTION = 5.0  # seconds for the register to answer
LONGEST_NAP = 0.25  # before an announcement: it may be scheduled, or moved, meanwhile
SHORTEST_NAP = 0.02


async def move(pool: Pool) -> float:
    """What was not confirmed in time lapses first, so that it keeps no planned move waiting."""
    async with pool.transaction() as db:
        await nominations.lapse(db)
        await unfinished.forget(db)
        planned = await moves.due(db)
    for edition, stage in planned:
        async with pool.transaction() as db:
            await moves.carry_out(db, edition, stage)
    return MOVES_EVERY


async def seal(pool: Pool) -> float:
    """What was done becomes a part of the chain. Receipts of ballots wait for it."""
    async with pool.transaction() as db:
        sealed = await chain.seal_next(db)
    return 0.0 if sealed == chain.BATCH else SEAL_EVERY


async def announce(pool: Pool) -> float:
    async with pool.transaction() as db:
        if await publishing.publish_due(db):
            return 0.0
    async with pool.transaction() as db:
        seconds = await publishing.next_due(db)
    return LONGEST_NAP if seconds is None else min(LONGEST_NAP, max(SHORTEST_NAP, seconds))


async def attend(pool: Pool) -> float:
    """At the jury's door: send the links that are asked for, tell jurors of their new devices."""
    for serve_next in (entrance.serve_next, devices.tell_next):
        for _ in range(MOST_AT_THE_DOOR):
            async with pool.transaction() as db:
                if not await serve_next(db):
                    break
    return JURY_DOOR_EVERY


async def recheck(pool: Pool, register: Register) -> float:
    """Ask the register about the next company that staff want asked about."""
    async with pool.transaction() as db:
        waiting = await rechecks.next_waiting(db)
    if waiting is None:
        return RECHECKS_EVERY
    answer = await register.facts(waiting.number, within=LONGEST_QUESTION, fresh=True)
    async with pool.transaction() as db:
        await rechecks.settle(db, waiting, answer)
    return 0.0


async def ask_about_employer(pool: Pool, register: Register) -> float:
    """Ask the register about the next employer of a juror."""
    async with pool.transaction() as db:
        waiting = await employers.next_waiting(db)
    if waiting is None:
        return EMPLOYERS_EVERY
    answer = await register.facts(waiting.number, within=LONGEST_QUESTION)
    async with pool.transaction() as db:
        answered = await employers.settle(db, waiting, answer)
    return 0.0 if answered else UNANSWERED


async def inform(pool: Pool) -> float:
    """Companies are told that they are nominated, where the year is set to do so by itself."""
    async with pool.transaction() as db:
        sent = await informing.inform_automatically(db)
    return 0.0 if sent == informing.BATCH else INFORM_EVERY


async def remind(pool: Pool) -> float:
    """Jurors who are late are reminded on the days that were planned for it."""
    async with pool.transaction() as db:
        sent = await reminders.remind_planned(db)
    return 0.0 if sent == reminders.BATCH else REMIND_EVERY


async def tell_followers(pool: Pool) -> float:
    """Who asked to be told when nominations open is told, and forgotten when that is done."""
    busy = False
    for work in (followers.tell, followers.forget):
        async with pool.transaction() as db:
            busy |= await work(db) >= followers.BATCH
    return 0.0 if busy else FOLLOWERS_EVERY
