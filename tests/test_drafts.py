"""Drafts: what is known already is written down, and nothing of who won before it may be seen."""

from typing import Any

import pytest

from awards import award as prize
from awards import drafts
from awards import editions as years
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.stages import ORDER, Stage
from tests import people
from tests.test_announcements import Newsroom, decided, staffed

pytestmark = pytest.mark.anyio


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await staffed(db)


async def drafted(db: Connection, room: Newsroom, kind: Kind) -> Wording:
    return await drafts.draft(
        db, await prize.known(db), await years.edition(db, room.edition), kind
    )


async def set_ceremony(db: Connection, **place: str) -> None:
    await db.execute("UPDATE editions SET ceremony = $1", place)


async def answered(db: Connection, room: Newsroom, label: str, body: str, **more: Any) -> None:
    """A question to companies, and what Lomvi has handed in for it."""
    question = {"kind": "short_text", "public": True, "category": None, **more}
    await db.execute(
        """WITH question AS (
               INSERT INTO questions (edition, form, category, position, kind, label, public)
               SELECT $1, 'company', $2, count(*) + 1, $3, $4, $5 FROM questions RETURNING id
           )
           INSERT INTO company_answers (company, question, body, staff, reason)
           SELECT nominees.company, question.id, $6, $7, 'Corrected.' FROM question, nominees""",
        *(room.edition, question["category"], question["kind"]),
        *({"nb": label, "en": f"{label} in English"}, question["public"], body, room.tone.id),
    )


async def test_the_winners_draft_has_the_answers_that_may_be_public_and_the_place(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    await answered(db, room, "Markeder", "Tyskland og Japan")
    await answered(db, room, "Ansatte", "38", kind="whole_number")
    await answered(db, room, "Hemmelig", "Dette er vårt", public=False)
    await answered(db, room, "Tom", "")
    await set_ceremony(db, nb="helsekonferansen i Oslo")

    draft = await drafted(db, room, Kind.WINNER)

    assert draft.body == {
        "nb": "export nb: Lomvi\n\nModig og grundig.\n\n"
        "Markeder: Tyskland og Japan\nAnsatte: 38\n\n"
        "Prisen ble delt ut på helsekonferansen i Oslo.",
        "en": "export en: Lomvi\n\nBrave and thorough.\n\n"
        "Markeder in English: Tyskland og Japan\nAnsatte in English: 38",
    }


async def test_what_a_winner_said_for_another_category_stays_out(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    newcomer = await people.category(db, room.edition, "newcomer", position=2)
    await answered(db, room, "Annen kategori", "Nei", category=newcomer)

    assert "Annen kategori" not in str(await drafted(db, room, Kind.WINNER))


@pytest.mark.parametrize("stage", ORDER)
async def test_no_draft_knows_the_winner_before_staff_may_see_the_standings(
    db: Connection, room: Newsroom, stage: Stage
) -> None:
    await decided(db, room)
    await answered(db, room, "Markeder", "Tyskland")
    await db.execute("UPDATE editions SET stage = $1::text::stage", stage)
    await db.execute("UPDATE rounds SET fixed_at = NULL")

    found = {kind: str(await drafted(db, room, kind)) for kind in Kind}

    knows = {kind for kind, text in found.items() if "Lomvi" in text or "Tyskland" in text}
    seen = stage in (Stage.DECIDING, Stage.ANNOUNCED, Stage.ARCHIVED)
    assert knows == ({Kind.WINNER} if seen else set())


async def test_call_and_deadline_name_the_categories_and_the_call_the_place(
    db: Connection, room: Newsroom
) -> None:
    await people.category(db, room.edition, "newcomer", position=2)
    await db.execute('UPDATE editions SET introduction = \'{"nb": "Alle kan nominere."}\'')
    await set_ceremony(db, nb="årsmøtet", en="the annual meeting")

    call, deadline = [await drafted(db, room, kind) for kind in (Kind.CALL, Kind.DEADLINE)]

    assert call.body == {
        "nb": "Alle kan nominere.\n\nKategoriene er:\nexport nb\nnewcomer nb\n\n"
        "Vinneren blir kåret på årsmøtet.",
        "en": "There are these categories:\nexport en\nnewcomer en\n\n"
        "The winner is told at the annual meeting.",
    }
    assert deadline.body == {
        "nb": "Kategoriene er:\nexport nb\nnewcomer nb",
        "en": "There are these categories:\nexport en\nnewcomer en",
    }
