"""The entrance to the jury room: whose link it is, and a new one for a link that has ended.

A link that has ended offers to send a new one. The answer is the same whether or not a letter
leaves; it leaves only to the address on file of somebody still on the panel, once an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from awards import audit, editions, links, outbox, stages, tokens
from awards.database import Connection, Queries
from awards.errors import LinkUnknown
from awards.links import Link
from awards.outbox import Recipient
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("entrance")


@dataclass(frozen=True)
class Guest:
    """Who stands before the door, with a link of ours in their hand."""

    juror: int
    recipient: Recipient
    edition: int
    year: int
    welcome: bool  # on the panel, of a year whose links open
    holds: bool  # the link does, as it is spelt here

    @property
    def may_enter(self) -> bool:
        return self.welcome and self.holds


async def guest(db: Connection, keys: Sequence[str], token: str) -> Guest:
    return (await _known(db, keys, token))[0]


async def _known(db: Connection, keys: Sequence[str], token: str) -> tuple[Guest, Link]:
    link = await links.known(db, keys, Purpose.JUROR, token)
    row = await sql.guest.one(db, juror=link.subject)
    if row is None:
        raise LinkUnknown
    _, generation = tokens.read(keys, Purpose.JUROR, token)
    opens = stages.allows(Stage(row["stage"]), Action.OPEN_LINKS)
    found = Guest(
        juror=row["id"],
        recipient=Recipient(row["name"], row["address"], row["mailbox"], row["language"]),
        edition=row["edition"],
        year=row["year"],
        welcome=opens and not row["excused"],
        holds=link.holds and generation == link.generation,
    )
    return found, link


async def send_new(db: Connection, keys: Sequence[str], token: str) -> Guest:
    """Send a link that works to the address on file, if the juror is still on the panel."""
    standing, link = await _known(db, keys, token)
    await editions.entered(db, standing.edition)
    await sql.hold.run(db, juror=standing.juror)
    standing, link = await _known(db, keys, token)
    if not standing.welcome:
        return standing
    generation = link.generation
    if not link.holds:
        generation = await links.renew(db, link.id)
        await audit.record(
            db,
            f"juror:{standing.juror}",
            "juror.link_renewed",
            f"juror:{standing.juror}",
            edition=standing.edition,
        )
    await outbox.post(
        db,
        "juror_link",
        f"juror-link:{standing.juror}:{generation}:{link.now:%Y-%m-%dT%H}",
        standing.recipient,
        edition=standing.edition,
        link=link.id,
        juror=standing.juror,
    )
    return standing
