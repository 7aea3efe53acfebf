"""Questions of both forms: changed without code until judging opens; answers stay as written."""

from dataclasses import replace
from typing import Any

import pytest

from awards import editions, programme, questionnaires
from awards.database import Connection
from awards.editions import Entered
from awards.errors import Closed, Conflict, Invalid, NotFound
from awards.questionnaires import Asked
from awards.questions import Choice, Figure, Form, Kind, Need, Question, Rule
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

ACTOR = "staff:1"
HOW = Asked(Kind.SHORT_TEXT, {"nb": "Hvordan?"}, {}, Need.NEVER)
TURNOVER = Asked(
    Kind.YEAR_FIGURES,
    {"nb": "Omsetning", "en": "Turnover"},
    {},
    Need.JUDGING,
    Form.COMPANY,
    figure=Figure.TURNOVER,
    scale=1_000_000,
)
REASONS: dict[str, Any] = {"unmet": {"nb": "Det holder ikke."}, "way_out": {"nb": "Prøv neste år."}}
WHERE = Asked(
    Kind.ONE_CHOICE,
    {"nb": "Hvor?"},
    {},
    choices=[Choice("norge", {"nb": "Norge"}), Choice("ute", {"nb": "Ute"})],
)
ASKED_ALREADY = "asks for these figures already"


async def _inside(db: Connection, stage: Stage = Stage.DRAFT) -> Entered:
    return await editions.entered(db, await people.edition(db, stage=stage))


async def _add(db: Connection, inside: Entered, asked: Asked) -> Question:
    ident = await questionnaires.add(db, ACTOR, inside, asked)
    return await questionnaires.question(db, inside.id, ident)


async def _labels(db: Connection, inside: Entered, form: Form = Form.NOMINATION) -> list[str]:
    return [one.label["nb"] for one in await editions.asked(db, inside.id, form)]


async def _answer(db: Connection, inside: Entered, category: int, question: int, body: str) -> None:
    """What a nominator has answered."""
    nomination = await people.nomination(db, category, await people.company(db, inside.id))
    await db.execute(
        "INSERT INTO answers (nomination, question, version, body) VALUES ($1, $2, 2, $3)",
        nomination,
        question,
        body,
    )


async def test_a_question_of_every_kind_is_kept_as_it_was_asked(db: Connection) -> None:
    inside = await _inside(db)
    category = await people.category(db, inside.id)
    rule: dict[str, Any] = {"rule": Rule(at_least="10"), **REASONS}
    wanted = [
        HOW,
        replace(HOW, kind=Kind.LONG_TEXT, word_limit=80, public=True),
        replace(HOW, kind=Kind.WHOLE_NUMBER, category=category, **rule),
        replace(HOW, kind=Kind.MONEY, scale=1_000_000, **rule),
        replace(HOW, kind=Kind.PERCENT, shown_to_jury=False, **rule),
        TURNOVER,
        replace(WHERE, rule=Rule(one_of=["ute"]), **REASONS),
        replace(HOW, kind=Kind.YES_NO, rule=Rule(is_yes=True), **REASONS),
        replace(HOW, kind=Kind.WEB_ADDRESS),
    ]

    kept = [questionnaires.of(await _add(db, inside, one)) for one in wanted]

    assert [replace(one, choices=list(one.choices)) for one in kept] == [
        replace(one, choices=list(one.choices)) for one in wanted
    ]
    assert await people.deeds(db) == ["question.added"] * 9


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        (replace(HOW, label={"en": "How?"}), "label-nb", questionnaires.NO_TEXT),
        (replace(WHERE, choices=WHERE.choices[:1]), "choice-1-nb", questionnaires.TOO_FEW),
        (
            replace(WHERE, choices=[Choice("a", {"nb": "Ute"}), Choice("b", {"nb": "Ute"})]),
            "choice-1-nb",
            questionnaires.THE_SAME,
        ),
        (
            replace(WHERE, rule=Rule(one_of=["norge", "ute"]), **REASONS),
            "meets",
            questionnaires.ALL_MEET_IT,
        ),
        (
            replace(HOW, kind=Kind.PERCENT, rule=Rule(at_least="60", at_most="5"), **REASONS),
            "at_most",
            questionnaires.CROSSED,
        ),
        (
            replace(HOW, kind=Kind.YES_NO, rule=Rule(is_yes=True), way_out={"nb": "Skriv."}),
            "unmet-nb",
            questionnaires.NO_REASON,
        ),
        (
            replace(HOW, kind=Kind.YES_NO, rule=Rule(is_yes=True), unmet={"nb": "Nei."}),
            "way_out-nb",
            questionnaires.NO_WAY_OUT,
        ),
    ],
)
async def test_a_question_that_nobody_could_answer_is_refused_with_a_sentence(
    asked: Asked, field: str, sentence: str, db: Connection
) -> None:
    inside = await _inside(db)

    found = await questionnaires.faults(db, inside.id, asked)
    with pytest.raises(Invalid):
        await questionnaires.add(db, ACTOR, inside, asked)

    assert {name: said for name, (said, _) in found.items()} == {field: sentence}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.WHOLE_NUMBER, "2,5"),
        (Kind.MONEY, "mange"),
        (Kind.PERCENT, "ti"),
        (Kind.YEAR_FIGURES, "-"),
    ],
)
async def test_a_rule_that_cannot_be_read_as_a_number_is_refused(
    kind: Kind, text: str, db: Connection
) -> None:
    inside = await _inside(db)
    asked = replace(HOW, kind=kind, rule=Rule(at_least=text), **REASONS)

    assert list(await questionnaires.faults(db, inside.id, asked)) == ["at_least"]


