"""What may be read about a nominee: by jurors, by staff, and by whom not."""

import asyncio
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from awards import ballots, cases, editions, recusals
from awards.cases import Logo
from awards.database import Connection
from awards.errors import NotFound
from awards.materials import Asked, Case, Membership
from awards.recusals import Kind
from awards.snapshots import Snapshot
from awards.stages import Stage
from tests import people, telling
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio


async def round_of_two(db: Connection) -> dict[str, int]:
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition, "Fjordpuls", "310412031")
    lomvi = await people.company(db, edition, "Lomvi")
    nominee = await people.nominee(db, category, fjordpuls)
    rival = await people.nominee(db, category, lomvi)
    return {
        "edition": edition,
        "category": category,
        "fjordpuls": fjordpuls,
        "lomvi": lomvi,
        "tone": await people.staff(db),
        "siri": await telling.contributor(db, fjordpuls),
        "ada": await people.juror(db, edition),
        "round": await people.shortlist(db, category, nominee, rival),
        "nominee": nominee,
        "rival": rival,
    }


async def opened(db: Connection, at: dict[str, int], name: str = "nominee") -> Case:
    return (await cases.opened(db, at["ada"], at[name])).case


async def read(db: Connection, at: dict[str, int]) -> Case:
    return await cases.material(db, at["edition"], at["nominee"])


def written(case: Case) -> list[list[str]]:
    """What each nominator wrote."""
    return [
        [answer.said.body for answer in reason.answers if answer.said] for reason in case.reasons
    ]


def told(case: Case) -> dict[str, str]:
    """What the company told, by question."""
    return {one.question.label["en"]: one.said.body for one in case.answers if one.said}


async def test_a_case_holds_what_those_wrote_whose_nominations_count(db: Connection) -> None:
    at = await round_of_two(db)
    for by, state in (("Kari", "confirmed"), ("Ola", "sent"), ("Per", "rejected")):
        await people.nomination(
            db, at["category"], at["fjordpuls"], by=by, state=state, why=f"{by} knows why."
        )

    case = await opened(db, at)

    assert replace(case, reasons=[]) == Case(
        nominee=at["nominee"],
        category=at["category"],
        category_name={"nb": "export nb", "en": "export en"},
        company=at["fjordpuls"],
        name="Fjordpuls",
        organisation_number="310412031",
        year=2027,
        everything=False,
        amendments=[],
        snapshot=None,
        members_listed=False,
        member=None,
        logo=False,
        informed=True,
        handed_in=None,
        figures=None,
        answers=[],
        nominators=1,
        nominations=1,
        page=1,
        reasons=[],
        asked=Asked(waiting=0, answered=0, declined=0),
    )
    assert written(case) == [["Kari knows why."]]
    [reason] = case.reasons
    assert (reason.relation, reason.works_there, reason.language) == ("Customer", False, "en")
    assert (reason.nominator, reason.nomination) == (None, None)


async def test_a_case_holds_the_nominations_of_companies_that_were_joined(db: Connection) -> None:
    at = await round_of_two(db)
    double = await people.company(db, at["edition"], "Fjord Puls AS")
    await people.nomination(db, at["category"], at["fjordpuls"], by="Kari", why="One.")
    await people.nomination(db, at["category"], double, by="Ola", why="Two.")
    await people.nomination(db, at["category"], double, by="Kari", why="Three.")
    await people.nomination(db, at["category"], at["lomvi"], by="Per", why="Of another.")
    await db.execute("UPDATE companies SET merged_into = $1 WHERE id = $2", at["fjordpuls"], double)

    case = await opened(db, at)

    assert written(case) == [["One."], ["Two."], ["Three."]]
    assert (case.name, case.nominators, case.nominations) == ("Fjordpuls", 2, 3)


