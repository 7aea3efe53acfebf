"""Press: whom newsrooms reach at a company, what announcements call it, and its logo."""

import json
from dataclasses import asdict, dataclass

from awards import audit, companies, nominees, pictures, submissions
from awards.contributors import Contributor
from awards.database import Connection
from awards.errors import NotFound
from awards.pictures import Drawn, Picture
from awards.submissions import Answer, Said


@dataclass(frozen=True)
class Contact:
    name: str = ""
    address: str = ""
    telephone: str = ""

    @property
    def body(self) -> str:
        """The one text it is stored as; nothing where there is no contact."""
        return audit.canonical(asdict(self)) if self != Contact() else ""


def contact(said: Said) -> Contact:
    """Whom newsrooms reach, as it stands."""
    standing = said.item(submissions.PRESS_CONTACT)
    return read(standing)


def read(item: Answer | None) -> Contact:
    return of_body(item.body if item else "")


def of_body(body: str) -> Contact:
    return Contact(**json.loads(body)) if body else Contact()


async def name_contact(
    db: Connection, contributor: Contributor, contact: Contact, seen: int
) -> Answer | None:
    """Keep a contact; what stands instead, if somebody else was first."""
    return await submissions.note(db, contributor, submissions.PRESS_CONTACT, contact.body, seen)


async def announce_as(db: Connection, contributor: Contributor, name: str, version: int) -> None:
    """Give the company the name that announcements call it by."""
    contributor = await submissions.opened(db, contributor)
    head = await companies.company(db, contributor.head)
    if head.name != name:
        await nominees.rename(db, head.edition, head.id, version, contributor.actor, name)


async def use_logo(
    db: Connection, contributor: Contributor, drawn: Drawn | None, seen: int
) -> Answer | None:
    """Use this logo, or none; what stands instead, if somebody else was first."""
    contributor = await submissions.opened(db, contributor)
    standing = (await submissions.said(db, contributor.head)).items.get(submissions.LOGO)
    if standing and standing.id != seen:
        return standing
    body = str((await pictures.keep(db, drawn)).id) if drawn else ""
    return await submissions.note(db, contributor, submissions.LOGO, body, seen)


async def logo(db: Connection, contributor: Contributor) -> Picture:
    """The logo of the company whose form this contributor is inside of."""
    _, contributor = await submissions.entered(db, contributor)
    standing = (await submissions.said(db, contributor.head)).item(submissions.LOGO)
    if standing is None:
        raise NotFound
    return await pictures.picture(db, int(standing.body))
