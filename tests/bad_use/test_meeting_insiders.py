"""Whoever is inside the meeting tries to decide alone, or to see what their conflict hides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import announcements, chain, editions, leadership, meeting, publishing
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.editions import entered
from awards.errors import NotAllowed
from awards.panel import Juror
from awards.staff import Member
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.jury import signed_in
from tests.test_decisions import REASON, Panel, approve, chair, decide, pending, sat_down, step_out

pytestmark = pytest.mark.anyio


@pytest.fixture
async def panel(db: Connection) -> Panel:
    return await sat_down(db)


async def both(db: Connection, panel: Panel, **changed: Any) -> Juror:
    """Tone of the staff, who is the chair as well, by the same mailbox."""
    dag = await chair(db, panel)
    await db.execute("UPDATE jurors SET mailbox = $1 WHERE id = $2", panel.tone.mailbox, dag.id)
    return await signed_in(db, dag.id)


# Alone


@pytest.mark.parametrize("first", ["staff", "chair"])
async def test_who_is_on_the_staff_and_leads_the_meeting_is_one_person(
    db: Connection, panel: Panel, first: str
) -> None:
    dag = await both(db, panel)
    sides: tuple[Member | Juror, Member | Juror] = (panel.tone, dag)
    one, other = sides if first == "staff" else sides[::-1]
    await decide(db, panel, by=one)

    with pytest.raises(NotAllowed, match="Somebody else has to approve it"):
        await approve(db, panel, other)

    made = await panel.made(db)
    assert (made.awaits(other), made.approved) == (False, False)
    if first == "chair":
        await approve(db, panel, panel.bjorn)
        assert await pending(db, panel) == []


async def test_an_approval_of_a_chair_who_has_to_step_out_since_does_not_stand(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)
    bo = await signed_in(db, await people.juror(db, panel.edition, "Bo"))
    await decide(db, panel)
    await approve(db, panel, dag)
    await step_out(db, dag.id, panel.fjordpuls)

    obstacle = await publishing.obstacle(db, await entered(db, panel.edition), Kind.WINNER)
    assert await pending(db, panel) == [panel.category]
    assert obstacle is not None and "waits for its approval" in obstacle

    await leadership.name_stand_in(db, panel.bjorn, panel.edition, panel.category, bo.id)
    await approve(db, panel, bo)
    assert await pending(db, panel) == []


async def test_a_stand_in_leads_no_more_when_there_is_no_chair_to_stand_in_for(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)
    bo = await people.juror(db, panel.edition, "Bo")
    await step_out(db, dag.id, panel.fjordpuls)
    await leadership.name_stand_in(db, panel.bjorn, panel.edition, panel.category, bo)
    await db.execute("UPDATE jurors SET chair = false WHERE id = $1", dag.id)

    led = await leadership.of(db, panel.edition, panel.category)

    assert (led.chaired, led.leader) == (False, None)
    assert not await leadership.invited(db, await signed_in(db, bo))


async def test_a_form_that_is_behind_does_not_change_who_wins_unseen(
    db: Connection, panel: Panel, app: Starlette
) -> None:
    await decide(db, panel)
    await decide(db, panel, nominee=panel.fjordpuls, departure={"nb": "Sterkere."}, version=1)
    await decide(db, panel, version=2)
    of = panel.category
    async with browser(app) as client:
        await people.sign_in(db, client, "staff", panel.bjorn.id)
        fields = {f"reason-{of}-{code}": text for code, text in REASON.items()}
        fields |= {f"departure-{of}-nb": "", f"nominee-{of}": str(panel.fjordpuls)}
        behind = {**fields, "version": "1", f"departure-{of}-nb": "Sterkere."}
        answer = await client.post(f"/staff/2027/meeting/{of}", data=behind)

    assert answer.status_code == 409
    assert "Lomvi" in answer.text
    assert (await panel.made(db)).nominee == panel.lomvi


# What a conflict hides


async def second_round(db: Connection, panel: Panel) -> None:
    """Lomvi and Skarv are judged again; Fjordpuls is out of it."""
    round = await people.shortlist(db, panel.category, panel.lomvi, panel.skarv, number=2)
    ada = await db.fetchval("SELECT id FROM jurors WHERE name = 'Ada'")
    await people.sheet(db, round, ada, panel.lomvi, 2, 2)
    await people.sheet(db, round, ada, panel.skarv, 1, 1)
    await people.ballot(db, round, ada)
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")


async def test_who_leads_the_second_round_sees_no_earlier_one_that_they_step_out_of(
    db: Connection, panel: Panel, app: Starlette
) -> None:
    dag = await chair(db, panel)
    await step_out(db, dag.id, panel.fjordpuls)
    await second_round(db, panel)

    agenda = await meeting.agenda(db, dag, panel.edition, panel.category)
    assert [one.place.company for one in agenda.matters] == ["Lomvi", "Skarv"]
    assert agenda.table.earlier == []
    async with browser(app) as client:
        await people.sign_in(db, client, "juror", dag.id)
        pages = await everything(client, panel)
    assert [address for address, page in pages.items() if "Fjordpuls" in page.text] == []
    whole = await meeting.agenda(db, panel.tone, panel.edition, panel.category)
    assert [one.number for one in whole.table.earlier] == [1]


async def everything(client: httpx.AsyncClient, panel: Panel) -> dict[str, httpx.Response]:
    """What each address of the meeting answers in the jury room."""
    of = f"/jury/meeting/{panel.category}"
    cases = [f"{of}/{one}" for one in (panel.lomvi, panel.fjordpuls, panel.skarv, panel.outsider)]
    screens = [f"{one}?screen=1&page=2" for one in cases]
    addresses = ["/jury/meeting", of, f"{of}/result", *cases, *screens]
    found = {address: await client.get(address) for address in addresses}
    for act, typed in ((of, {"version": "1"}), (f"{of}/approve", {"version": "1"})):
        found[f"POST {act}"] = await client.post(act, data=typed)
    return found


@pytest.mark.parametrize("seated", [True, False])
async def test_a_chair_looks_through_the_names_before_any_score(
    db: Connection, panel: Panel, app: Starlette, seated: bool
) -> None:
    dag = await chair(db, panel)
    await db.execute("DELETE FROM cleared WHERE juror = $1", dag.id)
    if not seated:
        await db.execute("DELETE FROM seats WHERE juror = $1", dag.id)

    async with browser(app) as client:
        await people.sign_in(db, client, "juror", dag.id)
        answers = await everything(client, panel)
        names = await client.get("/jury/conflicts")

    assert "Lomvi" in names.text and "Skarv" in names.text
    for answer in answers.values():
        assert answer.status_code >= 400
        assert not [one for one in ("Lomvi", "Fjordpuls", "Skarv") if one in answer.text]
    assert "/jury/conflicts" in answers["/jury/meeting"].text


async def test_what_a_late_recusal_changes_after_the_minute_was_set_is_held_back(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await approve(db, panel, dag)
    text = Wording({"nb": "Lomvi vant"}, {}, {})
    due = datetime.now(UTC) + timedelta(hours=1)
    ident = await announcements.write(db, panel.tone, panel.edition, Kind.WINNER, text)
    await announcements.approve(db, panel.bjorn, panel.edition, ident, 1)
    await publishing.schedule(db, panel.bjorn, panel.edition, ident, 2, due)
    await step_out(db, dag.id, panel.skarv)
    await db.execute("UPDATE announcements SET due = clock_timestamp()")

    async with db.transaction():
        assert await publishing.publish_due(db) == 1

    state = await db.fetchval("SELECT state FROM announcements")
    year = await editions.edition(db, panel.edition)
    assert (state, year.stage) == ("approved", Stage.DECIDING)
    assert await chain.published(db, panel.edition) is None


@pytest.mark.parametrize("grade", ["company", "category"])
@pytest.mark.parametrize("joined", [False, True])
async def test_a_chair_who_steps_out_gets_the_same_answers_whatever_was_given(
    db: Connection, panel: Panel, app: Starlette, grade: str, joined: bool
) -> None:
    dag = await chair(db, panel)
    await db.execute("UPDATE editions SET recusal_grade = $1", grade)
    away = panel.fjordpuls
    if joined:
        name = await people.company(db, panel.edition, "Fjordpuls Holding")
        await db.execute(
            "UPDATE companies SET merged_into = (SELECT company FROM nominees WHERE id = $1)"
            " WHERE id = $2",
            away,
            name,
        )
        await db.execute(
            "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
            dag.id,
            name,
        )
    else:
        await step_out(db, dag.id, away)

    async with browser(app) as client:
        await people.sign_in(db, client, "juror", dag.id)
        before = await everything(client, panel)
        await db.execute("UPDATE sheets SET scores = '{0,1}' WHERE nominee = $1", panel.lomvi)
        await decide(db, panel, nominee=panel.skarv, departure={"nb": "Sterkere."}, by=panel.bjorn)
        after = await everything(client, panel)

    seen = [{at: (one.status_code, one.text) for at, one in all.items()} for all in (before, after)]
    assert seen[0] == seen[1]
    for page in (*before.values(), *after.values()):
        assert not [one for one in ("Lomvi", "Fjordpuls", "Skarv", "Sterkere") if one in page.text]


@pytest.mark.parametrize("who", ["of another year", "among the others", "excused"])
async def test_whoever_does_not_lead_gets_the_answers_of_what_is_not_there(
    db: Connection, panel: Panel, app: Starlette, who: str
) -> None:
    await chair(db, panel)
    other = await people.edition(db, year=2028, stage=Stage.DECIDING)
    await people.category(db, other)
    edition = other if who == "of another year" else panel.edition
    eva = await people.juror(db, edition, "Eva", chair=edition == other)
    async with browser(app) as client:
        await people.sign_in(db, client, "juror", eva)
        if who == "excused":
            await db.execute(
                "UPDATE jurors SET excused_at = clock_timestamp(), excused_reason = 'x'"
                " WHERE id = $1",
                eva,
            )
        of = f"/jury/meeting/{panel.category}"
        there = [of, f"{of}/result", f"{of}/{panel.lomvi}", f"{of}/{panel.lomvi}?screen=1"]
        gone = [one.replace(str(panel.category), "999", 1) for one in there]
        for address, missing in zip(there, gone, strict=True):
            answers = [
                await client.request(m, a) for m in ("GET", "HEAD") for a in (address, missing)
            ]
            told = {(one.status_code, one.headers["content-length"]) for one in answers}
            assert len(told) == 1 and answers[0].status_code in (303, 401, 403, 404), address
            assert answers[0].text == answers[1].text
        deeds = [await client.post(a, data={"version": "1"}) for a in (of, f"{of}/approve")]
        assert {one.status_code for one in deeds} <= {303, 401, 403, 404}
    assert await people.deeds(db) == []
