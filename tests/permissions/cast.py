"""Everybody who may ask for an address, in one year; and whose things the address may name."""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from awards import rules
from awards.database import Connection
from awards.sessions import hashed
from awards.stages import Stage, reached
from awards.tokens import Purpose
from tests import people
from tests.bad_use import scene
from tests.bad_use.scene import Place


class Role(StrEnum):
    STRANGER = "stranger"
    NOMINATOR = "nominator"
    KEEPER = "keeper"  # of a nomination form that is not finished
    CONTRIBUTOR = "contributor"
    CHECKER = "checker"  # of what will be said about a winner
    JUROR = "juror"
    CHAIR = "chair"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


STAFF = (Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR)


class Whose(StrEnum):
    """Whose things an address names."""

    OWN = "own"
    NEIGHBOUR = "neighbour"  # somebody else's, of the same year
    OTHER_YEAR = "other year"
    MIXED = "mixed"  # own in front, another year's behind


Fillings = dict[str, Any]


@dataclass(frozen=True)
class Cast:
    """One year with everybody in it, and what the gaps of an address stand for."""

    cookies: dict[Role, str]
    own: Fillings
    neighbour: Fillings
    other_year: Fillings

    def address(self, place: Place, whose: Whose) -> str:
        if whose is Whose.OWN:
            return place.address(self.own)
        if "{token}" in place.path:
            return place.address(self.own, token=_of_another_door(place, self.own))
        theirs = self.neighbour if whose is Whose.NEIGHBOUR else self.other_year
        changed = place.idents[-1:] if whose is Whose.MIXED else place.idents
        return place.address(self.own, **{gap: theirs[gap] for gap in changed})


def _of_another_door(place: Place, own: Fillings) -> str:
    """A link that opens something, but not this."""
    of = "token of jury" if place.audience == "nominee" else "token of nominee"
    return str(own[of])


def named(place: Place) -> list[Whose]:
    """Whose things an address can name: without a gap for them there are none but one's own."""
    if "{token}" in place.path:
        return [Whose.OWN, Whose.OTHER_YEAR]
    if not place.idents:
        return [Whose.OWN]
    if place.audience != "staff":
        return [Whose.OWN, Whose.NEIGHBOUR, Whose.OTHER_YEAR]
    mixed = [Whose.MIXED] if len(place.idents) > 1 else []
    return [Whose.OWN, Whose.OTHER_YEAR, *mixed]


async def cast(db: Connection, stage: Stage) -> Cast:
    own = await scene.scene(db, stage)
    cookies = await _sign_in(db, own)
    own |= await _more(db, own)
    neighbour = await _neighbour(db, own)
    await _at(db, own["edition"], stage)
    other_year = await scene.another(db)
    await people.look_through(db)
    return Cast(cookies, own, neighbour, other_year)


async def _more(db: Connection, own: Fillings) -> Fillings:
    """A third nominee, so that a shortlist can shrink; a colleague of Eli's who waits outside."""
    alke = await people.company(db, own["edition"], "Alke")
    nominee = await people.nominee(db, own["category"], alke, state="shortlisted")
    await db.execute(
        "INSERT INTO shortlist (round, nominee) VALUES ($1, $2)", own["round"], nominee
    )
    company = own["company of the contributor"]
    waits = await people.contributor(db, company, "Frode", let_in_by="", origin="nominator")
    return {"company": company, "contributor": waits}


async def _at(db: Connection, edition: int, stage: Stage) -> None:
    """The rounds and the rules of the year are as its stage leaves them."""
    if not reached(stage, Stage.JUDGING):
        await db.execute("UPDATE rounds SET opened_at = NULL")
        return
    await rules.seal(db, edition, "")
    if reached(stage, Stage.DECIDING):
        await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")


async def _neighbour(db: Connection, own: Fillings) -> Fillings:
    """A category of the same year that Ada does not judge, and a company Eli does not work for."""
    edition = own["edition"]
    category = await people.category(db, edition, "growth", 2)
    company = await people.company(db, edition, "Terne")
    nomination = await people.nomination(db, category, company, by="Nils")
    nominee = await people.nominee(db, category, company)
    return {
        "category": category,
        "company": company,
        "nomination": nomination,
        "nominee": nominee,
        "round": await people.shortlist(db, category, nominee),
        "contributor": await people.contributor(db, company, "Frøydis"),
    }


async def _sign_in(db: Connection, own: Fillings) -> dict[Role, str]:
    chair = await people.juror(db, own["edition"], "Dag", chair=True)
    await db.execute(
        "DELETE FROM seats WHERE juror = $1 AND category <> $2", chair, own["category"]
    )
    found = {Role.STRANGER: ""}
    for role, purpose, subject in (
        (Role.NOMINATOR, Purpose.NOMINATION, own["nomination"]),
        (Role.KEEPER, Purpose.UNFINISHED, own["unfinished"]),
        (Role.CONTRIBUTOR, Purpose.CONTRIBUTOR, own["contributor"]),
        (Role.CHECKER, Purpose.CHECK, own["check"]),
        (Role.JUROR, Purpose.JUROR, own["juror"]),
        (Role.CHAIR, Purpose.JUROR, chair),
    ):
        found[role] = await _session(db, purpose, subject)
    for role in STAFF:
        member = await people.staff(db, role.title(), role)
        found[role] = await _session(db, Purpose.STAFF, member)
    return found


async def _session(db: Connection, purpose: Purpose, subject: int) -> str:
    """The header that a browser of theirs sends."""
    link, cookie = secrets.token_urlsafe(9), secrets.token_urlsafe(12)
    await db.execute(
        "INSERT INTO links (id, purpose, subject) VALUES ($1, $2, $3)", link, purpose, subject
    )
    await db.execute(
        """INSERT INTO sessions (cookie, audience, link, subject, expires_at)
           VALUES ($1, $2, $3, $4, clock_timestamp() + interval '1 day')""",
        hashed(cookie),
        purpose,
        link,
        subject,
    )
    return f"{purpose}={cookie}"
