"""How an award begins: the first link, printed at start, and what is set up behind it."""

from datetime import timedelta

from awards import audit, award, links, staff, words
from awards.award import Profile
from awards.database import Connection
from awards.errors import N_
from awards.rendering import LANGUAGES, translate
from awards.settings import Settings
from awards.staff import Member
from awards.tokens import Purpose

FIRST_LINK_LASTS = timedelta(hours=24)
NAMELESS = N_("Administrator")


async def first_link(db: Connection, settings: Settings) -> str | None:
    """The address that lets an administrator in where no award is set up yet; None where one is."""
    if await award.award(db) is not None:
        return None
    spoken = LANGUAGES[0]
    administrator = await staff.first(db, translate(spoken, NAMELESS), spoken)
    return await link_for(db, settings, administrator)


async def link_for(db: Connection, settings: Settings, member: int) -> str:
    """The address of a fresh one-time link for a staff member, to be printed, not posted."""
    ident = await links.issue(db, Purpose.STAFF, member, lasts=FIRST_LINK_LASTS, single_use=True)
    token = links.token(settings.secret_keys, await links.by_id(db, ident))
    return f"{settings.base_url}/staff/enter/{token}"


async def set_up(
    db: Connection, member: Member, profile: Profile, *, name: str, address: str, language: str
) -> None:
    """The award comes into being, and whoever sets it up gets their own name and address."""
    await award.create(db, profile)
    await staff.introduce(
        db,
        member,
        name=name,
        address=address,
        mailbox=words.canonical_mailbox(address),
        language=language,
    )
    await audit.record(db, member.actor, "award.created", "award", name=profile.name)
