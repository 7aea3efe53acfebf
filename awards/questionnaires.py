"""Questionnaires: the questions of an edition's forms as staff set them up, without code.

Everything may be changed until judging opens and the cases that quote it freeze. Answers stay as
they were written, whatever becomes of their question. Whoever calls has entered the edition.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from awards import audit, editions, figures, questions, words
from awards.database import Connection, Queries
from awards.editions import Entered, Texts
from awards.errors import N_, Conflict, Invalid, NotFound
from awards.questions import Choice, Fault, Figure, Form, Kind, Need, Question, Rule
from awards.rendering import translate
from awards.stages import Action

sql = Queries("questionnaires")

WHY = N_("Why does this company deserve the award?")
WHY_HELP = N_("Write for somebody who does not know the company.")
SUGGESTED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "suggested_questions.json").read_text("utf-8")
)

LEAST_CHOICES, MOST_CHOICES = 2, 12
MOST_WORDS = 2000
COUNTED = {Kind.WHOLE_NUMBER, Kind.MONEY, Kind.PERCENT, Kind.YEAR_FIGURES}  # ruled by numbers

NO_TEXT = N_("This cannot be empty. Fill it in.")
TOO_FEW = N_("A choice needs at least two alternatives. Write one in each row.")
THE_SAME = N_("Two alternatives are called %(name)s. Call one of them something else.")
ALL_MEET_IT = N_("Every alternative meets the requirement, so it keeps nobody out. Untick one.")
CROSSED = N_("The least is more than the most. Correct one of them.")
NO_REASON = N_("Say why this keeps a company out.")
NO_WAY_OUT = N_("Say what a company can do instead.")
ASKED_ALREADY = N_("%(question)s asks for these figures already. They are asked for once.")
STAYS = N_("Somebody has answered it on this form. Remove it here and add it to the other form.")
SUGGESTED_ALREADY = N_("The company's own form has questions already.")


@dataclass(frozen=True)
class Asked:
    """A question as staff write it."""

    kind: Kind
    label: Texts
    help: Texts
    need: Need = Need.ALWAYS
    form: Form = Form.NOMINATION
    category: int | None = None
    word_limit: int = 250
    shown_to_jury: bool = True
    public: bool = False
    choices: Sequence[Choice] = ()
    figure: Figure = Figure.OTHER
    scale: int = 1
    rule: Rule | None = None
    unmet: Texts = field(default_factory=dict)
    way_out: Texts = field(default_factory=dict)


Faults = dict[str, Fault]  # field of staff's form -> what is wrong with it


def of(question: Question) -> Asked:
    """What a question asks, as it stands."""
    return Asked(**{name: getattr(question, name) for name in Asked.__dataclass_fields__})


def keyed(choices: Iterable[Choice], language: str) -> list[Choice]:
    """Choices with a key each: the one it has, so that answers stay its own, else of its name."""
    found: list[Choice] = []
    for choice in choices:
        taken = {one.key for one in found}
        stem = words.slug(words.choose(choice.name, language)[0]) or "choice"
        names = [choice.key, stem, *(f"{stem}-{number}" for number in range(2, MOST_CHOICES + 2))]
        key = next(name for name in names if name and name not in taken)
        found.append(replace(choice, key=key))
    return found


async def question(db: Connection, edition: int, ident: int) -> Question:
    """A question, asked or retired."""
    row = await sql.question.one(db, id=ident, edition=edition)
    if row is None:
        raise NotFound
    return questions.question(dict(row))


async def answered(db: Connection, question: int) -> int:
    """How many nominators and companies have answered a question."""
    return int(await sql.answered.value(db, id=question))


async def faults(db: Connection, edition: int, asked: Asked, was: Question | None = None) -> Faults:
    """What is wrong with a question that staff want to ask, by field; all of it at once."""
    first = (await editions.edition(db, edition)).first_language
    found = {**_of_texts(asked, first), **_of_choices(asked, first), **_of_rule(asked, first)}
    if asked.category is not None:
        known = {one.id for one in await editions.categories(db, edition)}
        if asked.category not in known:
            raise NotFound
    if was and was.form is not asked.form and await answered(db, was.id):
        found["form"] = STAYS, {}
    return {**found, **await _of_figure(db, edition, asked, first, was.id if was else 0)}


def _of_texts(asked: Asked, first: str) -> Faults:
    return {} if asked.label.get(first) else {f"label-{first}": (NO_TEXT, {})}


def _of_choices(asked: Asked, first: str) -> Faults:
    if asked.kind is not Kind.ONE_CHOICE:
        return {}
    row = f"choice-1-{first}"
    if not LEAST_CHOICES <= len(asked.choices) <= MOST_CHOICES:
        return {row: (TOO_FEW, {})}
    names = [words.choose(one.name, first)[0] for one in asked.choices]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    return {row: (THE_SAME, {"name": twice[0]})} if twice else {}


def _of_rule(asked: Asked, first: str) -> Faults:
    rule = asked.rule
    if rule is None:
        return {}
    found = _of_numbers(asked, rule) if asked.kind in COUNTED else {}
    if rule.one_of and len(rule.one_of) == len(asked.choices):
        found["meets"] = ALL_MEET_IT, {}
    if not asked.unmet.get(first):
        found[f"unmet-{first}"] = NO_REASON, {}
    if not asked.way_out.get(first):
        found[f"way_out-{first}"] = NO_WAY_OUT, {}
    return found


def _of_numbers(asked: Asked, rule: Rule) -> Faults:
    found: Faults = {}
    bounds: dict[str, Fraction] = {}
    for name, text in (("at_least", rule.at_least), ("at_most", rule.at_most)):
        try:
            if text:
                bounds[name] = _number(asked, text)
        except figures.Unreadable as error:
            found[name] = error.message, error.fields
    if len(bounds) == 2 and bounds["at_least"] > bounds["at_most"]:
        found["at_most"] = CROSSED, {}
    return found


def _number(asked: Asked, text: str) -> Fraction:
    """A number as the question would read it once it is asked."""
    would = Question(**vars(asked), id=0, edition=0, position=0, retired=False, version=0)
    return questions.figure(would, text)


async def _of_figure(db: Connection, edition: int, asked: Asked, first: str, ident: int) -> Faults:
    """Growth and share are computed of one row of figures each, in every category."""
    if asked.kind is not Kind.YEAR_FIGURES or asked.figure is Figure.OTHER:
        return {}
    for other in await editions.asked(db, edition, asked.form):
        apart = None not in (asked.category, other.category) and asked.category != other.category
        same = other.kind is Kind.YEAR_FIGURES and other.figure is asked.figure
        if same and not apart and other.id != ident:
            return {"figure": (ASKED_ALREADY, {"question": words.choose(other.label, first)[0]})}
    return {}


async def begin(db: Connection, edition: int, languages: Sequence[str]) -> None:
    """The first question of a new year: why."""
    why = Asked(
        kind=Kind.LONG_TEXT,
        label={language: translate(language, WHY) for language in languages},
        help={language: translate(language, WHY_HELP) for language in languages},
    )
    await sql.add.value(db, edition=edition, **_columns(why))


async def add(db: Connection, actor: str, inside: Entered, asked: Asked) -> int:
    inside.require(Action.SET_QUESTIONS)
    _require_sound(await faults(db, inside.id, asked))
    ident = int(await sql.add.value(db, edition=inside.id, **_columns(asked)))
    await _log(db, actor, "question.added", ident, inside, asked.label)
    return ident


async def change(
    db: Connection, actor: str, inside: Entered, was: Question, version: int, asked: Asked
) -> None:
    inside.require(Action.SET_QUESTIONS)
    _require_sound(await faults(db, inside.id, asked, was))
    changed = await sql.change.value(
        db, id=was.id, edition=inside.id, version=version, **_columns(asked)
    )
    if changed is None:
        raise Conflict
    await _log(db, actor, "question.changed", was.id, inside, asked.label)


async def remove(db: Connection, actor: str, inside: Entered, gone: Question) -> None:
    """Remove a question; one that has answers is retired instead, and they stay."""
    inside.require(Action.SET_QUESTIONS)
    if await sql.remove.value(db, id=gone.id, edition=inside.id) is not None:
        await _log(db, actor, "question.removed", gone.id, inside, gone.label)
    elif await sql.retire.value(db, id=gone.id, edition=inside.id) is not None:
        await _log(db, actor, "question.retired", gone.id, inside, gone.label)


async def bring_back(db: Connection, actor: str, inside: Entered, back: Question) -> None:
    """Ask a retired question again, with the answers it had."""
    inside.require(Action.SET_QUESTIONS)
    _require_sound(await faults(db, inside.id, of(back), back))
    if await sql.bring_back.value(db, id=back.id, edition=inside.id) is not None:
        await _log(db, actor, "question.brought_back", back.id, inside, back.label)


async def remove_of_category(db: Connection, inside: Entered, category: int) -> None:
    """The questions of a category go with it."""
    inside.require(Action.SET_UP)
    await sql.remove_of_category.run(db, edition=inside.id, category=category)


async def raise_question(db: Connection, inside: Entered, raised: Question) -> None:
    """Move a question up, past the one that is asked before it on its form."""
    inside.require(Action.SET_QUESTIONS)
    order = await editions.asked(db, inside.id, raised.form, retired=True)
    ids = [one.id for one in order]
    place = ids.index(raised.id)
    before = [at for at, one in enumerate(order[:place]) if not one.retired]
    if before:
        ids.insert(before[-1], ids.pop(place))
        await sql.put_in_order.run(db, ids=ids, edition=inside.id)


async def suggest(db: Connection, actor: str, inside: Entered) -> None:
    """Begin the company's own form with the questions of the export award."""
    inside.require(Action.SET_QUESTIONS)
    if await editions.asked(db, inside.id, Form.COMPANY):
        raise Conflict(SUGGESTED_ALREADY)
    for asked in suggested(inside.languages):
        await add(db, actor, inside, asked)


