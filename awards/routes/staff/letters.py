"""The letters on their way, and sending again what failed, was held back or may be lost."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, letters, outbox, pages, words
from awards.errors import N_
from awards.letters import KINDS
from awards.outbox import PAGE
from awards.rendering import translate
from awards.routes.staff import desk, lists

# State -> what it is called, and its tone.
STATES = {
    "waiting": (N_("Waits"), "neutral"),
    "held": (N_("Held back"), "warning"),
    "sending": (N_("Being sent"), "info"),
    "sent": (N_("Sent"), "success"),
    "failed": (N_("Not sent"), "danger"),
    "unknown": (N_("Nobody knows"), "warning"),
}
MAY_GO_AGAIN = ("failed", "unknown", "held")
CALLED_OFF = N_("called off: the link was ended")  # as the panel writes it down


async def all_letters(request: Request) -> Response:
    state = request.query_params.get("state", "")
    below = words.whole(request.query_params.get("below"))
    async with pages.transaction(request) as db:
        member = await doors.member(request, db)
        prize = await award.known(db)
        found = await outbox.page(db, state if state in STATES else "", below)
        counts = await outbox.counts(db)
    return await desk.page(
        request,
        member,
        None,
        "staff/letters.html",
        award=prize,
        letters=found[:PAGE],
        answers=_answers(found, pages.language(request, member.language)),
        more=len(found) > PAGE,
        state=state,
        below=below,
        counts=counts,
        states=STATES,
        kinds=KINDS,
        may_go_again=MAY_GO_AGAIN,
    )


def _answers(found: list[outbox.Waiting], spoken: str) -> dict[int, str]:
    """Our own sentences in the reader's language, a mail server's as it said them."""
    return {one.id: translate(spoken, one.answer.replace("%", "%%")) for one in found if one.answer}


async def send_again(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db)
        await letters.send_again(db, member.actor, request.path_params["letter"])
    return lists.back(request, "staff:letters", {"state": typed["state"]})


routes: list[BaseRoute] = [
    Route("/letters", all_letters, name="letters"),
    Route("/letters/{letter:ident}/again", send_again, name="letter_again", methods=["POST"]),
]
