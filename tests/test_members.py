"""Who of the organisation's members, and whether others, may be nominated."""

import httpx
import pytest

from awards import editions, members
from awards.database import Connection
from awards.directory import Member
from awards.errors import Closed, Conflict
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

FJORDPULS, HOSPITAL, QUIET = "310412031", "310412201", "310412708"
LIST = [
    Member(FJORDPULS, "Fjordpuls AS", "company", True),
    Member(HOSPITAL, "Ålesund sjukehus", "hospital", True),
    Member(QUIET, "Helsestien", "company", False),
]


async def loaded(db: Connection, stage: Stage = Stage.NOMINATING, **rules: object) -> int:
    await people.award(db)
    edition = await people.edition(db, stage=stage)
    inside = await editions.entered(db, edition)
    await members.load(db, "staff:1", inside, LIST)
    for column, value in rules.items():
        await db.execute(f"UPDATE editions SET {column} = $1", value)  # noqa: S608
    return edition


async def test_everybody_may_be_nominated_until_staff_say_otherwise(db: Connection) -> None:
    edition = await loaded(db)

    for number in (FJORDPULS, HOSPITAL, "310413518", None):
        assert await members.barred(db, edition, number) is None


async def test_only_members_may_be_nominated_where_staff_say_so(db: Connection) -> None:
    edition = await loaded(db, members_only=True)

    stranger = await members.barred(db, edition, "310413518")

    assert await members.barred(db, edition, FJORDPULS) is None
    assert await members.barred(db, edition, None) is None  # nobody can tell; staff see to it
    assert stranger == members.Barred(
        members.NOT_A_MEMBER, {"address": "svar@helseklyngen.example"}
    )


async def test_a_kind_of_members_may_be_kept_out(db: Connection) -> None:
    edition = await loaded(db, forbidden_kinds=["hospital"])

    barred = await members.barred(db, edition, HOSPITAL)

    assert barred is not None
    assert (barred.message, barred.fields["kind"]) == (members.FORBIDDEN_KIND, "hospital")
    assert await members.barred(db, edition, FJORDPULS) is None


async def test_one_member_may_be_kept_out(db: Connection) -> None:
    edition = await loaded(db)

    barred = await members.barred(db, edition, QUIET)

    assert barred is not None
    assert barred.message == members.NOT_TO_BE_NOMINATED


async def test_a_list_takes_the_place_of_the_one_before(db: Connection) -> None:
    edition = await loaded(db)
    inside = await editions.entered(db, edition)

    await members.load(db, "staff:1", inside, LIST[1:])

    found = await members.page(db, edition)
    assert ([one.name for one in found.members], found.all) == (
        ["Helsestien", "Ålesund sjukehus"],
        2,
    )


async def test_the_list_stands_once_judging_opens(db: Connection) -> None:
    await people.award(db)
    inside = await editions.entered(db, await people.edition(db, stage=Stage.JUDGING))

    with pytest.raises(Closed):
        await members.load(db, "staff:1", inside, LIST)


async def test_two_who_change_the_rules_at_once_do_not_overwrite_each_other(db: Connection) -> None:
    edition = await loaded(db)
    inside = await editions.entered(db, edition)

    await members.change_rules(db, "staff:1", inside, True, [], 1)

    with pytest.raises(Conflict):
        await members.change_rules(db, "staff:2", inside, False, ["hospital"], 1)


async def test_staff_see_what_a_list_holds_before_it_is_loaded(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    await people.edition(db)
    await people.sign_in(db, client, "staff", await people.staff(db))
    text = "310412031; Fjordpuls AS; company\n12; Nobody"

    shown = await client.post("/staff/2027/set-up/members/list", data={"list": text})
    before = await db.fetchval("SELECT count(*) FROM members")
    done = await client.post("/staff/2027/set-up/members/list", data={"list": text, "do": "load"})
    page = await client.get("/staff/2027/set-up/members")

    assert "1 member will be on the list." in shown.text
    assert "«12» is not an organisation number." in shown.text
    assert (before, done.status_code) == (0, 303)
    assert "Fjordpuls AS" in page.text


async def test_a_list_without_a_member_says_what_to_do(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    await people.edition(db)
    await people.sign_in(db, client, "staff", await people.staff(db))

    answer = await client.post("/staff/2027/set-up/members/list", data={"list": "what is this"})

    assert answer.status_code == 422
    assert "what is this</textarea>" in answer.text


async def test_rules_that_come_without_what_was_seen_are_refused_and_change_nothing(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await loaded(db)
    await people.sign_in(db, client, "staff", await people.staff(db))
    path = "/staff/2027/set-up/members"

    refused = await client.post(path, data={"members_only": "yes", "version": "x"})
    before = await db.fetchval("SELECT members_only FROM editions")
    version = str(await db.fetchval("SELECT version FROM editions"))
    done = await client.post(path, data={"members_only": "yes", "version": version})

    assert (refused.status_code, before, done.status_code) == (409, False, 303)
    assert await db.fetchval("SELECT members_only FROM editions") is True
