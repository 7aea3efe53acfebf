"""The entrance to the jury room: whose link it is, a new one for who asks, and "this was not me".

Whoever asks for a link is answered alike, and at once: the door only writes the mailbox down. The
worker sends a letter to the address on file of somebody who has a link and is still on the panel,
once an hour, and makes a link hold again that had ended. Strangers who ask stand in nobody's way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from awards import audit, editions, links, outbox, panel, stages, tokens, words
from awards.database import Connection, Queries
from awards.errors import LinkEnded, LinkUnknown
from awards.links import Link
from awards.outbox import Recipient
from awards.panel import Appointed
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("entrance")

MOST_A_DAY = 5  # letters with a link to one mailbox, whoever asks for them

AT_ONCE = 2_000  # questions that are looked at in one go


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


async def guest(
    db: Connection, keys: Sequence[str], token: str, purpose: Purpose = Purpose.JUROR
) -> Guest:
    """Whose link it is; an alarm leads to a page of its own, and never in here."""
    link = await links.known(db, keys, purpose, token)
    row = await sql.guest.one(db, juror=link.subject)
    if row is None:
        raise LinkUnknown
    _, generation = tokens.read(keys, purpose, token)
    opens = stages.allows(Stage(row["stage"]), Action.OPEN_LINKS)
    return Guest(
        juror=row["id"],
        recipient=Recipient(row["name"], row["address"], row["mailbox"], row["language"]),
        edition=row["edition"],
        year=row["year"],
        welcome=opens and not row["excused"],
        holds=link.holds and generation == link.generation,
    )


async def ask(db: Connection, mailbox: str) -> None:
    """Somebody wants the link of this mailbox. One statement, whoever it is."""
    await sql.ask.run(db, mailbox=mailbox)


async def serve_next(db: Connection) -> bool:
    """Send the next link that is asked for, where there is one to send; False when none is.

    Strangers are turned away many at a time, so that however many ask, a juror waits for seconds.
    """
    mailbox = await sql.take.value(db, most=AT_ONCE)
    if mailbox is None:
        return bool(await sql.turn_away.value(db, most=AT_ONCE))
    for row in await sql.seats.all(db, mailbox=mailbox):
        inside = await editions.entered(db, row["edition"])
        await sql.hold.run(db, juror=row["juror"])
        juror = await panel.juror(db, inside.id, row["juror"])
        link = await links.of_subject(db, Purpose.JUROR, juror.id)
        stays = juror.excused_at is None and juror.mailbox == mailbox
        if link and stays and stages.allows(inside.stage, Action.OPEN_LINKS):
            await _send(db, juror, link)
    return True


async def _send(db: Connection, juror: Appointed, link: Link) -> None:
    """The letter with a juror's link, which is renewed if it does not hold."""
    if await sql.sent_lately.value(db, mailbox=juror.mailbox) >= MOST_A_DAY:
        return
    generation = link.generation
    if not link.holds:
        generation = await links.renew(db, link.id)
        await audit.record(
            db, audit.SERVICE, "juror.link_renewed", f"juror:{juror.id}", edition=juror.edition
        )
    await outbox.post(
        db,
        "juror_link",
        f"juror-link:{juror.id}:{generation}:{link.now:%Y-%m-%dT%H}",
        juror.recipient,
        edition=juror.edition,
        link=link.id,
        juror=juror.id,
    )


async def disown(db: Connection, keys: Sequence[str], token: str, address: str) -> bool:
    """Shut the link and every device of the juror whose alarm it is, if they give their address."""
    found = await guest(db, keys, token, Purpose.ALARM)
    await editions.entered(db, found.edition)
    await sql.hold.run(db, juror=found.juror)
    found = await guest(db, keys, token, Purpose.ALARM)
    if not found.may_enter:
        raise LinkEnded
    if not _is_of(address, found.recipient):
        return False
    await panel.end_link(db, await panel.juror(db, found.edition, found.juror))
    who = f"juror:{found.juror}"
    await audit.record(db, who, "juror.link_disowned", who, edition=found.edition)
    return True


def _is_of(address: str, person: Recipient) -> bool:
    try:
        return words.canonical_mailbox(words.one_line(address)) == person.mailbox
    except ValueError:
        return False
