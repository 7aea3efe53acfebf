"""The nomination form as people fill it in: its fields, what is read from them, what is wrong.

The public sends one, a nominator mends one, staff enter one that came by phone.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator
from starlette.requests import Request

from awards import answers, forms, pages, words
from awards.answers import Answers
from awards.editions import Question
from awards.errors import N_
from awards.forms import Address, Error, Errors, Form, Line, OrganisationNumber, Typed, Wrong
from awards.proposals import Proposal

# What a refusal calls each field when it shows again what was typed.
LABELS = {
    "company": N_("Company"),
    "organisation_number": N_("Organisation number"),
    "nominator": N_("Your name"),
    "address": N_("E-mail"),
    "relation": N_("How do you know the company?"),
}
ANSWER = N_("Your answer")


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


async def typed(request: Request) -> Typed:
    """What was typed; whatever happens next, a refusal shows it again."""
    found = await pages.form(request, LABELS)
    request.state.typed += [
        (ANSWER, text) for name, text in found.multi_items() if name.startswith("answer-")
    ]
    return found


def field(question: Question) -> str:
    return f"answer-{question.id}"


def read(
    typed: Typed, questions: Sequence[Question], language: str, form: type[Nominate] = Nominate
) -> tuple[Proposal | None, Errors]:
    """The proposal, or every error in the order of the form."""
    checked, errors = forms.read(form, typed)
    said, faults = read_answers(typed, questions)
    if checked is None or faults:
        return None, _in_order({**errors, **faults}, questions)
    proposal = Proposal(
        category=checked.category,
        company_name=checked.company,
        organisation_number=checked.organisation_number,
        nominator=checked.nominator,
        address=checked.address,
        relation=checked.relation,
        language=language,
        answers=said,
    )
    return proposal, {}


def read_answers(typed: Typed, questions: Sequence[Question]) -> tuple[Answers, Errors]:
    said = {question.id: typed[field(question)] for question in questions}
    faults = answers.faults(questions, said)
    return said, {f"answer-{ident}": Error(*fault) for ident, fault in faults.items()}


def _in_order(errors: Errors, questions: Sequence[Question]) -> Errors:
    order = [
        "company",
        "organisation_number",
        "category",
        *map(field, questions),
        "nominator",
        "address",
        "relation",
    ]
    return {name: errors[name] for name in order if name in errors}