async def test_figures_that_are_computed_with_are_asked_for_once_in_a_category(
    db: Connection,
) -> None:
    inside = await _inside(db)
    first, second = [await people.category(db, inside.id, slug, at) for at, slug in enumerate("ab")]
    turnover = await _add(db, inside, replace(TURNOVER, category=first))

    allowed = [
        replace(TURNOVER, category=second),
        replace(TURNOVER, form=Form.NOMINATION),
        replace(TURNOVER, figure=Figure.EXPORT),
        replace(TURNOVER, figure=Figure.OTHER),
    ]
    for one in allowed:
        await questionnaires.add(db, ACTOR, inside, one)
    for one in (TURNOVER, replace(TURNOVER, category=first)):
        with pytest.raises(Invalid, match=ASKED_ALREADY):
            await questionnaires.add(db, ACTOR, inside, one)
    await questionnaires.change(
        db, ACTOR, inside, turnover, 1, replace(questionnaires.of(turnover), scale=1000)
    )


async def test_a_category_of_another_year_is_no_place_for_a_question(db: Connection) -> None:
    inside = await _inside(db)
    other = await people.category(db, await people.edition(db, year=2028))

    with pytest.raises(NotFound):
        await questionnaires.add(db, ACTOR, inside, replace(HOW, category=other))


async def test_alternatives_keep_their_keys_when_their_names_are_mended() -> None:
    written = [
        Choice("norge", {"nb": "Bare i Norge"}),
        Choice("", {"nb": "Ute"}),
        Choice("", {"nb": "Norge"}),
        Choice("", {"nb": "!"}),
    ]

    keys = [one.key for one in questionnaires.keyed(written, "nb")]

    assert keys == ["norge", "ute", "norge-2", "choice"]


async def test_a_question_is_moved_up_within_its_form_past_what_is_not_asked_any_more(
    db: Connection,
) -> None:
    inside = await _inside(db)
    category = await people.category(db, inside.id)
    [why] = await editions.asked(db, inside.id)
    how = await _add(db, inside, HOW)
    where = await _add(db, inside, WHERE)
    await _add(db, inside, TURNOVER)
    await _answer(db, inside, category, how.id, "Slik.")
    await questionnaires.remove(db, ACTOR, inside, how)

    await questionnaires.raise_question(db, inside, where)
    await questionnaires.raise_question(db, inside, where)

    assert await _labels(db, inside) == ["Hvor?", "Hvorfor?"]
    assert await _labels(db, inside, Form.COMPANY) == ["Omsetning"]
    every = await editions.asked(db, inside.id, retired=True)
    assert [one.id for one in every] == [where.id, why.id, how.id]


async def test_a_question_with_answers_is_retired_and_comes_back_with_them(db: Connection) -> None:
    inside = await _inside(db)
    category = await people.category(db, inside.id)
    [why] = await editions.asked(db, inside.id)
    await _answer(db, inside, category, why.id, "Derfor.")
    how = await _add(db, inside, HOW)

    await questionnaires.remove(db, ACTOR, inside, why)
    await questionnaires.remove(db, ACTOR, inside, how)
    without = await _labels(db, inside)
    await questionnaires.bring_back(db, ACTOR, inside, why)

    assert (without, await _labels(db, inside)) == ([], ["Hvorfor?"])
    assert await questionnaires.answered(db, why.id) == 1
    assert await db.fetchval("SELECT body FROM answers WHERE version = 2") == "Derfor."
    with pytest.raises(NotFound):
        await questionnaires.question(db, inside.id, how.id)
    assert await people.deeds(db) == [
        "question.added",
        "question.retired",
        "question.removed",
        "question.brought_back",
    ]


