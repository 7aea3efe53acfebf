"""Channels at the desk: set up, tried out, switched off. Administrators only."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import audit, channels, deliveries, doors, forms, pages, trials
from awards.adapters.shape import Finding
from awards.announcements import KINDS
from awards.channels import Known
from awards.errors import NotFound
from awards.forms import Typed
from awards.rendering import LANGUAGES, translate
from awards.routes.staff import channel_form, desk, fields
from awards.routes.staff.channel_form import ADAPTED, CALLED, LABELS, PASSWORD, STATUSES, WEBHOOK
from awards.routes.staff.fields import Shown
from awards.staff import Member, Role


async def listed(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        found = await channels.channels(db)
        counts = await deliveries.counts(db)
    return await desk.page(
        request,
        member,
        None,
        "staff/channels.html",
        channels=found,
        counts=counts,
        adapted=ADAPTED,
        kinds=KINDS,
        names=pages.NAMES,
    )


async def new(request: Request) -> Response:
    kind = _kind(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
    return await _form(request, member, kind, Shown(channel_form.suggested()))


async def make(request: Request) -> Response:
    """A webhook's secret is made by us, and shown in the answer, once."""
    kind = _kind(request)
    typed = await _typed(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        read, errors = channel_form.read(kind, typed, _inner_hosts(request), new=True)
        if read:
            secret = read.password or channels.made_secret()
            ident = await channels.make(db, member, kind, read.profile, secret)
            known = await channels.known(db, ident)
    if errors:
        return await _form(request, member, kind, fields.again(typed, 0, errors))
    if kind == WEBHOOK:
        return await _page(request, member, known, secret=secret)
    return pages.see_other(request, "staff:channel", channel=ident)


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        known = await _known(request, db)
    return await _page(request, member, known)


async def change(request: Request) -> Response:
    typed = await _typed(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        known = await _known(request, db)
        channel = known.channel
        read, errors = channel_form.read(channel.kind, typed, _inner_hosts(request), new=False)
        if read and not read.password and channels.moves(channel, read.profile):
            read, errors = None, forms.wrong(PASSWORD, channels.TYPE_AGAIN)
        stands = channel_form.values(channel, known.version)
        theirs = fields.theirs(typed, known.version, stands, LABELS)
        if read and not theirs:
            await channels.change(
                db, member, channel.id, read.profile, known.version, read.password
            )
            return pages.see_other(request, "staff:channel", channel=channel.id)
    shown = fields.again(typed, known.version, errors, theirs)
    return await _page(request, member, known, shown)


async def try_out(request: Request) -> Response:
    """What is right and wrong with it. It is asked while no transaction is open."""
    await pages.form(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        known = await _known(request, db)
    findings = await trials.trial(known.channel, _inner_hosts(request))
    async with pages.transaction(request) as db:
        good = all(one.good for one in findings)
        subject = f"channel:{known.channel.id}"
        await audit.record(db, member.actor, "channel.tried", subject, good=good)
    return await _page(request, member, known, findings=findings)


async def new_secret(request: Request) -> Response:
    await pages.form(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        known = await _known(request, db, WEBHOOK)
        secret = await channels.new_secret(db, member, known.channel.id)
        known = await _known(request, db)
    return await _page(request, member, known, secret=secret)


async def end_secret(request: Request) -> Response:
    await pages.form(request)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        known = await _known(request, db, WEBHOOK)
        await channels.end_old_secret(db, member, known.channel.id)
    return pages.see_other(request, "staff:channel", channel=known.channel.id)


async def switch(request: Request) -> Response:
    typed = await pages.form(request)
    ident = request.path_params["channel"]
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        await channels.switch(db, member, ident, active=typed["do"] == "on")
    return pages.see_other(request, "staff:channel", channel=ident)


def _kind(request: Request) -> str:
    kind = str(request.path_params["adapter"])
    if kind not in ADAPTED:
        raise NotFound
    return kind


async def _typed(request: Request) -> Typed:
    """What was typed. A refusal shows it again, but for the password."""
    typed = await pages.form(request, LABELS)
    request.state.fields = [(name, text) for name, text in typed.multi_items() if name != PASSWORD]
    return typed


async def _known(request: Request, db: Any, kind: str = "") -> Known:
    known = await channels.known(db, request.path_params["channel"])
    if kind and known.channel.kind != kind:
        raise NotFound
    return known


def _inner_hosts(request: Request) -> frozenset[str]:
    return pages.settings(request).inner_hosts


async def _page(
    request: Request,
    member: Member,
    known: Known,
    shown: Shown | None = None,
    *,
    findings: list[Finding] | None = None,
    secret: str = "",
) -> Response:
    """One channel: its form, the trial, its secrets. A secret is shown where it was just made."""
    channel = known.channel
    spoken = pages.language(request, member.language)
    return await _form(
        request,
        member,
        channel.kind,
        shown or Shown(channel_form.values(channel, known.version)),
        channel=channel,
        findings=[
            (one.good, translate(spoken, one.message, **one.facts)) for one in findings or []
        ],
        secret=secret,
    )


async def _form(
    request: Request, member: Member, kind: str, shown: Shown, **facts: Any
) -> Response:
    spoken = pages.language(request, member.language)
    called = {name: translate(spoken, label) for name, label in {**LABELS, **CALLED}.items()}
    return await fields.page(
        request,
        member,
        None,
        "staff/channel.html",
        Shown(shown.values, shown.errors, shown.theirs, called),
        languages=LANGUAGES,
        kind=kind,
        adapted=ADAPTED,
        kinds=KINDS,
        statuses=STATUSES,
        **{"channel": None, "findings": [], "secret": "", **facts},
    )


ONE = "/channels/{channel:ident}"

routes: list[BaseRoute] = [
    Route("/channels", listed, name="channels"),
    Route("/channels/new/{adapter}", new, name="new_channel"),
    Route("/channels/new/{adapter}", make, methods=["POST"], name="new_channel"),
    Route(ONE, show, name="channel"),
    Route(ONE, change, methods=["POST"], name="change_channel"),
    Route(ONE + "/trial", try_out, methods=["POST"], name="try_channel"),
    Route(ONE + "/secret", new_secret, methods=["POST"], name="new_channel_secret"),
    Route(ONE + "/secret/end", end_secret, methods=["POST"], name="end_channel_secret"),
    Route(ONE + "/switch", switch, methods=["POST"], name="switch_channel"),
]