def suggested(languages: Sequence[str]) -> list[Asked]:
    """The export award's questions to a company, in these languages."""
    return [_suggested(one, languages) for one in SUGGESTED]


def _suggested(written: dict[str, Any], languages: Sequence[str]) -> Asked:
    texts: dict[str, Any] = {
        name: {code: text for code, text in written.get(name, {}).items() if code in languages}
        for name in ("label", "help", "unmet", "way_out")
    }
    return Asked(
        kind=Kind(written["kind"]),
        need=Need(written["need"]),
        form=Form.COMPANY,
        word_limit=written.get("word_limit", 250),
        figure=Figure(written.get("figure", "")),
        scale=written.get("scale", 1),
        rule=Rule(**written["rule"]) if "rule" in written else None,
        **texts,
    )


def _require_sound(found: Faults) -> None:
    if found:
        sentence, named = next(iter(found.values()))
        raise Invalid(sentence, **named)


def _columns(asked: Asked) -> dict[str, Any]:
    rule = asdict(asked.rule) if asked.rule else {}
    return {
        **vars(asked),
        "choices": [asdict(one) for one in asked.choices],
        "rule": {name: value for name, value in rule.items() if value} or None,
    }


async def _log(
    db: Connection, actor: str, deed: str, ident: int, inside: Entered, label: Texts
) -> None:
    await audit.record(db, actor, deed, f"question:{ident}", edition=inside.id, name=label)