async def test_turnover_asked_for_anew_does_not_come_back_a_second_time(db: Connection) -> None:
    inside = await _inside(db)
    gone = await _add(db, inside, TURNOVER)
    company = await people.company(db, inside.id)
    await db.execute(
        "INSERT INTO company_answers (company, question, body, staff) VALUES ($1, $2, '', $3)",
        company,
        gone.id,
        await people.staff(db),
    )
    await questionnaires.remove(db, ACTOR, inside, gone)
    await _add(db, inside, TURNOVER)

    with pytest.raises(Invalid, match=ASKED_ALREADY):
        await questionnaires.bring_back(db, ACTOR, inside, gone)


async def test_another_kind_of_question_keeps_what_was_answered(db: Connection) -> None:
    inside = await _inside(db, Stage.NOMINATING)
    category = await people.category(db, inside.id)
    how = await _add(db, inside, HOW)
    await _answer(db, inside, category, how.id, "Omtrent 40 ganger")

    number = replace(questionnaires.of(how), kind=Kind.WHOLE_NUMBER)
    await questionnaires.change(db, ACTOR, inside, how, 1, number)
    with pytest.raises(Conflict):
        await questionnaires.change(db, ACTOR, inside, how, 1, number)

    now = await questionnaires.question(db, inside.id, how.id)
    assert (now.kind, now.version, now.position) == (Kind.WHOLE_NUMBER, 2, how.position)
    assert await db.fetchval("SELECT body FROM answers WHERE version = 2") == "Omtrent 40 ganger"


async def test_a_question_changes_form_until_somebody_has_answered_it(db: Connection) -> None:
    inside = await _inside(db)
    category = await people.category(db, inside.id)
    [why] = await editions.asked(db, inside.id)
    await _answer(db, inside, category, why.id, "Derfor.")
    how = await _add(db, inside, HOW)
    await _add(db, inside, TURNOVER)

    await questionnaires.change(db, ACTOR, inside, how, 1, replace(HOW, form=Form.COMPANY))
    with pytest.raises(Invalid, match="answered it on this form"):
        moved = replace(questionnaires.of(why), form=Form.COMPANY)
        await questionnaires.change(db, ACTOR, inside, why, 1, moved)

    assert await _labels(db, inside, Form.COMPANY) == ["Omsetning", "Hvordan?"]


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.ANNOUNCED])
async def test_questions_stay_as_they_are_once_judging_has_opened(
    stage: Stage, db: Connection
) -> None:
    inside = await _inside(db, stage)
    [why] = await editions.asked(db, inside.id)
    as_it_was = questionnaires.of(why)

    refused: list[Any] = [
        questionnaires.add(db, ACTOR, inside, HOW),
        questionnaires.change(db, ACTOR, inside, why, 1, replace(as_it_was, help={"nb": "Kort."})),
        questionnaires.remove(db, ACTOR, inside, why),
        questionnaires.bring_back(db, ACTOR, inside, why),
        questionnaires.raise_question(db, inside, why),
        questionnaires.suggest(db, ACTOR, inside),
    ]
    for one in refused:
        with pytest.raises(Closed):
            await one

    assert questionnaires.of(await questionnaires.question(db, inside.id, why.id)) == as_it_was


async def test_the_suggested_questions_begin_an_empty_form_of_the_company_once(
    db: Connection,
) -> None:
    inside = await _inside(db)

    await questionnaires.suggest(db, ACTOR, inside)
    with pytest.raises(Conflict):
        await questionnaires.suggest(db, ACTOR, inside)

    found = await editions.asked(db, inside.id, Form.COMPANY)
    assert [(one.kind, one.figure) for one in found] == [
        (Kind.YES_NO, ""),
        (Kind.YEAR_FIGURES, "turnover"),
        (Kind.YEAR_FIGURES, "export"),
        (Kind.YEAR_FIGURES, "employees"),
        (Kind.WHOLE_NUMBER, ""),
        (Kind.PERCENT, ""),
        (Kind.LONG_TEXT, ""),
    ]
    assert found[0].rule == Rule(is_yes=True)
    for one in found:
        written = [texts for texts in (one.label, one.help, one.unmet, one.way_out) if texts]
        assert [sorted(texts) for texts in written] == [["en", "nb"]] * len(written)


async def test_suggested_questions_speak_the_languages_of_the_year() -> None:
    assert {tuple(one.label) for one in questionnaires.suggested(["en"])} == {("en",)}


async def test_a_category_takes_its_questions_with_it(db: Connection) -> None:
    inside = await _inside(db)
    category = await people.category(db, inside.id)
    await _add(db, inside, replace(HOW, category=category))

    await programme.remove_category(db, ACTOR, inside, category)

    assert await _labels(db, inside) == ["Hvorfor?"]
