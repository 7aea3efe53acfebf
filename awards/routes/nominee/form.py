"""A company's own form: shown, kept as it stands, and sent to the jury as its case.

Whatever is pressed, nothing typed is lost: what can be kept is, and the rest stands in the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from awards import (
    companies,
    completeness,
    doors,
    nominees,
    pages,
    questions,
    requests,
    submissions,
    words,
)
from awards.companies import Company
from awards.completeness import Checked
from awards.contributors import Contributor
from awards.database import Connection
from awards.errors import N_
from awards.forms import Error, Typed
from awards.nominees import Place
from awards.questions import Question
from awards.routes.nominee import parts, room
from awards.routes.nominee.parts import Line
from awards.submissions import Answer, Said, Saved, Written

ANSWER = N_("Your answer")


@dataclass(frozen=True)
class Filled:
    """What the page shows in the fields instead of what stands."""

    bodies: Mapping[int, str] = field(default_factory=dict)
    seen: Mapping[int, int] = field(default_factory=dict)
    overtaken: Mapping[int, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """The form as it stands for somebody inside, and with what they filled in."""

    contributor: Contributor
    company: Company
    places: Sequence[Place]
    asked: Sequence[Question]
    said: Said
    checked: Checked
    is_open: bool
    deadline: datetime | None
    filled: Filled

    @property
    def years(self) -> list[int]:
        return questions.years(self.contributor.year)

    @property
    def bodies(self) -> dict[int, str]:
        return {**self.said.bodies, **self.filled.bodies}

    @property
    def values(self) -> dict[str, str]:
        """What stands in each field."""
        found: dict[str, str] = {}
        for one in self.asked:
            found |= questions.fields(one, self.bodies.get(one.id, ""), self.years)
        return found

    @property
    def seen(self) -> dict[int, int]:
        """Which version of each answer the page shows."""
        return {one.id: self.said.version(one.id) for one in self.asked} | dict(self.filled.seen)


async def _standing(db: Connection, contributor: Contributor, filled: Filled) -> Standing:
    inside, contributor = await submissions.entered(db, contributor)
    said = await submissions.said(db, contributor.head)
    bodies = {**said.bodies, **filled.bodies}
    deadline = await submissions.deadline(db, inside, contributor.head)
    return Standing(
        contributor,
        await companies.company(db, contributor.head),
        await nominees.of_company(db, contributor.head),
        await submissions.asked(db, contributor.edition, contributor.head),
        said,
        await submissions.checked_now(db, contributor, bodies),
        submissions.is_open(inside, deadline),
        deadline,
        filled,
    )


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        standing = await _standing(db, contributor, Filled()) if contributor.inside else None
    if standing is None:
        return await room.waiting(request, contributor)
    return await _page(request, standing)


async def save(request: Request) -> Response:
    """Keep what was written, send it, or only compute with it."""
    typed = await _typed(request)
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_inside()
        written = await _written(db, contributor, typed)
        saved = await _done(db, contributor, written, typed["do"])
        standing = await _standing(db, contributor, _filled(written, saved))
    if saved is None:
        return await _page(request, standing)
    if saved.overtaken:
        return await _page(request, standing, status=409)
    if typed["do"] == "send" and not standing.checked.passes:
        return await _page(request, standing, status=422)
    done = "sent" if typed["do"] == "send" else "saved"
    return RedirectResponse(f"{pages.url(request, 'nominee:form')}?done={done}", 303)


async def compute(request: Request) -> Response:
    """The box that shows growth and share of what is typed, alone, for the script."""
    typed = await _typed(request)
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_inside()
        asked = await submissions.asked(db, contributor.edition, contributor.head)
    years = questions.years(contributor.year)
    bodies = {one.id: questions.body(one, typed, years) for one in asked}
    return await pages.page(
        request,
        "questions/computed.html",
        own=contributor.language,
        computed=questions.computed(asked, bodies, years),
    )


async def _done(
    db: Connection, contributor: Contributor, written: Sequence[Written], wanted: str
) -> Saved | None:
    if wanted == "compute":
        return None
    if wanted != "send":
        return await submissions.save(db, contributor, written)
    saved, checked = await submissions.hand_in(db, contributor, written)
    if checked and checked.passes:
        await requests.answered(db, company=contributor.head)
    return saved


async def _typed(request: Request) -> Typed:
    """What was typed; whatever happens next, a refusal shows it again."""
    found = await pages.form(request)
    request.state.typed = [
        (ANSWER, said) for name, said in found.multi_items() if name.startswith("answer-") and said
    ]
    return found


async def _written(db: Connection, contributor: Contributor, typed: Typed) -> list[Written]:
    """The answers to what the page had asked: it says of each which version it had shown."""
    years = questions.years(contributor.year)
    return [
        Written(
            one.id, questions.body(one, typed, years), words.whole(typed[f"seen-{one.id}"]) or 0
        )
        for one in await submissions.asked(db, contributor.edition, contributor.head)
        if f"seen-{one.id}" in typed
    ]


def _filled(written: Sequence[Written], saved: Saved | None) -> Filled:
    """What was typed where nothing was kept; but what its writer did not change stands anew."""
    if saved is None:
        bodies = {one.question: one.body for one in written}
        return Filled(bodies, {one.question: one.seen for one in written})
    if saved.overtaken:
        return Filled({one.question: one.body for one in saved.changed}, {}, saved.overtaken)
    return Filled()


async def _page(request: Request, standing: Standing, status: int = 200) -> Response:
    spoken = pages.language(request, standing.contributor.language)
    checked, bodies = standing.checked, standing.bodies
    progress = completeness.progress(checked, bodies)
    lines = parts.lines(checked.parts, progress, standing.places, spoken)
    errors = _errors(standing, spoken, everything=status == 422)
    done = request.query_params.get("done", "") if status == 200 else ""
    return await room.page(
        request,
        standing.contributor,
        "nominee/form.html",
        status=status,
        form=standing,
        lines=lines,
        sections=_sections(standing, lines, spoken),
        values=standing.values,
        errors=errors,
        wrong=[
            (name, f"{_label(standing, name, spoken)}: {said}") for name, said in errors.items()
        ],
        shown={one.id: parts.read(one, bodies.get(one.id, ""), spoken) for one in standing.asked},
        theirs=_theirs(standing, spoken),
        computed=questions.computed(standing.asked, bodies, standing.years),
        explaining=questions.explaining,
        done=done,
        typed=bool(done) or standing.filled != Filled() or status != 200,
        kept=bool(done) or status == 422,
    )


def _sections(
    standing: Standing, lines: Sequence[Line], spoken: str
) -> list[tuple[str, Sequence[Question]]]:
    """Whatever is asked now; once nothing is, whatever was."""
    if standing.is_open:
        return [(line.title, line.questions) for line in lines]
    categories = [place.category for place in standing.places]
    return parts.titled(completeness.parts(standing.asked, categories), standing.places, spoken)


def _errors(standing: Standing, spoken: str, *, everything: bool) -> dict[str, str]:
    """What is wrong, by field. An answer that is missing is wrong only once it is sent."""
    found: dict[str, str] = {}
    for name, fault in standing.checked.faults.items():
        of = _question(standing, name)
        if everything or questions.answered(of, standing.bodies.get(of.id, "")):
            found[name] = Error(*fault).said(spoken)
    return found


def _question(standing: Standing, name: str) -> Question:
    """The question that a field belongs to; year figures have several."""
    return next(one for one in standing.asked if f"{name}-".startswith(f"{one.field}-"))


def _label(standing: Standing, name: str, spoken: str) -> str:
    of = _question(standing, name)
    year = name.removeprefix(of.field).replace("-", " ")
    return words.choose(of.label, spoken)[0].rstrip(":?") + year


def _theirs(standing: Standing, spoken: str) -> dict[int, tuple[Answer, str]]:
    """What others wrote meanwhile, by question, as it is read."""
    overtaken, asked = standing.filled.overtaken, {one.id: one for one in standing.asked}
    return {
        ident: (answer, parts.read(asked[ident], answer.body, spoken))
        for ident, answer in overtaken.items()
    }


routes: list[BaseRoute] = [
    Route("/form", show, name="form"),
    Route("/form", save, methods=["POST"], name="form"),
    Route("/compute", compute, methods=["POST"], name="compute"),
]
