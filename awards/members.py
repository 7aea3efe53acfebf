"""Members: the organisation's own list, one for each edition, and who of it may be nominated."""

from collections.abc import Sequence
from dataclasses import dataclass

from awards import audit
from awards.database import Connection, Queries
from awards.directory import Member
from awards.editions import Entered
from awards.errors import N_, Conflict
from awards.stages import Action

sql = Queries("members")

PAGE = 50

NOT_A_MEMBER = N_(
    "This company is not on our list of members, and only members may be nominated this year."
    " Is it new, or in the list under another number? Write to us at %(address)s."
)
FORBIDDEN_KIND = N_(
    "Members of this kind (%(kind)s) may not be nominated this year. Nominate a company they work"
    " with, or write to us at %(address)s."
)
NOT_TO_BE_NOMINATED = N_(
    "This member may not be nominated this year. Do you think it should? Write to us at"
    " %(address)s."
)


@dataclass(frozen=True)
class Loaded:
    """What the list holds, for the page that shows it."""

    members: list[Member]  # of this page
    total: int  # that match
    all: int


@dataclass(frozen=True)
class Barred:
    """Why a company may not be nominated: a sentence and its fields, not yet translated."""

    message: str
    fields: dict[str, str]


async def load(db: Connection, actor: str, inside: Entered, members: Sequence[Member]) -> None:
    """Put this list in the place of the one before."""
    inside.require(Action.SET_QUESTIONS)
    await sql.clear.run(db, edition=inside.id)
    await sql.load.run(
        db,
        edition=inside.id,
        numbers=[one.organisation_number for one in members],
        names=[one.name for one in members],
        kinds=[one.kind for one in members],
        may=[one.may_be_nominated for one in members],
    )
    await sql.listed.run(db, edition=inside.id)
    subject = f"edition:{inside.id}"
    await audit.record(
        db, actor, "members.loaded", subject, edition=inside.id, members=len(members)
    )


async def page(db: Connection, edition: int, search: str = "", page: int = 1) -> Loaded:
    rows = await sql.page.all(
        db, edition=edition, search=search, most=PAGE, skipped=(page - 1) * PAGE
    )
    found = [
        Member(row["organisation_number"], row["name"], row["kind"], row["may_be_nominated"])
        for row in rows
    ]
    everybody = int(await sql.count.value(db, edition=edition))
    return Loaded(found, rows[0]["total"] if rows else 0, everybody)


async def kinds(db: Connection, edition: int) -> list[str]:
    """The kinds of members there are, and those that are forbidden already."""
    return [row["kind"] for row in await sql.kinds.all(db, edition=edition)]


async def change_rules(
    db: Connection,
    actor: str,
    inside: Entered,
    members_only: bool,
    forbidden: list[str],
    seen: int,
) -> None:
    """Say who of the members, and whether others, may be nominated in an edition as it was seen."""
    inside.require(Action.SET_QUESTIONS)
    changed = await sql.change_rules.value(
        db, edition=inside.id, version=seen, members_only=members_only, forbidden_kinds=forbidden
    )
    if changed is None:
        raise Conflict
    subject = f"edition:{inside.id}"
    await audit.record(
        db,
        actor,
        "members.rules_changed",
        subject,
        edition=inside.id,
        members_only=members_only,
        forbidden_kinds=forbidden,
    )


async def barred(db: Connection, edition: int, number: str | None) -> Barred | None:
    """Why a company with this number may not be nominated in an edition, if it may not.

    Without a number nobody can tell; staff see to it.
    """
    if number is None:
        return None
    row = await sql.standing.one(db, edition=edition, number=number)
    if row is None:
        return None
    address = {"address": row["address"]}
    if row["members_only"] and row["kind"] is None:
        return Barred(NOT_A_MEMBER, address)
    if row["kind"] is not None and row["kind"] in row["forbidden_kinds"]:
        return Barred(FORBIDDEN_KIND, {**address, "kind": row["kind"]})
    if row["may_be_nominated"] is False:
        return Barred(NOT_TO_BE_NOMINATED, address)
    return None