async def test_joined_companies_have_one_case_and_parting_them_leaves_no_trace(
    db: Connection,
) -> None:
    at = await round_of_two(db)
    markets = await telling.question(db, at["edition"], "short_text", "Markets")
    double = await people.company(db, at["edition"], "Fjord Puls AS", "987654325")
    ola = await telling.contributor(db, double, "Ola")
    await telling.say(db, at["fjordpuls"], markets, "Sweden", by=at["siri"])
    await telling.say(db, at["fjordpuls"], "handed_in", "yes", by=at["siri"])
    await telling.say(db, double, markets, "Sweden and Japan", by=ola)
    await telling.say(db, double, "handed_in", "yes", by=ola)
    await telling.snapshot(db, double)
    before = await opened(db, at)

    await db.execute("UPDATE companies SET merged_into = $1 WHERE id = $2", at["fjordpuls"], double)
    joined = await opened(db, at)
    await db.execute("UPDATE companies SET merged_into = NULL")

    assert (told(before), before.snapshot) == ({"Markets": "Sweden"}, None)
    assert told(joined) == {"Markets": "Sweden and Japan"}
    assert joined.snapshot and joined.snapshot.facts == telling.FJORDPULS
    assert await opened(db, at) == before


async def test_the_newest_version_of_a_reason_is_read_and_a_correction_says_whose_it_is(
    db: Connection,
) -> None:
    at = await round_of_two(db)
    nomination = await people.nomination(db, at["category"], at["fjordpuls"], why="First.")
    again = """INSERT INTO answers (nomination, question, version, body, staff, reason)
               SELECT nomination, question, $2, $3, $4, $5 FROM answers
                WHERE nomination = $1 AND version = 1"""
    await db.execute(again, nomination, 2, "Mended.", None, "")
    mended = await opened(db, at)
    await db.execute(again, nomination, 3, "Corrected.", at["tone"], "A name in it.")
    corrected = await opened(db, at)

    assert (written(mended), written(corrected)) == ([["Mended."]], [["Corrected."]])
    said = corrected.reasons[0].answers[0].said
    assert said and (said.by_staff, said.reason, said.person) == (True, "A name in it.", None)


async def test_many_nominations_come_a_page_at_a_time(db: Connection) -> None:
    at = await round_of_two(db)
    for number in range(51):
        await people.nomination(
            db, at["category"], at["fjordpuls"], by=f"P{number}", why=f"Reason {number}."
        )

    first = await opened(db, at)
    second = (await cases.opened(db, at["ada"], at["nominee"], page=2)).case

    assert (len(first.reasons), first.pages, first.nominators) == (50, 2, 51)
    assert written(second) == [["Reason 50."]]


async def test_jurors_read_what_was_handed_in_and_staff_all_of_it(db: Connection) -> None:
    at = await round_of_two(db)
    company, by = at["fjordpuls"], at["siri"]
    markets = await telling.question(db, at["edition"], "short_text", "Markets")
    staff_say = await telling.question(db, at["edition"], "short_text", "Owners")
    later = await telling.question(db, at["edition"], "short_text", "Later")
    for body in ("Sweden", "Sweden and Japan"):
        await telling.say(db, company, markets, body, by=by)
    await telling.say(db, company, "handed_in", "yes", by=by)
    await telling.say(db, company, markets, "Half a tho", by=by)
    await telling.say(db, company, later, "Not sent yet", by=by)
    await telling.say(db, company, staff_say, "A fund", staff=at["tone"], reason="By phone.")

    jury, staff = await opened(db, at), await read(db, at)

    assert told(jury) == {"Markets": "Sweden and Japan", "Owners": "A fund"}
    owners = jury.answers[1].said
    assert owners and (owners.by_staff, owners.reason, owners.person) == (True, "By phone.", None)
    assert not any(one.versions for one in jury.answers)
    first, second, third = staff.answers
    assert [one.body for one in first.versions] == ["Half a tho", "Sweden and Japan", "Sweden"]
    assert first.said and first.newer
    assert (first.said.body, first.newer.body) == ("Sweden and Japan", "Half a tho")
    assert [one.body for one in first.older] == ["Sweden"]
    assert (first.said.person, second.said and second.said.person) == ("Siri", "Tone")
    assert third.said and (third.said.body, third.hidden) == ("Not sent yet", True)
    assert [one.hidden for one in (first, second)] == [False, False]


