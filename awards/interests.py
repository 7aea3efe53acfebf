"""Interests: what may tie a juror to a company they judge, for staff to confirm or to settle.

A tie is suggested from the numbers of the juror's employer and its parent, and from the domains of
their mail and home page. It decides nothing by itself: staff confirm it, which is a recusal, or
settle with a reason that it is no conflict. That hinders no juror from declaring one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from awards import audit, likenesses, recusals
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Conflict, Invalid, NotFound
from awards.recusals import Kind
from awards.staff import Member
from awards.stages import Action

sql = Queries("interests")

PAGE = 50
ALL = 100_000  # of the names on one juror's list

PUBLIC_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"),
        *("outlook.no", "hotmail.no", "live.no", "yahoo.com", "yahoo.no", "ymail.com", "aol.com"),
        *("icloud.com", "me.com", "mac.com", "online.no", "getmail.no", "broadpark.no"),
        *("lyse.net", "altibox.no", "start.no", "c2i.net", "frisurf.no", "epost.no", "telia.no"),
        *("telia.com", "gmx.com", "gmx.net", "gmx.de", "web.de", "mail.com", "zoho.com"),
        *("fastmail.com", "hey.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com"),
    }
)
TIE_NOBODY = sorted(PUBLIC_MAIL | likenesses.SHARED)  # domains that many have


class Tie(StrEnum):
    EMPLOYER = "employer"
    OWNED_BY_EMPLOYER = "owned_by_employer"
    OWNS_EMPLOYER = "owns_employer"
    SAME_PARENT = "same_parent"
    MAIL = "mail"
    HOME_PAGE = "home_page"


# What staff read of a tie, and what its juror does.
WORDS = {
    Tie.EMPLOYER: N_("The juror's employer has the company's number, %(value)s."),
    Tie.OWNED_BY_EMPLOYER: N_("The register has the juror's employer, %(value)s, as its parent."),
    Tie.OWNS_EMPLOYER: N_("The register has it, %(value)s, as the parent of the juror's employer."),
    Tie.SAME_PARENT: N_("It and the juror's employer have the same parent, %(value)s."),
    Tie.MAIL: N_("The juror's mail and the company share a domain, %(value)s."),
    Tie.HOME_PAGE: N_("The employer's home page and the company share a domain, %(value)s."),
}
HINTS = {
    Tie.EMPLOYER: N_("Your employer, it seems."),
    Tie.OWNED_BY_EMPLOYER: N_("Your employer seems to own it."),
    Tie.OWNS_EMPLOYER: N_("It seems to own your employer."),
    Tie.SAME_PARENT: N_("It seems to have the same owner as your employer."),
    Tie.MAIL: N_("It shares a domain with your e-mail address."),
    Tie.HOME_PAGE: N_("It shares a domain with your employer's home page."),
}

NO_REASON = N_("Say why it is no conflict. Staff can read it later.")


@dataclass(frozen=True)
class Reason:
    tie: Tie
    value: str  # the number or the domain


@dataclass(frozen=True)
class Suggestion:
    """A juror and a company they judge, with what seems to tie them."""

    juror: int
    juror_name: str
    employer: str
    company: int
    name: str
    cleared_at: datetime | None  # when the juror declared no conflict with it
    reasons: list[Reason]


@dataclass(frozen=True)
class Pin:
    """Staff looked at a suggestion, and it is no conflict."""

    id: int
    juror: int
    juror_name: str
    name: str
    reason: str
    by: str
    pinned_at: datetime


async def suggested(
    db: Connection, edition: int, *, juror: int | None = None, page: int = 1, most: int = PAGE
) -> tuple[list[Suggestion], int]:
    """What nobody has settled yet, a page of it, and how many there are."""
    rows = await _suggested(db, edition, juror, None, most, (page - 1) * most)
    return [_suggestion(row) for row in rows], rows[0]["total"] if rows else 0


async def hints(db: Connection, edition: int, juror: int) -> dict[int, str]:
    """By company, what a juror is reminded of beside its name."""
    found, _ = await suggested(db, edition, juror=juror, most=ALL)
    return {one.company: HINTS[one.reasons[0].tie] for one in found}


async def require_open(db: Connection, edition: int, juror: int, company: int) -> None:
    """Refuse to settle what is not suggested, or no more."""
    if not await _suggested(db, edition, juror, company, 1, 0):
        raise Conflict


async def confirm(
    db: Connection, inside: Entered, juror: int, company: int, kind: Kind, member: Member
) -> None:
    """What was suggested is a conflict: a recusal that staff set."""
    await sql.hold.run(db, juror=juror, edition=inside.id)
    await require_open(db, inside.id, juror, company)
    await recusals.declare(db, inside, juror, company, kind, actor=member.actor, by_staff=member.id)


async def pin(
    db: Connection, inside: Entered, juror: int, company: int, reason: str, member: Member
) -> None:
    """What was suggested is no conflict, and why."""
    inside.require(Action.DECLARE_RECUSAL)
    if not reason:
        raise Invalid(NO_REASON)
    await sql.hold.run(db, juror=juror, edition=inside.id)
    await require_open(db, inside.id, juror, company)
    ident = await sql.pin.value(
        db, juror=juror, company=company, reason=reason, staff=member.id, now=inside.now
    )
    if ident is None:
        raise Conflict
    found = {"juror": juror, "company": company, "reason": reason}
    await _record(db, inside, member, "interest.pinned", juror, found)


async def take_back(db: Connection, inside: Entered, ident: int, member: Member) -> None:
    """What was settled as no conflict is suggested again."""
    inside.require(Action.DECLARE_RECUSAL)
    row = await sql.take_back.one(db, id=ident, edition=inside.id, staff=member.id, now=inside.now)
    if row is None:
        raise NotFound
    await _record(db, inside, member, "interest.taken_back", row["juror"], dict(row))


async def pins(db: Connection, edition: int, page: int = 1) -> tuple[list[Pin], int]:
    rows = await sql.pins.all(db, edition=edition, most=PAGE, skip=(page - 1) * PAGE)
    found = [Pin(**{name: row[name] for name in Pin.__dataclass_fields__}) for row in rows]
    return found, rows[0]["total"] if rows else 0


async def _suggested(
    db: Connection, edition: int, juror: int | None, company: int | None, most: int, skip: int
) -> Sequence[Any]:
    return await sql.suggested.all(
        db,
        edition=edition,
        juror=juror,
        company=company,
        unlike=TIE_NOBODY,
        most=most,
        skip=skip,
    )


def _suggestion(row: Any) -> Suggestion:
    facts = {name: row[name] for name in Suggestion.__dataclass_fields__ if name != "reasons"}
    reasons = [Reason(Tie(one["tie"]), one["value"]) for one in row["reasons"]]
    return Suggestion(**facts, reasons=sorted(reasons, key=lambda one: list(Tie).index(one.tie)))


async def _record(
    db: Connection, inside: Entered, member: Member, deed: str, juror: int, found: dict[str, Any]
) -> None:
    await audit.record(db, member.actor, deed, f"juror:{juror}", edition=inside.id, **found)
