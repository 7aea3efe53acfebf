"""Deliveries to channels: what became of each, and trying again, skipping, adopting."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import channels, deliveries, doors, pages, redeliveries, words
from awards.database import Connection
from awards.deliveries import PAGE, Deed, Delivery, State
from awards.errors import N_
from awards.redeliveries import OPEN, Held
from awards.rendering import translate
from awards.routes.staff import desk, lists
from awards.staff import Member, Role

# State -> what it is called, and its tone.
STATES = {
    State.WAITING: (N_("Waits"), "neutral"),
    State.SENDING: (N_("Being sent"), "info"),
    State.SENT: (N_("Sent"), "success"),
    State.FAILED: (N_("Not sent"), "danger"),
    State.UNKNOWN: (N_("Nobody knows"), "warning"),
    State.SKIPPED: (N_("Skipped"), "neutral"),
}
DEEDS = {
    Deed.PUBLISH: N_("Announcement"),
    Deed.CORRECT: N_("Correction"),
    Deed.WITHDRAW: N_("Withdrawal"),
}

Do = Callable[[Connection, Member, int], Awaitable[Held]]


async def listed(request: Request) -> Response:
    asked = request.query_params
    state = asked.get("state", "")
    chosen, below = words.whole(asked.get("channel")), words.whole(asked.get("below"))
    async with pages.transaction(request) as db:
        member = await doors.member(request, db)
        found = await deliveries.page(db, state if state in list(State) else "", chosen, below)
        known = await channels.channels(db)
        counts = await deliveries.counts(db)
    return await desk.page(
        request,
        member,
        None,
        "staff/deliveries.html",
        channels=known,
        chosen=chosen,
        state=state,
        below=below,
        more=len(found) > PAGE,
        failed=counts.get(chosen or 0, {}).get(State.FAILED, 0),
        **_facts(request, member, found[:PAGE]),
    )


async def of_announcement(
    request: Request, db: Connection, member: Member, announcement: int
) -> dict[str, Any]:
    """What the page of an announcement shows of its channels: "staff/announcement_deliveries"."""
    found = await deliveries.of_announcement(db, announcement)
    lacking = await deliveries.lacking(db, announcement)
    return {**_facts(request, member, found), "lacking": lacking}


def _facts(request: Request, member: Member, found: Sequence[Delivery]) -> dict[str, Any]:
    spoken = pages.language(request, member.language)
    return {
        "deliveries": found,
        "answers": {one.id: _said(spoken, one) for one in found},
        "delivery_states": STATES,
        "delivery_deeds": DEEDS,
        "open_states": OPEN,
        "may_deliver": member.may(Role.PUBLISHER),
        "language_names": pages.NAMES,
    }


def _said(spoken: str, one: Delivery) -> str:
    """Our own sentences in the reader's language, with what the channel said as their fields."""
    answer = one.answer if one.facts else one.answer.replace("%", "%%")
    return translate(spoken, answer, **one.facts) if one.answer else ""


async def retry(request: Request) -> Response:
    return await _decide(request, redeliveries.retry)


async def skip(request: Request) -> Response:
    return await _decide(request, redeliveries.skip)


async def adopt(request: Request) -> Response:
    return await _decide(request, redeliveries.adopt)


async def _decide(request: Request, do: Do) -> Response:
    """To where the button was pressed: the list as it was asked for, or the announcement."""
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.PUBLISHER)
        held = await do(db, member, request.path_params["delivery"])
    if typed["from"] == "list":
        asked = {name: typed[name] for name in ("state", "channel")}
        return lists.back(request, "staff:deliveries", asked)
    return pages.see_other(request, "staff:announcement", year=held.year, id=held.announcement)


async def retry_all(request: Request) -> Response:
    await pages.form(request)
    channel = request.path_params["channel"]
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.PUBLISHER)
        await channels.channel(db, channel)
        await redeliveries.retry_all(db, member, channel)
    return lists.back(request, "staff:deliveries", {"channel": channel})


async def send_to(request: Request) -> Response:
    """A channel that was made after an announcement was published gets it, too."""
    await pages.form(request)
    year, ident = request.path_params["year"], request.path_params["id"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        channel = await channels.channel(db, request.path_params["channel"])
        await redeliveries.send_to(db, member, edition.id, ident, channel.id)
    return pages.see_other(request, "staff:announcement", year=year, id=ident)


ONE = "/deliveries/{delivery:ident}"

routes: list[BaseRoute] = [
    Route("/deliveries", listed, name="deliveries"),
    Route(ONE + "/retry", retry, methods=["POST"], name="retry_delivery"),
    Route(ONE + "/skip", skip, methods=["POST"], name="skip_delivery"),
    Route(ONE + "/adopt", adopt, methods=["POST"], name="adopt_delivery"),
    Route("/channels/{channel:ident}/retry", retry_all, methods=["POST"], name="retry_channel"),
    Route(
        "/{year:year}/news/{id:ident}/channels/{channel:ident}",
        send_to,
        methods=["POST"],
        name="send_to_channel",
    ),
]
