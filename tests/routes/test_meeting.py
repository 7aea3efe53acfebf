"""The pages of the meeting: for staff, for whoever leads it, and closed to everybody else."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from awards import decisions
from awards.database import Connection
from awards.decisions import Decision
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

STAFF = "/staff/2027/meeting"
JURY = "/jury/meeting"


@dataclass
class Room:
    """Fjordpuls leads with 75 over Lomvi with 37.5; Dag is the chair, Ada and Bo have voted."""

    at: Judging
    tone: httpx.AsyncClient
    dag: httpx.AsyncClient
    ada: httpx.AsyncClient
    bo: httpx.AsyncClient

    def typed(self, winner: str = "Fjordpuls", **changed: str) -> dict[str, str]:
        of = self.at.category
        return {
            f"nominee-{of}": str(self.at.nominees[winner]),
            f"reason-{of}-nb": "Modig.",
            f"reason-{of}-en": "Brave.",
            "version": "0",
            **changed,
        }

    async def made(self, db: Connection) -> Decision | None:
        return (await decisions.decisions(db, self.at.edition)).get(self.at.category)


@pytest.fixture
async def room(db: Connection, app: Starlette) -> AsyncIterator[Room]:
    await people.award(db)
    at = await judging(db, ("Fjordpuls", "Lomvi <b>", "Skarv"), ("Ada", "Bo"), Stage.DECIDING)
    for name, fjordpuls, lomvi in (("Ada", 3, 1), ("Bo", 3, 2)):
        juror = at.jurors[name]
        await people.sheet(db, at.round, juror, at.nominees["Fjordpuls"], fjordpuls, fjordpuls)
        await people.sheet(db, at.round, juror, at.nominees["Lomvi <b>"], lomvi, lomvi)
        await people.ballot(db, at.round, juror)
    at.jurors["Dag"] = await people.juror(db, at.edition, "Dag", chair=True)
    async with AsyncExitStack() as stack:
        tone, dag, ada, bo = [await stack.enter_async_context(browser(app)) for _ in range(4)]
        await people.sign_in(db, tone, "staff", await people.staff(db, role="editor"))
        for client, name in ((dag, "Dag"), (ada, "Ada"), (bo, "Bo")):
            await people.sign_in(db, client, "juror", at.jurors[name])
        yield Room(at, tone, dag, ada, bo)


async def steps_out(db: Connection, room: Room, name: str, company: str) -> None:
    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
        room.at.jurors[name],
        room.at.companies[company],
    )


def text(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text.split("<main", 1)[1]


async def test_the_agenda_says_who_leads_what_is_first_and_how_far_it_has_come(
    db: Connection, room: Room
) -> None:
    await steps_out(db, room, "Bo", "Skarv")

    for client, address in ((room.tone, STAFF), (room.dag, JURY)):
        page = text(await client.get(address))
        assert "Dag leads." in page
        assert "not decided" in page
        assert page.index("Lomvi &lt;b&gt;") < page.index("Fjordpuls") < page.index("Skarv")
        assert "<bdi>Bo</bdi>" in page
        assert "<b>" not in page.replace("<b>37", "").split("<nav", 1)[0]


async def test_the_menu_of_the_jury_room_has_the_meeting_for_whoever_leads_it(
    db: Connection, room: Room
) -> None:
    link = f'href="{JURY}"'

    assert link in (await room.dag.get("/jury/")).text
    assert link not in (await room.ada.get("/jury/")).text
    await db.execute("UPDATE editions SET stage = 'judging'")
    assert link not in (await room.dag.get("/jury/")).text


async def test_one_case_at_a_time_with_the_way_on_and_no_name_beside_a_score(
    db: Connection, room: Room
) -> None:
    of, first = room.at.category, room.at.nominees["Lomvi <b>"]

    for client, address in ((room.tone, STAFF), (room.dag, JURY)):
        page = text(await client.get(f"{address}/{of}/{first}"))
        assert "Case 1 of 3" in page
        assert f'rel="next" href="{address}/{of}/{room.at.nominees["Fjordpuls"]}"' in page
        assert "Previous case" not in page
        assert "25.0 · 50.0" in page
        assert "The case as the jury reads it" in page
        assert "Ada" not in page and "Bo" not in page


async def test_names_stand_beside_scores_where_the_sealed_rules_say_so(
    db: Connection, room: Room
) -> None:
    await db.execute("UPDATE editions SET score_names = true")

    page = text(await room.dag.get(f"{JURY}/{room.at.category}/{room.at.nominees['Lomvi <b>']}"))

    assert "<bdi>Ada</bdi>" in page and "<bdi>Bo</bdi>" in page


async def test_the_big_screen_shows_the_case_and_nothing_around_it(room: Room) -> None:
    of, first = room.at.category, room.at.nominees["Lomvi <b>"]

    for client, address in ((room.tone, STAFF), (room.dag, JURY)):
        page = (await client.get(f"{address}/{of}/{first}?screen=1")).text
        assert "aw-screen" in page and "Case 1 of 3" in page
        assert f"{address}/{of}/{room.at.nominees['Fjordpuls']}?screen=1" in page
        assert "aw-side" not in page and "aw-top" not in page and "<form" not in page


async def test_staff_record_and_the_leader_approves_what_they_have_read(
    db: Connection, room: Room
) -> None:
    of = room.at.category

    recorded = await room.tone.post(f"{STAFF}/{of}", data=room.typed())
    read = text(await room.dag.get(f"{JURY}/{of}"))
    approved = await room.dag.post(
        f"{JURY}/{of}/approve", data={"version": "1", "juror": str(room.at.jurors["Dag"])}
    )

    assert recorded.headers["location"] == f"{STAFF}/{of}"
    assert approved.headers["location"] == f"{JURY}/{of}"
    assert "Modig." in read and "Brave." in read and "version 1" in read
    assert "Approve the decision" in read
    made = await room.made(db)
    assert made is not None
    assert (made.approved_by, made.approved_by_juror, made.approved) == ("Tone", "Dag", True)
    done = text(await room.tone.get(STAFF))
    assert "The meeting is done" in done
    assert "/staff/2027/news/write/winner" in done
    assert "Approve the decision" not in text(await room.dag.get(f"{JURY}/{of}"))


async def test_the_leader_records_and_staff_approve_from_the_meeting_or_from_the_standings(
    db: Connection, room: Room
) -> None:
    of = room.at.category
    await room.dag.post(f"{JURY}/{of}", data=room.typed())

    assert "Approve the decision" in text(await room.tone.get(f"{STAFF}/{of}"))
    page = text(await room.tone.get("/staff/2027/standings"))
    assert "Approve the decision" in page
    answer = await room.tone.post(f"/staff/2027/standings/{of}/approve", data={"version": "1"})

    assert answer.headers["location"] == "/staff/2027/standings"
    made = await room.made(db)
    assert made is not None and made.approved


async def test_an_approval_of_what_was_changed_meanwhile_is_refused(
    db: Connection, room: Room
) -> None:
    of = room.at.category
    await room.tone.post(f"{STAFF}/{of}", data=room.typed())
    changed = room.typed(version="1", **{f"reason-{of}-nb": "Noe annet."})
    await room.tone.post(f"{STAFF}/{of}", data=changed)

    answer = await room.dag.post(f"{JURY}/{of}/approve", data={"version": "1"})

    assert answer.status_code == 409
    made = await room.made(db)
    assert made is not None
    assert (made.version, made.approved_by_juror) == (2, None)


async def test_against_the_standings_the_form_asks_why_and_both_sides_read_it(
    db: Connection, room: Room
) -> None:
    of = room.at.category
    against = room.typed("Lomvi <b>")

    asked = await room.dag.post(f"{JURY}/{of}", data=against)
    assert asked.status_code == 422
    assert f'href="#departure-{of}-nb"' in asked.text
    assert "Modig." in asked.text
    await room.dag.post(f"{JURY}/{of}", data={**against, f"departure-{of}-nb": "Saken er bedre."})

    for client, address in ((room.tone, STAFF), (room.dag, JURY)):
        page = text(await client.get(f"{address}/{of}"))
        assert "The decision differs from the standings" in page
        assert "Saken er bedre." in page


async def test_of_two_who_record_at_once_the_loser_sees_both_texts(
    db: Connection, room: Room
) -> None:
    of = room.at.category
    await room.tone.post(f"{STAFF}/{of}", data=room.typed())
    mine = room.typed(**{f"reason-{of}-nb": "Grundig."})

    answer = await room.dag.post(f"{JURY}/{of}", data=mine)

    assert answer.status_code == 409
    assert "Modig." in answer.text and "Grundig." in answer.text
    made = await room.made(db)
    assert made is not None and made.reason["nb"] == "Modig."


async def test_a_chair_who_steps_out_sees_who_leads_and_nothing_more(
    db: Connection, room: Room
) -> None:
    of = room.at.category
    await steps_out(db, room, "Dag", "Skarv")
    before = text(await room.tone.get(f"{STAFF}/{of}"))
    named = await room.tone.post(f"{STAFF}/{of}/leader", data={"juror": str(room.at.jurors["Ada"])})

    page = text(await room.dag.get(JURY))
    paths = (f"/{of}", f"/{of}/result", f"/{of}/{room.at.nominees['Fjordpuls']}")
    refused = [await room.dag.get(f"{JURY}{path}") for path in paths]
    refused += [await room.dag.post(f"{JURY}/{of}", data=room.typed())]
    refused += [await room.dag.post(f"{JURY}/{of}/approve", data={"version": "1"})]

    assert "Dag steps out here, and nobody leads yet." in before
    assert named.status_code == 303
    assert "Ada leads the meeting there." in page
    for told in [page, *(answer.text for answer in refused)]:
        assert not any(name in told for name in ("Fjordpuls", "Lomvi", "Skarv", "37.5"))
    assert {answer.status_code for answer in refused} == {403}
    assert "Case 1 of 3" in text(await room.ada.get(f"{JURY}/{of}/{room.at.nominees['Lomvi <b>']}"))


async def test_another_juror_is_told_nothing_at_any_address(room: Room) -> None:
    of = room.at.category
    paths = ("", f"/{of}", f"/{of}/result", f"/{of}/{room.at.nominees['Fjordpuls']}")

    answers = [await room.bo.get(f"{JURY}{path}") for path in paths]
    answers += [await room.bo.post(f"{JURY}/{of}", data=room.typed())]
    answers += [await room.bo.post(f"{JURY}/{of}/approve", data={"version": "1"})]

    assert {answer.status_code for answer in answers} == {404}
    assert not any("Fjordpuls" in answer.text.split("<main")[1] for answer in answers)


async def test_the_leader_reads_how_well_the_result_holds(room: Room) -> None:
    page = text(await room.dag.get(f"{JURY}/{room.at.category}/result"))

    assert "Fjordpuls" in page and "Lomvi &lt;b&gt;" in page
    assert re.findall(r"\b(Ada|Bo)\b", page) == []


async def test_while_a_new_round_waits_nothing_is_recorded(db: Connection, room: Room) -> None:
    of = room.at.category
    chosen = [str(room.at.nominees[name]) for name in ("Fjordpuls", "Lomvi <b>")]
    begun = await room.tone.post(
        f"/staff/2027/standings/{of}/round", data={"nominee": chosen, "reason": "For jevnt."}
    )
    assert begun.status_code == 303, begun.text[:500]

    for client, address in ((room.tone, STAFF), (room.dag, JURY)):
        page = text(await client.get(f"{address}/{of}"))
        assert "A new round was begun." in page
        assert "Record the decision" not in page
        assert "a new round waits" in text(await client.get(address))


async def test_a_stranger_comes_to_no_meeting(client: httpx.AsyncClient, room: Room) -> None:
    for address in (STAFF, JURY, f"{STAFF}/{room.at.category}", f"{JURY}/{room.at.category}"):
        assert (await client.get(address)).status_code == 401
