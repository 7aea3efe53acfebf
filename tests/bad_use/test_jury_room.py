"""Inside the jury's rooms: what is forged, what comes at one moment, and what is far too much."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import database, editions, interests, recusals, rounds, staff
from awards.database import Connection
from awards.errors import Conflict, NotAllowed, Refusal
from awards.recusals import Kind
from awards.stages import Stage
from tests import people
from tests.bad_use import scene
from tests.bad_use.test_lists import FORMULAS, HOSTILE
from tests.bad_use.test_output import unsafe
from tests.conftest import browser
from tests.jury import Judging, judging
from tests.visitor import Visitor

pytestmark = pytest.mark.anyio

A_WHILE = 0.2  # seconds; the other side waits for a lock, and would be through long since
SECRET = "Kanarifugl"
POINTS = {
    "criterion-1": "4",
    "criterion-1-version": "0",
    "criterion-1-comment": SECRET,
    "criterion-1-comment-version": "0",
    "note": SECRET,
    "note-version": "0",
    "cell": "criterion-1",
    "value": "4",
    "version": "0",
    "reason": SECRET,
    "abstention-version": "0",
    "words": SECRET,
}
DEEDS = ("", "/cell", "/note", "/abstain", "/resume", "/flag")
OUTSIDE = ("ask_link", "send_link", "link_sent", "leave")
SHUT = {"reason": "Ill.", "shown": "1"}
LIST = "/staff/2027/jury/list"
NO_SHARES = (
    *("-60|160", "100.0|0", "1e2|0", "٦٠|٤٠", "101|-1", "60|39", "|100", "0x64|0", "+100|0"),
    *("NaN|0", "2147483648|1", "9" * 5000 + "|0"),
)
NO_TIMES = (
    *("31.12.9999 23:59", "1.1.0001 00:00", "1.1.2020 12:00", "", "x 25:61", "30.2.2030 12:00"),
    *("2030-01-01T00:00+99:99 12:00", "1.1.99999 12:00"),
)


@pytest.fixture
async def at(db: Connection) -> AsyncIterator[Judging]:
    await people.award(db)
    yield await judging(db)


@pytest.fixture
async def ada(app: Starlette, db: Connection, at: Judging) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        await people.sign_in(db, client, "juror", at.jurors["Ada"])
        yield client


@pytest.fixture
async def tone(app: Starlette, db: Connection, at: Judging) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        await people.sign_in(db, client, "staff", await people.staff(db, "Tone"))
        yield client


async def everything(client: httpx.AsyncClient, at: Judging, nominee: int) -> str:
    """All that a juror is told anywhere, refusals too, in one text."""
    known: dict[str, Any] = {"nominee": nominee, "round": at.round, "company": 0}
    known |= {"category": at.category, "token of jury": "x"}
    pages = [
        await client.get(place.address(known))
        for place in scene.places()
        if place.audience == "jury" and place.method == "GET" and "{token}" not in place.path
    ]
    assert {one.status_code for one in pages} <= {200, 303, 404, 409}
    return "".join(one.text for one in pages)


# Another juror, another category, another year


async def test_no_deed_of_a_juror_reaches_a_case_without_a_seat_or_of_another_year(
    db: Connection, at: Judging, ada: httpx.AsyncClient
) -> None:
    other = await people.category(db, at.edition, "other", 2)
    nearby = await people.nominee(db, other, await people.company(db, at.edition, "Skarv"))
    await people.shortlist(db, other, nearby)
    past = await judging(db, ("Terne",), ("Eva",), year=2026)
    before = await scene.dump(db)

    for nominee in (nearby, past.nominees["Terne"]):
        for deed in DEEDS:
            answer = await ada.post(f"/jury/nominees/{nominee}{deed}", data=POINTS)
            assert answer.status_code == 404, deed

    assert await scene.dump(db) == before


async def test_names_that_were_never_shown_are_not_looked_through(
    db: Connection, at: Judging, ada: httpx.AsyncClient
) -> None:
    other = await people.category(db, at.edition, "other", 2)
    skarv = await people.company(db, at.edition, "Skarv")
    await people.nominee(db, other, skarv)
    past = await judging(db, ("Terne",), ("Eva",), year=2026)
    await db.execute("DELETE FROM cleared")
    forged = [skarv, past.companies["Terne"], 0, -1, 2**31, 2**63, 10**30, "٣", "x", ""]

    answer = await ada.post(
        "/jury/conflicts", data={"none": "yes", "shown": [str(one) for one in forged]}
    )

    assert answer.status_code in (303, 422)
    assert await db.fetchval("SELECT count(*) FROM cleared") == 0


async def test_a_page_of_another_juror_is_not_saved_in_this_one_s_name(
    db: Connection, at: Judging, ada: httpx.AsyncClient
) -> None:
    before = await scene.dump(db)

    for deed in DEEDS[:-1]:
        answer = await ada.post(
            f"/jury/nominees/{at.nominees['Lomvi']}{deed}",
            data={**POINTS, "juror": str(at.jurors["Bo"])},
        )
        assert answer.status_code == 403, deed

    assert await scene.dump(db) == before


async def test_who_has_said_nothing_of_a_name_reads_and_writes_nothing_of_its_case(
    db: Connection, at: Judging, ada: httpx.AsyncClient
) -> None:
    lomvi = at.nominees["Lomvi"]
    await people.nomination(db, at.category, at.companies["Lomvi"], why=SECRET)
    await db.execute("UPDATE nominees SET state = 'shortlisted'")
    assert SECRET in await everything(ada, at, lomvi)
    await db.execute("DELETE FROM cleared WHERE company = $1", at.companies["Lomvi"])
    before = await scene.dump(db)

    for deed in DEEDS:
        answer = await ada.post(f"/jury/nominees/{lomvi}{deed}", data=POINTS)
        assert answer.status_code == 409, deed
    typed = {"seen": "x"}
    assert (await ada.post(f"/jury/ballots/{at.round}", data=typed)).status_code == 409

    assert SECRET not in await everything(ada, at, lomvi)
    assert await scene.dump(db) == before


async def test_who_is_excused_or_whose_link_is_shut_does_nothing_from_that_moment(
    db: Connection, at: Judging, ada: httpx.AsyncClient, tone: httpx.AsyncClient
) -> None:
    """Every door checks again: with a page that lay open, the next press is refused."""
    pressed = {place for place in scene.places() if place.audience == "jury"}
    ways = {"revoke-link": "renew-link", "excuse": "take-back"}
    for shut, mended in ways.items():
        desk = f"/staff/2027/jury/{at.jurors['Ada']}"
        assert (await ada.get("/jury/")).status_code == 200
        assert (await tone.post(f"{desk}/{shut}", data=SHUT)).status_code == 303
        before = await scene.dump(db)
        for place in sorted(pressed, key=str):
            if "{token}" not in place.path and place.name not in OUTSIDE:
                known = {"nominee": at.nominees["Lomvi"], "round": at.round, "token of jury": "x"}
                named = {"company": at.companies["Lomvi"], "category": at.category}
                path = place.address({**known, **named})
                answer = await ada.request(place.method, path, data=POINTS)
                assert answer.status_code == 401, place
        assert await scene.dump(db) == before
        await tone.post(f"{desk}/{mended}", data=SHUT)
        await db.execute("UPDATE links SET revoked_at = NULL")
        await people.sign_in(db, ada, "juror", at.jurors["Ada"])


# Recused late


async def test_who_is_recused_late_reads_nothing_more_of_the_case_nor_of_what_they_gave(
    db: Connection, at: Judging, ada: httpx.AsyncClient, tone: httpx.AsyncClient
) -> None:
    """Round 1 is confirmed, round 2 is open and begun; then comes the conflict."""
    lomvi = at.nominees["Lomvi"]
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    for nominee in at.nominees.values():
        await people.sheet(db, at.round, at.jurors["Ada"], nominee, 4, 4)
    await people.ballot(db, at.round, at.jurors["Ada"])
    again = await people.shortlist(db, at.category, *at.nominees.values(), number=2)
    sheet = f"/jury/nominees/{lomvi}"
    for deed in ("", "/flag"):
        assert (await ada.post(sheet + deed, data=POINTS)).status_code == 303
    await db.execute("UPDATE sheets SET comments = ARRAY[$1, $1] WHERE nominee = $2", SECRET, lomvi)
    flag = await db.fetchval("SELECT id FROM flags")
    declined = f"/staff/2027/jury/questions/{flag}/decline"
    assert (await tone.post(declined, data={"reason": SECRET})).status_code == 303
    open_rounds = [at, Judging(**{**vars(at), "round": again})]
    for one in open_rounds:
        assert SECRET in await everything(ada, one, lomvi)

    await ada.post(f"/jury/conflicts/{at.companies['Lomvi']}", data={"kind": "own_company"})
    await ada.post(
        f"/jury/conflicts/{at.companies['Lomvi']}", data={"kind": "own_company", "words": ""}
    )

    for one in open_rounds:
        assert SECRET not in await everything(ada, one, lomvi)
    for deed in DEEDS:
        refused = await ada.post(sheet + deed, data=POINTS)
        assert refused.status_code == 404, deed


async def test_nobody_undoes_a_recusal_of_their_own(db: Connection, at: Judging) -> None:
    """Ada is on the staff, too: what she declared as a juror somebody else has to undo."""
    ada = await staff.member(db, await people.staff(db, "Ada"))
    siv = await staff.member(db, await people.staff(db, "Siv"))
    await db.execute("UPDATE jurors SET mailbox = $1 WHERE name = 'Ada'", ada.mailbox)
    inside = await editions.entered(db, at.edition)
    juror, company = at.jurors["Ada"], at.companies["Lomvi"]
    await recusals.declare(db, inside, juror, company, Kind.OWN_COMPANY, actor=f"juror:{juror}")
    ident = await db.fetchval("SELECT id FROM recusals")

    with pytest.raises(NotAllowed):
        await recusals.undo(db, inside, ident, ada, "It is none.")
    await recusals.undo(db, inside, ident, siv, "She meant another company.")


async def test_the_deed_on_one_juror_s_page_is_never_done_to_another(
    db: Connection, at: Judging, tone: httpx.AsyncClient
) -> None:
    bo = at.jurors["Bo"]
    for nominee in at.nominees.values():
        await people.sheet(db, at.round, bo, nominee, 2, 2)
    ballot = await people.ballot(db, at.round, bo)
    recusal = await scene._recusal(db, bo, at.companies["Lomvi"])
    before = await scene.dump(db)

    for deed in (f"ballots/{ballot}/reopen", f"recusals/{recusal}/undo"):
        path = f"/staff/2027/jury/{at.jurors['Ada']}/{deed}"
        assert (await tone.post(path, data={"reason": "x", "shown": "1"})).status_code == 404

    assert await scene.dump(db) == before


async def test_a_ballot_that_staff_opened_again_is_not_confirmed_from_a_page_of_before(
    db: Connection, at: Judging, ada: httpx.AsyncClient, tone: httpx.AsyncClient
) -> None:
    """Sent twice by a slow line, or from a tab that lay open: the juror has not read the reason."""
    juror, path = at.jurors["Ada"], f"/jury/ballots/{at.round}"
    for nominee in at.nominees.values():
        await people.sheet(db, at.round, juror, nominee, 2, 2)
    seen = await _seen(ada, path)
    assert (await ada.post(path, data={"seen": seen})).status_code == 303
    ballot = await db.fetchval("SELECT id FROM ballots")
    reopen = f"/staff/2027/jury/{juror}/ballots/{ballot}/reopen"
    assert (await tone.post(reopen, data={"reason": SECRET, "shown": "1"})).status_code == 303

    again = await ada.post(path, data={"seen": seen})

    assert again.status_code == 409
    assert await db.fetchval("SELECT count(*) FROM ballots") == 0
    assert SECRET in (await ada.get(path)).text
    assert (await ada.post(path, data={"seen": await _seen(ada, path)})).status_code == 303


async def _seen(client: httpx.AsyncClient, path: str) -> str:
    visitor = Visitor(client)
    await visitor.open(path)
    return next(dict(form.fields)["seen"] for form in visitor.forms() if "seen" in form.names)


# At the same moment


async def both(first: Awaitable[Any], second: Awaitable[Any]) -> list[str]:
    """Two deeds at once: the name of what became of each."""
    ended = await asyncio.gather(first, second, return_exceptions=True)
    for one in ended:
        assert not isinstance(one, BaseException) or isinstance(one, Refusal), one
    return sorted(type(one).__name__ if isinstance(one, Refusal) else "done" for one in ended)


async def test_of_two_who_settle_one_suggestion_at_once_one_is_told_of_the_other(
    own_database: str,
) -> None:
    one, two = [await database.connect(own_database) for _ in range(2)]
    await people.award(one)
    at = await judging(one)
    tone, siv = [await staff.member(one, await people.staff(one, name)) for name in ("Tone", "Siv")]
    await people.contributor(one, at.companies["Lomvi"])
    await one.execute("UPDATE jurors SET mailbox = 'ada@company.example' WHERE name = 'Ada'")
    pair = (at.jurors["Ada"], at.companies["Lomvi"])

    async with one.transaction():
        inside = await editions.entered(one, at.edition)
        await interests.confirm(one, inside, *pair, Kind.OWN_COMPANY, tone)

        async def settle() -> None:
            async with two.transaction():
                entered = await editions.entered(two, at.edition)
                await interests.pin(two, entered, *pair, "She left.", siv)

        late = asyncio.create_task(settle())
        await asyncio.sleep(A_WHILE)
        assert not late.done()

    with pytest.raises(Conflict):
        await late
    assert await one.fetchval("SELECT count(*) FROM pinned") == 0
    await one.close()
    await two.close()


async def test_a_second_round_begun_twice_at_once_is_begun_once(own_database: str) -> None:
    one, two = [await database.connect(own_database) for _ in range(2)]
    await people.award(one)
    names = ("Fjordpuls", "Lomvi", "Skarv")
    at = await judging(one, names, stage=Stage.DECIDING)
    await one.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    chosen = [at.nominees["Fjordpuls"], at.nominees["Lomvi"]]

    async def begin(db: Connection) -> None:
        async with db.transaction():
            choice = await rounds.choice(db, at.edition, at.category)
            await rounds.begin(db, choice, "staff:1", chosen=chosen, reason="Too close.")

    assert await both(begin(one), begin(two)) == ["Conflict", "done"]
    assert await one.fetchval("SELECT count(*) FROM rounds") == 2
    await one.close()
    await two.close()


# Far too much, and what is no list


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_list_of_jurors_that_is_none_breaks_nothing(
    db: Connection, tone: httpx.AsyncClient, at: Judging, what: str
) -> None:
    said = HOSTILE[what].replace("310412031", "ada.berg@firm.example")
    for do in ("", "add"):
        pasted = await tone.post(LIST, data={"list": said, "do": do, "seats": str(at.category)})
        files = [
            await tone.post(LIST, data={"do": do, "seats": "x"}, files={"file": ("a.csv", file)})
            for file in (said.encode(), said.encode("utf-16"), b"\xff\xfe\x00\xd8" * 2000)
        ]
        for answer in (pasted, *files):
            assert answer.status_code in (200, 303, 413, 422), answer.status_code
            assert unsafe(answer.text) == []
            assert len(answer.content) < 1_000_000
    listed = await tone.get("/staff/2027/jury")
    assert (listed.status_code, unsafe(listed.text)) == (200, [])


async def test_formulas_in_a_list_of_jurors_are_names_like_others(
    db: Connection, tone: httpx.AsyncClient, at: Judging
) -> None:
    lines = [
        f"{text.strip()};juror{place}@firm.example;en;{text.strip()}"
        for place, text in enumerate(FORMULAS)
        if ";" not in text
    ]
    said = {"list": "\n".join(lines), "seats": str(at.category)}

    shown = await tone.post(LIST, data=said)
    boxes = [f"juror{place}@firm.example" for place in range(len(lines))]
    added = await tone.post(LIST, data={**said, "do": "add", "juror": boxes})
    listed = await tone.get("/staff/2027/jury")

    assert (shown.status_code, added.status_code, listed.status_code) == (200, 303, 200)
    assert unsafe(shown.text) + unsafe(listed.text) == []


async def test_every_list_of_the_jury_has_an_end(
    db: Connection, tone: httpx.AsyncClient, ada: httpx.AsyncClient, at: Judging
) -> None:
    """500 devices and questions, 1,000 names, 2,000 suggestions: pages of them, and quick ones."""
    await db.execute(
        """INSERT INTO sessions (cookie, audience, link, subject, device, expires_at)
           SELECT sha256(number::text::bytea), 'juror', links.id, $1, repeat('x', 200),
                  clock_timestamp() + interval '1 day'
             FROM generate_series(1, 500) AS number, (SELECT min(id) AS id FROM links
                                                       WHERE subject = $1) AS links""",
        at.jurors["Ada"],
    )
    await db.execute(
        """INSERT INTO flags (juror, nominee, words, declined, settled_at)
           SELECT $1, $2, repeat('What? ', 300), repeat('No. ', 500), clock_timestamp()
             FROM generate_series(1, 500)""",
        at.jurors["Ada"],
        at.nominees["Lomvi"],
    )
    await db.execute(
        """WITH made AS (INSERT INTO companies (edition, name)
                         SELECT $1, 'Company ' || number FROM generate_series(1, 1000) AS number
                         RETURNING id),
                entered AS (INSERT INTO contributors (company, name, address, mailbox, language,
                                                      origin, let_in_at, let_in_by)
                            SELECT id, 'Eli', 'eli@jury.example', 'eli@jury.example', 'en',
                                   'staff', clock_timestamp(), 'staff:1' FROM made)
           INSERT INTO nominees (category, company, state, reason)
           SELECT $2, id, 'proposed', 'x' FROM made""",
        at.edition,
        at.category,
    )
    await db.execute("ANALYZE")  # as autovacuum does
    slow = []
    for client, path in (
        (ada, "/jury/devices"),
        (ada, f"/jury/nominees/{at.nominees['Lomvi']}/flag"),
        (ada, "/jury/conflicts"),
        (ada, "/jury/"),
        (tone, "/staff/2027/jury/questions"),
        (tone, "/staff/2027/jury/interests"),
        (tone, f"/staff/2027/jury/{at.jurors['Ada']}"),
        (tone, "/staff/2027/"),
    ):
        answer = await client.get(path)
        assert answer.status_code in (200, 303), path
        if len(answer.content) > 300_000 or answer.elapsed.total_seconds() > 3:
            slow.append((path, len(answer.content), answer.elapsed))
    assert slow == []


# Rules that were never on the page


@pytest.mark.parametrize("numbers", NO_SHARES)
async def test_weights_that_are_no_shares_of_a_hundred_change_and_seal_nothing(
    db: Connection, tone: httpx.AsyncClient, at: Judging, numbers: str
) -> None:
    rows = await db.fetch("SELECT id, version FROM criteria ORDER BY place")
    weights = {
        f"weight-{row['id']}": one for row, one in zip(rows, numbers.split("|"), strict=True)
    }
    typed = {**weights, "version": str(sum(row["version"] for row in rows)), "reason": SECRET}
    path = f"/staff/2027/set-up/categories/{at.category}/weights"
    before = await scene.dump(db)

    answer = await tone.post(path, data=typed)

    assert answer.status_code == 422
    assert SECRET in answer.text  # what was typed is there again
    assert await scene.dump(db) == before


async def test_weights_of_another_category_are_not_changed_along(
    db: Connection, tone: httpx.AsyncClient, at: Judging
) -> None:
    await people.category(db, at.edition, "other", 2)
    rows = await db.fetch("SELECT id, category, version FROM criteria ORDER BY category, place")
    others = {f"weight-{row['id']}": "50" for row in rows}
    own = sum(row["version"] for row in rows if row["category"] == at.category)
    path = f"/staff/2027/set-up/categories/{at.category}/weights"

    answer = await tone.post(path, data={**others, "version": str(own), "reason": "More."})

    assert answer.status_code == 303
    weights = await db.fetch("SELECT category, weight FROM criteria ORDER BY category, place")
    found = [(row["category"] == at.category, row["weight"]) for row in weights]
    assert found == [(True, 50), (True, 50), (False, 60), (False, 40)]


@pytest.mark.parametrize(
    ("stage", "status"), [(Stage.DRAFT, 404), (Stage.NOMINATING, 404), (Stage.SCREENING, 404)]
)
async def test_no_rules_are_published_before_they_are_sealed(
    client: httpx.AsyncClient, db: Connection, stage: Stage, status: int
) -> None:
    year = await scene.scene(db, stage)

    answers = [await client.get(f"/{year['year']}/{name}.json") for name in ("rules", "results")]

    assert [one.status_code for one in answers] == [status, 404]


# What was typed is never lost, and what is refused does nothing

LONG = SECRET + " x" * 31_000
TOO_LONG = {
    "note": ("/jury/nominees/{nominee}/note", {"note": LONG, "note-version": "0"}),
    "comment": (
        "/jury/nominees/{nominee}",
        {"criterion-1-comment": LONG, "criterion-1-comment-version": "0"},
    ),
    "abstaining": (
        "/jury/nominees/{nominee}/abstain",
        {"reason": LONG, "abstention-version": "0"},
    ),
    "question": ("/jury/nominees/{nominee}/flag", {"words": LONG}),
    "conflict": ("/jury/conflicts/{company}", {"kind": "other", "words": LONG}),
    "alarm": ("/jury/not-me/{token of an alarm}", {"address": LONG}),
    "new link": ("/jury/link", {"address": LONG}),
    "answer": ("/staff/2027/jury/questions/{flag}/answer", {"words-nb": LONG, "words-en": LONG}),
    "declining": ("/staff/2027/jury/questions/{flag}/decline", {"reason": LONG}),
    "more time": (
        "/staff/2027/jury/{juror}/extension",
        {"until-date": "1.1.2030", "until-time": "12:00", "reason": LONG, "shown": ""},
    ),
    "reopening": ("/staff/2027/jury/{juror of the ballot}/ballots/{ballot}/reopen", {"shown": "1"}),
    "excusing": ("/staff/2027/jury/{juror}/excuse", {"reason": LONG, "shown": "1"}),
    "revoking": ("/staff/2027/jury/{juror}/revoke-link", {"reason": LONG, "shown": "1"}),
    "weights": ("/staff/2027/set-up/categories/{category}/weights", {"reason": LONG}),
    "rules": ("/staff/2027/set-up/rules", {"reason": LONG, "quorum": "2"}),
    "list": (LIST, {"list": LONG}),
}


@pytest.mark.parametrize("what", TOO_LONG)
async def test_a_text_that_is_far_too_long_is_refused_and_stands_in_its_field(
    db: Connection, client: httpx.AsyncClient, what: str
) -> None:
    year = await scene.scene(db, Stage.JUDGING)
    year["juror of the ballot"] = await db.fetchval("SELECT juror FROM ballots")
    await db.execute("DELETE FROM recusals")
    await scene.as_everybody(db, client, year)
    path, typed = TOO_LONG[what]
    before = await scene.dump(db, "sheets")

    answer = await client.post(path.format_map(year), data={"reason": LONG, **typed})

    assert answer.status_code in (409, 422)  # weights and rules: the form does not say what it saw
    assert (SECRET in answer.text, unsafe(answer.text)) == (True, [])
    assert await scene.dump(db, "sheets") == before
    assert not await db.fetchval("SELECT count(*) FROM sheets WHERE abstained_reason <> ''")


@pytest.mark.parametrize("when", NO_TIMES)
async def test_more_time_is_never_given_into_the_past_nor_beyond_what_is_planned_next(
    db: Connection, tone: httpx.AsyncClient, at: Judging, when: str
) -> None:
    day, _, clock = when.partition(" ")
    before = await scene.dump(db)

    answer = await tone.post(
        f"/staff/2027/jury/{at.jurors['Ada']}/extension",
        data={"until-date": day, "until-time": clock, "reason": SECRET, "shown": ""},
    )

    assert answer.status_code == 422
    assert SECRET in answer.text
    assert await scene.dump(db) == before


async def test_no_cache_keeps_what_a_juror_or_who_holds_a_link_was_shown(
    db: Connection, client: httpx.AsyncClient
) -> None:
    year = await scene.scene(db, Stage.JUDGING)
    await scene.as_everybody(db, client, year)
    kept = []
    for place in scene.places():
        if place.audience == "jury" and place.method == "GET" and place.name != "ask_link":
            answer = await client.get(place.address(year))
            if "no-store" not in answer.headers.get("cache-control", ""):
                kept.append(str(place))

    assert kept == []