async def test_what_is_not_for_the_jury_never_reaches_it(db: Connection) -> None:
    at = await round_of_two(db)
    secret = await telling.question(
        db, at["edition"], "short_text", "Bank account", shown_to_jury=False
    )
    aside = await telling.question(
        db, at["edition"], "short_text", "Between us", form="nomination", shown_to_jury=False
    )
    nomination = await people.nomination(db, at["category"], at["fjordpuls"], by="Karianne")
    await db.execute("UPDATE answers SET body = 'Of rivals.' WHERE question = $1", aside)
    await telling.say(db, at["fjordpuls"], secret, "1234 56", by=at["siri"])
    await telling.say(db, at["fjordpuls"], "press_contact", "Siri Aas", by=at["siri"])
    await telling.say(db, at["fjordpuls"], "handed_in", "yes", by=at["siri"])

    row = await cases.sql.opened.one(db, juror=at["ada"], nominee=at["nominee"], skip=0, most=50)
    staff = await read(db, at)

    everything = str(dict(row or {}))
    for hidden in ("Bank account", "1234 56", "Between us", "Of rivals.", "arianne", "Siri"):
        assert hidden not in everything
    assert "It grows abroad." in everything
    [answer] = staff.answers
    assert (told(staff), answer.hidden) == ({"Bank account": "1234 56"}, True)
    assert written(staff) == [["It grows abroad.", "Of rivals."]]
    assert (staff.reasons[0].nominator, staff.reasons[0].nomination) == ("Karianne", nomination)


async def test_a_case_has_the_questions_of_its_category_and_retired_ones_that_were_answered(
    db: Connection,
) -> None:
    at = await round_of_two(db)
    other = await people.category(db, at["edition"], "newcomer", 2)
    retired = "2027-05-01T12:00:00+00:00"
    columns: dict[str, dict[str, Any]] = {
        "Of all": {"need": "judging"},
        "Its own": {"category": at["category"], "need": "always"},
        "Of another": {"category": other},
        "Asked once": {"retired_at": datetime.fromisoformat(retired), "need": "always"},
        "Never answered": {"retired_at": datetime.fromisoformat(retired), "need": "always"},
        "If they like": {},
    }
    ids = {
        label: await telling.question(db, at["edition"], "short_text", label, **more)
        for label, more in columns.items()
    }
    for label in ("Its own", "Of another", "Asked once"):
        await telling.say(db, at["fjordpuls"], ids[label], label.upper(), by=at["siri"])
    await telling.say(db, at["fjordpuls"], "handed_in", "yes", by=at["siri"])

    case = await opened(db, at)

    assert [(one.question.label["en"], bool(one.said)) for one in case.answers] == [
        ("Of all", False),
        ("Its own", True),
        ("Asked once", True),
    ]


async def test_growth_and_share_follow_from_the_figures_that_can_be_read(db: Connection) -> None:
    at = await round_of_two(db)
    typed = {
        "turnover": telling.figures("40 mill.", "50 mill.", "a lot"),
        "export": telling.figures("10 mill.", "25 000 000", "20m", explanation="A late order."),
    }
    for figure, body in typed.items():
        ident = await telling.question(db, at["edition"], "year_figures", figure, figure=figure)
        await telling.say(db, at["fjordpuls"], ident, body, by=at["siri"])
    await telling.say(db, at["fjordpuls"], "handed_in", "yes", by=at["siri"])

    case = await opened(db, at)

    assert case.figures and case.answers == []
    made = case.figures.computed
    assert made.share == {2024: Fraction(25), 2025: Fraction(50), 2026: None}
    assert made.growth["export"] == {2025: Fraction(150), 2026: Fraction(-20)}
    assert [(note.figure, note.year) for note in made.dips] == [("export", 2026)]
    turnover, export = case.figures.series
    assert turnover.typed.figures[2026] == "a lot" and 2026 not in turnover.exact
    assert export.typed.explanation == "A late order."


