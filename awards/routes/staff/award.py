"""The award: setting it up on an empty database, and changing it later."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, beginning, doors, forms, pages
from awards.award import Award, Profile
from awards.errors import N_
from awards.forms import Address, Errors, Line, Typed, Wrong
from awards.rendering import LANGUAGES
from awards.routes.staff import desk, fields
from awards.routes.staff.fields import Shown
from awards.staff import Member, Role

LABELS = fields.labels(
    {
        "languages": N_("Languages"),
        "zone": N_("Time zone"),
        "sender_name": N_("Who the letters are from"),
        "sender": N_("The address letters are sent from"),
        "reply_public": N_("Where nominators' answers go"),
        "reply_jury": N_("Where jurors' answers go"),
    },
    {
        "name": N_("Name of the award"),
        "organisation": N_("Organisation"),
        "privacy_notice": N_("What happens to the personal data"),
    },
)
OWN_LABELS = {"own_name": N_("Your name"), "own_address": N_("Your e-mail address")}
ORDER = (
    "languages",
    "name",
    "organisation",
    "zone",
    "sender_name",
    "sender",
    "reply_public",
    "reply_jury",
    "privacy_notice",
    "own_name",
    "own_address",
)
SUGGESTED = {"zone": "Europe/Oslo", "languages": " ".join(LANGUAGES)}


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise Wrong(N_("We do not know this time zone. Write it like Europe/Oslo."))
    return text


class Written(forms.Form):
    zone: Annotated[Line, AfterValidator(_zone)]
    sender_name: Line
    sender: Address
    reply_public: Address
    reply_jury: Address


class Introduced(forms.Form):
    own_name: Line
    own_address: Address


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        stands = await award.award(db)
    values = _values(stands) if stands else {**SUGGESTED, **_own(member)}
    return await _page(request, member, stands, Shown(values))


async def set_up(request: Request) -> Response:
    typed = await pages.form(request, {**LABELS, **OWN_LABELS})
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        profile, errors = _read(typed)
        person, more = forms.read(Introduced, typed)
        errors |= more
        if profile and person and not errors:
            await beginning.set_up(
                db,
                member,
                profile,
                name=person.own_name,
                address=person.own_address,
                language=pages.language(request, member.language),
            )
    if errors:
        return await _page(request, member, None, fields.again(typed, 0, errors))
    return pages.see_other(request, "staff:home")


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        stands = await award.known(db)
        profile, errors = _read(typed)
        theirs = fields.theirs(typed, stands.version, _values(stands), LABELS)
        if profile and not theirs:
            await award.change(db, member.actor, profile, stands.version)
    if errors or theirs:
        shown = fields.again(typed, stands.version, errors, theirs)
        return await _page(request, member, stands, shown)
    return pages.see_other(request, "staff:home")


def _read(typed: Typed) -> tuple[Profile | None, Errors]:
    chosen = [code for code in LANGUAGES if code in typed.getlist("languages")]
    written, errors = forms.read(Written, typed)
    errors |= fields.faults(
        typed,
        chosen,
        required=("name", "organisation", "privacy_notice"),
        lines=("name", "organisation"),
        texts=("privacy_notice",),
    )
    if not chosen:
        errors |= forms.wrong("languages", forms.SENTENCES["too_short"])
    if written is None or errors:
        return None, fields.in_order(errors, ORDER)
    profile = Profile(
        name=typed.texts("name", LANGUAGES),
        organisation=typed.texts("organisation", LANGUAGES),
        privacy_notice=typed.texts("privacy_notice", LANGUAGES),
        languages=chosen,
        **dict(written),
    )
    return profile, {}


def _values(stands: Award) -> dict[str, str]:
    return {
        "version": str(stands.version),
        "languages": " ".join(stands.languages),
        **{name: getattr(stands, name) for name in Written.model_fields},
        **fields.flat("name", stands.name),
        **fields.flat("organisation", stands.organisation),
        **fields.flat("privacy_notice", stands.privacy_notice),
    }


def _own(member: Member) -> dict[str, str]:
    """Whoever came in through the printed link has no name yet."""
    return {"own_name": member.name, "own_address": member.address} if member.mailbox else {}


async def _page(request: Request, member: Member, stands: Award | None, shown: Shown) -> Response:
    return await fields.page(request, member, None, desk.SET_UP, shown, stands=stands)


routes: list[BaseRoute] = [
    Route("/award", show, name="award"),
    Route("/award/new", set_up, methods=["POST"], name="set_up_award"),
    Route("/award", change, methods=["POST"], name="change_award"),
]
