"""Redeliveries: staff have deliveries tried again, skipped or adopted, or made to a new channel."""

from dataclasses import dataclass

from awards import audit, deliveries
from awards.database import Connection, Queries
from awards.deliveries import State
from awards.errors import N_, NotFound, NotNow
from awards.staff import Member, Role

sql = Queries("redeliveries")

OPEN = (State.FAILED, State.WAITING, State.UNKNOWN)  # what staff may decide of

# What is said where the state does not allow a deed.
ELSEWHERE = {
    State.SENDING: N_("This is being sent now. Wait until it has ended, then decide."),
    State.SENT: N_("The channel has this already."),
    State.SKIPPED: N_("This was skipped. What comes after it has gone on."),
}
HELD_UP = N_("It follows when the one before it is settled.")
NOTHING_TO_SEND = N_("This channel has it already, or does not want it. Look at its set-up.")


@dataclass(frozen=True)
class Held:
    """A delivery that nobody changes before we are done."""

    id: int
    edition: int
    year: int
    announcement: int
    channel: int
    channel_name: str
    language: str
    state: State
    held_up: bool  # by an earlier deed of the same publication
    found: str


async def retry(db: Connection, member: Member, delivery: int) -> Held:
    """Try now. Where a try may have been done, its server first gets the time to finish."""
    held = _its_turn(await _held(db, member, delivery))
    await sql.retry.run(db, ids=[held.id])
    await _log(db, member, "retried", held)
    return held


async def retry_all(db: Connection, member: Member, channel: int) -> int:
    """Try everything again that failed at a channel; how many that are."""
    member.require(Role.PUBLISHER)
    failed = await sql.failed.all(db, channel=channel)
    tried = await sql.retry.run(db, ids=[row["id"] for row in failed])
    if tried:
        await audit.record(
            db, member.actor, "channel.retried", f"channel:{channel}", deliveries=tried
        )
    return tried


async def skip(db: Connection, member: Member, delivery: int) -> Held:
    """Go on without it: later deeds of the same publication are done."""
    held = await _held(db, member, delivery)
    await sql.close.run(db, id=held.id, state=State.SKIPPED, member=member.id)
    await _log(db, member, "skipped", held)
    return held


async def adopt(db: Connection, member: Member, delivery: int) -> Held:
    """It is there: what a look-up found is ours from now on; else the delivery counts as sent."""
    held = _its_turn(await _held(db, member, delivery))
    if held.found:
        await sql.adopt.run(db, id=held.id)
        await sql.retry.run(db, ids=[held.id])
    else:
        await sql.close.run(db, id=held.id, state=State.SENT, member=member.id)
    await _log(db, member, "adopted", held, **({"post": held.found} if held.found else {}))
    return held


async def send_to(
    db: Connection, member: Member, edition: int, announcement: int, channel: int
) -> None:
    """A channel that was made after publishing gets what readers see now."""
    member.require(Role.PUBLISHER)
    if not await sql.hold_announcement.value(db, edition=edition, id=announcement):
        raise NotFound
    if not await deliveries.begin(db, announcement, channel):
        raise NotNow(NOTHING_TO_SEND)
    await audit.record(
        db,
        member.actor,
        "announcement.sent_to_channel",
        f"announcement:{announcement}",
        edition=edition,
        channel=channel,
    )


async def _held(db: Connection, member: Member, delivery: int) -> Held:
    """The delivery, if a publisher may decide of it now."""
    member.require(Role.PUBLISHER)
    row = await sql.hold.one(db, id=delivery)
    if row is None:
        raise NotFound
    held = Held(**{**row, "state": State(row["state"])})
    if held.state not in OPEN:
        raise NotNow(ELSEWHERE[held.state])
    return held


def _its_turn(held: Held) -> Held:
    if held.held_up:
        raise NotNow(HELD_UP)
    return held


async def _log(db: Connection, member: Member, verb: str, held: Held, **detail: str) -> None:
    await audit.record(
        db,
        member.actor,
        f"delivery.{verb}",
        f"delivery:{held.id}",
        edition=held.edition,
        language=held.language,
        **detail,
    )