async def test_a_retired_figure_gives_way_to_the_one_that_is_asked_now(db: Connection) -> None:
    at = await round_of_two(db)
    old = await telling.question(db, at["edition"], "year_figures", "Old", figure="export")
    new = await telling.question(db, at["edition"], "year_figures", "New", figure="export")
    await db.execute("UPDATE questions SET retired_at = now() WHERE id = $1", old)
    for ident, last in ((old, "2 mill."), (new, "3 mill.")):
        body = telling.figures("1 mill.", "1 mill.", last)
        await telling.say(db, at["fjordpuls"], ident, body, by=at["siri"])
    await telling.say(db, at["fjordpuls"], "handed_in", "yes", by=at["siri"])

    case = await opened(db, at)

    assert case.figures
    assert [one.answer.question.id for one in case.figures.series] == [new, old]
    assert case.figures.computed.growth["export"][2026] == Fraction(200)


async def test_a_silent_company_is_said_to_be_silent_and_whether_it_was_told(
    db: Connection,
) -> None:
    at = await round_of_two(db)
    await telling.question(db, at["edition"], "short_text", "Markets", need="always")

    informed, never = await opened(db, at), await opened(db, at, "rival")

    assert [(case.informed, case.silent, case.handed_in) for case in (informed, never)] == [
        (True, True, None),
        (False, True, None),
    ]


async def test_the_register_s_facts_stand_with_their_day_until_it_wants_them_back(
    db: Connection,
) -> None:
    at = await round_of_two(db)
    none = (await opened(db, at)).snapshot
    await telling.snapshot(db, at["fjordpuls"])
    found = (await opened(db, at)).snapshot
    await db.execute("UPDATE snapshots SET facts = NULL, purged_at = $1", telling.FETCHED)
    purged = (await opened(db, at)).snapshot

    number, fetched = "310412031", telling.FETCHED
    assert none is None
    assert found == Snapshot(number, fetched, telling.FJORDPULS, None)
    assert purged == Snapshot(number, fetched, None, fetched)


async def test_membership_stands_in_a_case_where_the_edition_has_a_list(db: Connection) -> None:
    at = await round_of_two(db)
    member = """INSERT INTO members (edition, organisation_number, name, kind, may_be_nominated)
                VALUES ($1, $2, 'Somebody', 'hospital', false)"""
    unlisted = await opened(db, at)
    await db.execute(member, at["edition"], "987654325")
    outside = await opened(db, at)
    await db.execute(member, at["edition"], "310412031")
    inside = await opened(db, at)

    assert [(one.members_listed, one.member) for one in (unlisted, outside, inside)] == [
        (False, None),
        (True, None),
        (True, Membership("hospital", False)),
    ]


async def test_the_logo_is_for_those_who_may_open_the_case(db: Connection) -> None:
    at = await round_of_two(db)
    await telling.logo(db, at["fjordpuls"], at["siri"], b"first")
    await telling.logo(db, at["fjordpuls"], at["siri"], b"second")
    logo = Logo("image/png", b"second")

    assert (await opened(db, at)).logo
    assert await cases.opened_logo(db, at["ada"], at["nominee"]) == logo
    assert await cases.logo(db, at["edition"], at["nominee"]) == logo
    with pytest.raises(NotFound):
        await cases.opened_logo(db, at["ada"], at["rival"])
    await recuse(db, at)
    with pytest.raises(NotFound):
        await cases.opened_logo(db, at["ada"], at["nominee"])
    await telling.say(db, at["fjordpuls"], "logo", "", by=at["siri"])
    with pytest.raises(NotFound):
        await cases.logo(db, at["edition"], at["nominee"])
    assert not (await read(db, at)).logo


async def recuse(db: Connection, at: dict[str, int]) -> None:
    inside = await editions.entered(db, at["edition"])
    await recusals.declare(
        db, inside, at["ada"], at["fjordpuls"], Kind.OWN_COMPANY, actor="juror:1"
    )


