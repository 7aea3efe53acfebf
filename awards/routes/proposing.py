"""The nomination form as people fill it in: its fields, what is read from them, what is wrong.

The public sends one, a nominator mends one, staff enter one that came by phone. Only the questions
of the category that was chosen are read; what was typed into others stays in the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any

from pydantic import BeforeValidator
from starlette.requests import Request

from awards import answers, forms, pages, questions, words
from awards.answers import Answers
from awards.editions import Category
from awards.errors import N_
from awards.forms import Address, Error, Errors, Form, Line, OrganisationNumber, Tick, Typed, Wrong
from awards.proposals import Proposal
from awards.questions import Need, Question

# What a refusal calls each field when it shows again what was typed.
LABELS = {
    "company": N_("Company"),
    "organisation_number": N_("Organisation number"),
    "nominator": N_("Your name"),
    "address": N_("E-mail"),
    "relation": N_("How do you know the company?"),
}
ANSWER = N_("Your answer")
NOT_MET = N_("The company does not meet this requirement.")
UNSEEN = "homepage"  # a field that nobody sees: whoever fills it in is no person
OURS = ("form", "version", "do", UNSEEN)  # fields of the form that nobody types into
COMPANY = ("company", "category")
YOU = ("nominator", "address", "relation")


def _chosen(text: Any) -> int:
    chosen = words.whole(text)
    if chosen is None:
        raise Wrong(N_("Choose one of these."))
    return chosen


class Nominate(Form):
    company: Line
    organisation_number: OrganisationNumber
    category: Annotated[int, BeforeValidator(_chosen)]
    nominator: Line
    address: Address
    relation: Line
    works_there: Tick


class Kept(Form):
    """A form to be gone on with needs an address to send its link to, and nothing else."""

    address: Address


@dataclass(frozen=True)
class Read:
    """What a form says: a proposal, or everything that is wrong with it in the form's order."""

    proposal: Proposal | None
    errors: Errors
    kept_out: Sequence[Question] = ()  # questions whose requirement the company does not meet


@dataclass(frozen=True)
class Block:
    """Questions that follow one another: of every category, or of one (``nth``, from 1)."""

    category: Category | None
    nth: int
    questions: Sequence[Question]


@dataclass(frozen=True)
class Part:
    """A part of the form: how many fields have to be filled in, and how many of them are."""

    anchor: str
    fields: Sequence[str]  # all there are, those of other categories too
    all: int
    done: int
    wrong: int

    @property
    def state(self) -> str:
        if self.wrong:
            return "now"
        return "open" if not self.done else "done" if self.done == self.all else "half"


async def typed(request: Request) -> Typed:
    """What was typed; whatever happens next, a refusal shows it again."""
    found = await pages.form(request, LABELS)
    request.state.typed += [
        (ANSWER, text) for name, text in found.multi_items() if name.startswith("answer-")
    ]
    return found


def asked(typed: Typed, found: Sequence[Question]) -> list[Question]:
    """The questions that count: those of every category, and of the one that was chosen."""
    return questions.asked(found, words.whole(typed["category"]))


def read(
    typed: Typed,
    found: Sequence[Question],
    year: int,
    language: str,
    form: type[Nominate] = Nominate,
) -> Read:
    of_category = asked(typed, found)
    checked, errors = forms.read(form, typed)
    said, faults = read_answers(typed, of_category, year)
    kept_out = [one for one in questions.unmet(of_category, said) if one.field not in faults]
    faults |= {one.field: Error(NOT_MET, {}) for one in kept_out}
    if checked is None or faults:
        return Read(None, _in_order({**errors, **faults}, of_category), kept_out)
    proposal = Proposal(
        category=checked.category,
        company_name=checked.company,
        organisation_number=checked.organisation_number,
        nominator=checked.nominator,
        address=checked.address,
        relation=checked.relation,
        language=language,
        answers=said,
        works_there=checked.works_there,
        junk="hidden_field" if typed[UNSEEN] else "",
    )
    return Read(proposal, {})


def read_answers(
    typed: Typed, asked: Sequence[Question], year: int
) -> tuple[Answers, dict[str, Error]]:
    years = questions.years(year)
    said = {one.id: questions.body(one, typed, years) for one in asked}
    faults = answers.faults(asked, said)
    places = {one.id: questions.place(one, faults[one.id]) for one in asked if one.id in faults}
    return said, {place: Error(*faults[ident]) for ident, place in places.items()}


def filled(asked: Sequence[Question], said: Answers, year: int) -> dict[str, str]:
    """The fields of a form, filled with what was answered."""
    years = questions.years(year)
    return {
        name: text
        for one in asked
        for name, text in questions.fields(one, said.get(one.id, ""), years).items()
    }


def written(
    typed: Typed, asked: Sequence[Question], year: int, language: str
) -> list[tuple[Question, str]]:
    """What was answered, to be read and kept by whoever wrote it."""
    years = questions.years(year)
    said = [(one, questions.body(one, typed, years)) for one in asked]
    return [(one, text) for one, body in said if (text := questions.shown(one, body, language))]


def blocks(found: Sequence[Question], categories: Sequence[Category]) -> list[Block]:
    """The questions in order; with one category none of them is for a part of the readers only."""
    nth = {one.id: place for place, one in enumerate(categories, start=1)}
    of = {one.id: one for one in categories}
    if len(categories) == 1:
        return [Block(None, 0, questions.asked(found, categories[0].id))]
    return [
        Block(of.get(category or 0), nth.get(category or 0, 0), list(group))
        for category, group in groupby(found, lambda one: one.category)
        if category is None or category in of
    ]


def parts(
    typed: Typed, found: Sequence[Question], categories: Sequence[Category], errors: Errors
) -> list[Part]:
    """How far somebody has come with what has to be filled in."""
    asked_now = asked(typed, found)
    company = COMPANY if len(categories) > 1 else COMPANY[:1]
    needed = [one.field for one in found if one.need is Need.ALWAYS]
    reason = [one.field for one in asked_now if one.need is Need.ALWAYS]
    return [
        _part("the-company", company, company, typed, errors),
        _part("the-reason", needed, reason, typed, errors),
        _part("you", YOU, YOU, typed, errors),
    ]


def _part(
    anchor: str, fields: Sequence[str], now: Sequence[str], typed: Typed, errors: Errors
) -> Part:
    wrong = [one for one in now if any(_is_of(one, name) for name in errors)]
    done = [one for one in now if one not in wrong and _is_filled(one, typed)]
    return Part(anchor, fields, len(now), len(done), len(wrong))


def _is_filled(field: str, typed: Typed) -> bool:
    return any(text for name, text in typed.items() if _is_of(field, name))


def _is_of(field: str, name: str) -> bool:
    """Year figures have a field for each year, whose names begin with that of the question."""
    return f"{name}-".startswith(f"{field}-")


def _in_order(errors: Errors, asked: Sequence[Question]) -> Errors:
    order = [
        "company",
        "organisation_number",
        "category",
        *(name for one in asked for name in errors if _is_of(one.field, name)),
        "nominator",
        "address",
        "relation",
    ]
    return {name: errors[name] for name in order if name in errors}
