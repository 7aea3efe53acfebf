"""The nomination form as a page, and what comes of one that was posted: sent, kept or refused.

The public posts it without being known to us; whoever kept one goes on with it through a link.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import (
    doors,
    editions,
    forms,
    members,
    nominations,
    pages,
    questions,
    snapshots,
    tokens,
    unfinished,
    words,
)
from awards.database import Connection
from awards.editions import Category, Edition
from awards.forms import Error, Errors, Typed
from awards.nominations import Late, Sent, Spent
from awards.proposals import Proposal
from awards.questions import Question
from awards.routes import lobby, proposing
from awards.routes.companies import Look
from awards.routes.heads import Head
from awards.routes.proposing import Block
from awards.stages import Stage
from awards.tokens import Purpose
from awards.unfinished import Fields, Saved, Unfinished

FORM = "public/nominate.html"
RECEIPT_LASTS = 3600  # seconds
KEEP = "save"  # what the button says that keeps the form for later


@dataclass(frozen=True)
class Shape:
    """What the form of an edition asks, and until when."""

    categories: list[Category]
    questions: list[Question]
    deadline: datetime | None
    year: int

    @property
    def years(self) -> list[int]:
        return questions.years(self.year)

    @property
    def blocks(self) -> list[Block]:
        return proposing.blocks(self.questions, self.categories)


@dataclass(frozen=True)
class Posted:
    """A form that somebody posted, with what its key says."""

    typed: Typed
    look: Look
    language: str
    key: str
    begun: datetime | None  # None where a person's link vouches for them


class Elsewhere:
    """The form was kept from elsewhere since it was shown; nothing was done."""


Outcome = Sent | Late | Spent | Saved | Elsewhere


@dataclass(frozen=True)
class Attempt:
    """A form as somebody left it, and what came of it; None where there is something to mend."""

    typed: Typed = field(default_factory=lambda: Typed([]))
    look: Look = field(default_factory=Look)
    errors: Errors = field(default_factory=dict)
    kept_out: Sequence[Question] = ()
    outcome: Outcome | None = None

    @property
    def status(self) -> int:
        if isinstance(self.outcome, Spent | Late | Elsewhere):
            return 409
        return 422 if self.errors else 200


async def shape(db: Connection, edition: Edition) -> Shape:
    planned = await editions.timetable(db, edition.id)
    deadline = planned.get(Stage.SCREENING)
    return Shape(
        await editions.categories(db, edition.id),
        await editions.asked(db, edition.id),
        deadline.due if deadline else None,
        edition.year,
    )


async def attempt(db: Connection, edition: Edition, posted: Posted) -> Attempt:
    """What the button that was pressed does."""
    if posted.look.step:
        return Attempt(posted.look.typed, posted.look)
    if posted.typed["do"] == KEEP:
        return await _keep(db, edition, posted)
    return await _send(db, edition, posted)


async def _send(db: Connection, edition: Edition, posted: Posted) -> Attempt:
    typed, look = posted.typed, posted.look
    asked = await editions.asked(db, edition.id)
    read = proposing.read(typed, asked, edition.year, posted.language)
    errors = dict(read.errors)
    if read.proposal:
        errors |= await _barred(db, edition, read.proposal)
    if read.proposal is None or errors:
        late = await nominations.late(db, edition.id)
        return Attempt(typed, look, errors, read.kept_out, late)
    outcome = await nominations.send(
        db,
        edition.id,
        read.proposal,
        posted.key,
        begun=posted.begun,
        facts=await snapshots.heeded(db, look.number, look.answer),
    )
    return Attempt(typed, look, outcome=outcome)


async def _barred(db: Connection, edition: Edition, proposal: Proposal) -> Errors:
    """Why the organisation's list of members keeps the company out, if it does."""
    if not edition.listed:
        return {}
    found = await members.barred(db, edition.id, proposal.organisation_number)
    return {"organisation_number": Error(found.message, found.fields)} if found else {}


async def _keep(db: Connection, edition: Edition, posted: Posted) -> Attempt:
    """Keep the form as it is, whatever else is missing in it."""
    typed = posted.typed
    checked, errors = forms.read(proposing.Kept, typed)
    late = await nominations.late(db, edition.id)
    if checked is None or late:
        return Attempt(typed, posted.look, errors, outcome=late)
    saved = await unfinished.save(
        db,
        edition.id,
        posted.key,
        fields(typed),
        address=checked.address,
        language=posted.language,
        version=words.whole(typed["version"]) or 0,
        silent=bool(typed[proposing.UNSEEN]),
    )
    return Attempt(typed, posted.look, outcome=saved or Elsewhere())


def fields(typed: Typed) -> Fields:
    """What people typed, without the fields that are ours."""
    return [(name, text) for name, text in typed.multi_items() if name not in proposing.OURS]


def facts(
    made: Shape,
    said: Attempt,
    language: str,
    *,
    key: str = "",
    version: int = 0,
    kept: Unfinished | None = None,
    opened: bool = False,
    cleared: bool = False,
) -> dict[str, Any]:
    """What the form's template shows: whatever was typed, and what there is to say about it.

    ``opened``: nobody has typed into the kept form since; ``cleared``: all that was typed is kept.
    """
    elsewhere = isinstance(said.outcome, Elsewhere)
    theirs = Typed(kept.fields) if kept and elsewhere else Typed([])
    asked = proposing.asked(theirs, made.questions)
    return {
        "shape": made,
        "typed": said.typed,
        "look": said.look,
        "errors": forms.said(said.errors, language),
        "kept_out": said.kept_out,
        "parts": proposing.parts(said.typed, made.questions, made.categories, said.errors),
        "spent": isinstance(said.outcome, Spent),
        "saved": said.outcome if isinstance(said.outcome, Saved) else None,
        "elsewhere": elsewhere,
        "form_key": key,
        "version": version,
        "kept": kept,
        "restores": opened or not said.typed,
        "cleared": cleared,
        "theirs": proposing.written(theirs, asked, made.year, language),
        "theirs_typed": theirs,
    }


async def page(
    request: Request,
    made: Shape,
    said: Attempt,
    edition: Edition,
    head: Head | None = None,
    **more: Any,
) -> Response:
    """The form. It has a head of its own where it is the same for all."""
    shown = {**facts(made, said, pages.language(request), **more), "head": head}
    return await lobby.page(request, FORM, status=said.status, edition=edition, **shown)


async def late(
    request: Request, edition: Edition, made: Shape, typed: Typed, late: Late, *, kept: bool = False
) -> Response:
    """Too late: the text to keep. ``kept`` where it came from a form that was kept with us."""
    chosen = [one for one in made.categories if str(one.id) == typed["category"]]
    asked = proposing.asked(typed, made.questions)
    return await lobby.page(
        request,
        "public/late.html",
        status=409,
        edition=edition,
        late=late,
        written=typed,
        answers=proposing.written(typed, asked, made.year, pages.language(request)),
        category=chosen[0] if chosen else None,
        kept=kept,
    )


def to_receipt(request: Request, sent: Sent) -> Response:
    settings = pages.settings(request)
    response = pages.see_other(request, "public:received", language=pages.language(request))
    response.set_cookie(
        doors.cookie_name(settings, Purpose.RECEIPT),
        tokens.sign(settings.secret_keys, Purpose.RECEIPT, str(sent.nomination)),
        max_age=RECEIPT_LASTS,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
    return response