async def test_a_recused_juror_is_refused_the_case(db: Connection) -> None:
    at = await round_of_two(db)
    await recuse(db, at)

    with pytest.raises(NotFound):
        await cases.opened(db, at["ada"], at["nominee"])
    assert (await opened(db, at, "rival")).name == "Lomvi"


async def test_a_juror_without_a_seat_is_refused_the_case(db: Connection) -> None:
    at = await round_of_two(db)
    await db.execute("DELETE FROM seats WHERE juror = $1", at["ada"])

    with pytest.raises(NotFound):
        await opened(db, at)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rounds SET opened_at = NULL",
        "DELETE FROM shortlist",
        "UPDATE nominees SET state = 'withdrawn'",
    ],
    ids=["round not opened", "not on the shortlist", "company withdrew"],
)
async def test_a_case_that_is_not_before_the_jury_is_refused(db: Connection, change: str) -> None:
    at = await round_of_two(db)
    await db.execute(change)

    with pytest.raises(NotFound):
        await opened(db, at)


async def test_staff_read_cases_of_their_edition_only(db: Connection) -> None:
    at = await round_of_two(db)
    other = await people.edition(db, year=2026)

    with pytest.raises(NotFound):
        await cases.material(db, other, at["nominee"])
    with pytest.raises(NotFound):
        await cases.logo(db, other, at["nominee"])


async def all_of(db: Connection, at: Judging, name: str = "Ada") -> list[Case]:
    """Every case a juror may open, as they get them in one document."""
    juror = await signed_in(db, at.jurors[name])
    return await cases.several(db, juror.id, await cases.titles(db, juror))


async def test_all_cases_come_by_category_and_in_the_order_of_the_overview(
    db: Connection,
) -> None:
    at = await judging(db, nominees=("Fjordpuls", "Lomvi", "Skarv", "Terne"), jurors=("Ada", "Bo"))
    growth = await people.category(db, at.edition, "growth", position=0)
    found = [
        await people.nominee(db, growth, at.companies[name]) for name in ("Lomvi", "Fjordpuls")
    ]
    await people.shortlist(db, growth, *found)
    await db.execute("INSERT INTO seats (juror, category) SELECT id, $1 FROM jurors", growth)

    for name, ident in at.jurors.items():
        shown = await all_of(db, at, name)
        overview = await ballots.of_juror(db, await signed_in(db, ident))
        assert [one.nominee for one in shown] == [
            sheet.nominee for ballot in overview for sheet in ballot.sheets
        ]
        assert shown[2] == (await cases.opened(db, ident, shown[2].nominee)).case


async def test_all_cases_hold_none_that_the_juror_may_not_open(db: Connection) -> None:
    at = await judging(db, nominees=("Fjordpuls", "Lomvi", "Skarv"))
    ada = await signed_in(db, at.jurors["Ada"])
    before = await cases.titles(db, ada)
    inside = await editions.entered(db, at.edition)
    await recusals.declare(
        db, inside, ada.id, at.companies["Fjordpuls"], Kind.OWN_COMPANY, actor=ada.actor
    )
    await db.execute(
        "DELETE FROM cleared WHERE juror = $1 AND company = $2", ada.id, at.companies["Lomvi"]
    )

    assert [one.name for one in await all_of(db, at)] == ["Skarv"]
    assert [one.name for one in await cases.several(db, ada.id, before)] == ["Skarv"]
    assert len(await all_of(db, at, "Bo")) == 3


@pytest.mark.parametrize("nominees", [("Fjordpuls",), ("Fjordpuls", "Lomvi", "Skarv")])
async def test_all_cases_take_two_statements_however_many_they_are(
    db: Connection, nominees: tuple[str, ...]
) -> None:
    at = await judging(db, nominees=nominees)
    ada = await signed_in(db, at.jurors["Ada"])
    await all_of(db, at)  # so that the types are known
    said: list[str] = []

    with db.query_logger(lambda record: said.append(record.query)):
        found = await cases.several(db, ada.id, await cases.titles(db, ada))
        await asyncio.sleep(0)  # the last of them is told of a moment later

    assert (len(found), len(said)) == (len(nominees), 2)
