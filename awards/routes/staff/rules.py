"""How a year is judged and announced. In judging, what counts may be changed and is sealed anew."""

from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, pages, resealing
from awards.database import Connection
from awards.editions import Choices, Edition
from awards.errors import N_
from awards.forms import Errors, Tick, Typed, Whole
from awards.routes.staff import fields, sealing
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

SEALED = {
    "quorum": N_("Least number of score sheets"),
    "count_unconfirmed": N_("Sheets of ballots that are not confirmed"),
}
LABELS = {
    "recusal_grade": N_("What a conflict of interest closes"),
    "comment_rule": N_("When jurors must comment"),
    **SEALED,
    "two_people_announce": N_("Two people announce"),
    **sealing.REASON,
}


class Grade(StrEnum):
    COMPANY = "company"
    CATEGORY = "category"
    NOTED = "noted"


class CommentRule(StrEnum):
    NEVER = "never"
    EXTREMES = "extremes"
    ALWAYS = "always"


class Counting(forms.Form):
    quorum: Whole
    count_unconfirmed: Tick


class Ruled(Counting):
    recusal_grade: Grade
    comment_rule: CommentRule
    two_people_announce: Tick


async def rules(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        may_recount = await resealing.may_recount(db, edition)
    return await _page(request, member, edition, Shown(_values(edition)), may_recount)


async def change_rules(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        change = _change_sealed if edition.allows(Action.CHANGE_SEALED_RULES) else _change
        shown = await change(db, member, edition, typed)
        may_recount = await resealing.may_recount(db, edition)
    if shown:
        return await _page(request, member, edition, shown, may_recount)
    return pages.see_other(request, "staff:edition", year=edition.year)


async def _change(db: Connection, member: Member, edition: Edition, typed: Typed) -> Shown | None:
    """The form again, where it cannot be kept as it is."""
    ruled, errors = forms.read(Ruled, typed)
    errors |= _too_few(ruled)
    theirs = fields.theirs(typed, edition.version, _values(edition), LABELS)
    if ruled is None or errors or theirs:
        return fields.again(typed, edition.version, errors, theirs)
    inside = await editions.entered(db, edition.id)
    choices = Choices(**dict(ruled))
    await editions.change_rules(db, member.actor, inside, choices, edition.version)
    return None


async def _change_sealed(
    db: Connection, member: Member, edition: Edition, typed: Typed
) -> Shown | None:
    counting, errors = forms.read(Counting, typed)
    errors |= _too_few(counting) | sealing.fault(typed)
    theirs = fields.theirs(typed, edition.version, _values(edition), SEALED)
    if counting is None or errors or theirs:
        return fields.again(typed, edition.version, errors, theirs)
    await resealing.change_counting(
        db,
        member.actor,
        await resealing.entered(db, edition.id),
        version=edition.version,
        reason=typed["reason"],
        **dict(counting),
    )
    return None


def _too_few(counting: Counting | None) -> Errors:
    if counting is None or 1 <= counting.quorum <= 1000:
        return {}
    return forms.wrong("quorum", N_("Choose a number from 1 to 1000."))


async def _page(
    request: Request, member: Member, edition: Edition, shown: Shown, may_recount: bool
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/rules.html",
        shown,
        may_set_rules=edition.allows(Action.SET_RULES),
        may_recount=may_recount,
    )


def _values(edition: Edition) -> dict[str, str]:
    return {
        "version": str(edition.version),
        "recusal_grade": edition.recusal_grade,
        "comment_rule": edition.comment_rule,
        "quorum": str(edition.quorum),
        "count_unconfirmed": "yes" if edition.count_unconfirmed else "",
        "two_people_announce": "yes" if edition.two_people_announce else "",
    }


routes: list[BaseRoute] = [
    Route("/{year:year}/set-up/rules", rules, name="rules"),
    Route("/{year:year}/set-up/rules", change_rules, methods=["POST"], name="change_rules"),
]
