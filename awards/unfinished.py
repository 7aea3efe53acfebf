"""Nomination forms that somebody began and goes on with later, on this device or another.

saved -> ended    sent as a nomination, or thrown away through its link

A form is known by its key. Its link goes to the mailbox that was typed into it, and nobody has
confirmed that: the letter says nothing of what was typed, and a browser that has only the key of
the form is never shown what was saved through the link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from awards import editions, links, outbox, stages, words
from awards.database import Connection, Queries
from awards.errors import N_, NotSignedIn, Refusal
from awards.outbox import Recipient
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("unfinished")

KEPT = timedelta(days=30)  # after nominations have closed
ENDED = N_(
    "This form was sent as a nomination, or thrown away. There is nothing left to go on with."
)

Fields = Sequence[tuple[str, str]]  # name of a field, what was typed into it


class Ended(Refusal):
    """There is no form to go on with any more."""

    status = 410


@dataclass(frozen=True)
class Unfinished:
    id: int
    edition: int
    form_key: str
    fields: list[tuple[str, str]]
    address: str
    mailbox: str
    language: str
    version: int
    saved_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Saved:
    """The form is kept; ``told`` where a letter with its link was posted for this."""

    version: int
    told: bool


async def by_cookie(db: Connection, cookie: bytes) -> Unfinished:
    row = await sql.by_cookie.one(db, cookie=cookie)
    if row is None or not stages.allows(Stage(row["stage"]), Action.OPEN_LINKS):
        raise NotSignedIn
    return _going_on({name: row[name] for name in Unfinished.__dataclass_fields__})


async def behind(db: Connection, ident: int) -> Unfinished:
    """The form that a link leads to, if there is something to go on with."""
    row = await sql.unfinished.one(db, id=ident)
    if row is None:
        raise Ended(ENDED)
    return _going_on(row)


async def save(
    db: Connection,
    edition: int,
    form_key: str,
    fields: Fields,
    *,
    address: str,
    language: str,
    version: int,
    silent: bool = False,
) -> Saved | None:
    """Keep a form as it was typed; None where it was saved elsewhere since it was shown.

    The caller is inside the edition. The same again changes nothing.
    """
    mailbox = words.canonical_mailbox(address)
    row = await sql.save.one(
        db,
        edition=edition,
        form_key=form_key,
        fields=[list(one) for one in fields],
        address=address,
        mailbox=mailbox,
        language=language,
        version=version,
    )
    if row is None:
        await _require_going_on(db, form_key)
        return None
    told = row["was"] != mailbox and not silent
    if told:
        to = Recipient("", address, mailbox, language)
        await _write(db, edition, row, to)
    return Saved(row["version"], told)


async def send_link(db: Connection, ident: int) -> None:
    """Post the link to the address on file, once an hour at most, while there is a way on."""
    row = await sql.unfinished.one(db, id=ident)
    if row is None or row["ended_at"] is not None:
        return
    inside = await editions.entered(db, row["edition"])
    link = await links.of_subject(db, Purpose.UNFINISHED, ident)
    if link is None or not stages.allows(inside.stage, Action.OPEN_LINKS):
        return
    if not link.holds:
        await links.renew(db, link.id)
    await outbox.post(
        db,
        "nomination_unfinished",
        f"unfinished:{ident}:link:{inside.now:%Y-%m-%dT%H}",
        Recipient("", row["address"], row["mailbox"], row["language"]),
        edition=row["edition"],
        most=outbox.MOST_UNCONFIRMED,
        link=link.id,
    )


async def end(db: Connection, ident: int) -> None:
    """It was sent: its links lead nowhere any more."""
    await sql.end.run(db, id=ident)
    await links.revoke_openable(db, Purpose.UNFINISHED, ident)


async def throw_away(db: Connection, ident: int) -> None:
    await end(db, ident)
    await sql.empty.run(db, id=ident)


async def forget(db: Connection) -> int:
    """What was never sent is deleted some time after its year has closed; how many were."""
    found = await editions.editions(db)
    closed = [one.id for one in found if not one.allows(Action.NOMINATE)]
    return await sql.forget.run(db, editions=closed, kept=KEPT)


async def _write(db: Connection, edition: int, row: Any, to: Recipient) -> None:
    """The letter with the link. Another mailbox than before gets a link of its own."""
    link = await links.of_subject(db, Purpose.UNFINISHED, row["id"])
    if link is not None and row["was"] is not None:
        await links.revoke(db, link.id)
    known = link is not None and row["was"] is None
    await outbox.post(
        db,
        "nomination_unfinished",
        f"unfinished:{row['id']}:{row['version']}",
        to,
        edition=edition,
        most=outbox.MOST_UNCONFIRMED,
        link=link.id if link and known else await links.issue(db, Purpose.UNFINISHED, row["id"]),
    )


async def _require_going_on(db: Connection, form_key: str) -> None:
    if await sql.ended.value(db, form_key=form_key):
        raise Ended(ENDED)


def _going_on(row: Any) -> Unfinished:
    if row["ended_at"] is not None:
        raise Ended(ENDED)
    fields = [(name, text) for name, text in row["fields"]]
    return Unfinished(**{**dict(row), "fields": fields})
