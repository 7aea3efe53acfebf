"""Setting up: from the printed link to a year that is ready to open, on plain pages."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from awards import award, beginning, deeds, editions, letters, programme
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.conftest import settings

pytestmark = pytest.mark.anyio

AWARD = {
    "languages": ["nb", "en"],
    "name-nb": "Årets eksportbedrift",
    "name-en": "Export company of the year",
    "organisation-nb": "Helseklyngen",
    "zone": "Europe/Oslo",
    "sender_name": "Helseklyngen",
    "sender": "pris@helseklyngen.example",
    "reply_public": "svar@helseklyngen.example",
    "reply_jury": "jury@helseklyngen.example",
    "privacy_notice-nb": "Vi bruker navnet ditt bare til prisen.",
}
OWN = {"own_name": "Tone Ulvestad", "own_address": "tone@helseklyngen.example"}
CRITERION = {
    "name-nb": "Vekst",
    "name-en": "Growth",
    "weight": "100",
    "lowest": "0",
    "highest": "4",
    "words-0-nb": "Ingen",
    "words-4-nb": "Mye",
    "words-4-en": "Much",
}
TIMETABLE = {
    "nominating-date": "01.06.2097",
    "nominating-time": "09:00",
    "screening-date": "17.09.2097",
    "screening-time": "12:00",
    "judging-date": "08.10.2097",
    "judging-time": "12:00",
    "deciding-date": "12.11.2097",
    "deciding-time": "12:00",
}


def version(page: httpx.Response) -> str:
    found = re.search(r'name="version" value="([^"]*)"', page.text)
    assert found
    return found[1]


def marked(page: httpx.Response) -> list[str]:
    """The fields that the page says are wrong, from the summary at its top."""
    return re.findall(r'<li><a class="ds-link" href="#([^"]+)">', page.text)


async def _come_in(db: Connection, client: httpx.AsyncClient) -> None:
    link = await beginning.first_link(db, settings())
    assert link
    await client.post(urlsplit(link).path)


async def _signed_in(db: Connection, client: httpx.AsyncClient) -> None:
    await people.award(db)
    await people.sign_in(db, client, "staff", await people.staff(db))


async def test_until_the_award_is_set_up_every_page_leads_to_its_form(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _come_in(db, client)

    for path in ("/staff/", "/staff/people"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/award")


async def test_whoever_sets_the_award_up_becomes_its_first_administrator(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _come_in(db, client)

    saved = await client.post("/staff/award/new", data={**AWARD, **OWN})

    assert (saved.status_code, saved.headers["location"]) == (303, "/staff/")
    found = await award.known(db)
    assert (found.name, found.languages) == (
        {"nb": "Årets eksportbedrift", "en": "Export company of the year"},
        ["nb", "en"],
    )
    assert (found.organisation, found.sender) == (
        {"nb": "Helseklyngen"},
        "pris@helseklyngen.example",
    )
    rows = await db.fetch("SELECT name, mailbox, role::text FROM staff WHERE ended_at IS NULL")
    assert [tuple(row) for row in rows] == [
        ("Tone Ulvestad", "tone@helseklyngen.example", "administrator")
    ]
    assert await people.deeds(db) == ["award.created"]
    assert "Tone Ulvestad" in (await client.get("/staff/")).text


async def test_all_that_is_wrong_with_the_award_is_said_at_once_and_nothing_is_lost(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _come_in(db, client)
    typed = {**AWARD, **OWN, "name-nb": "", "zone": "Oslo", "sender": "pris@", "own_name": ""}

    answer = await client.post("/staff/award/new", data=typed)

    assert answer.status_code == 422
    assert marked(answer) == ["name-nb", "zone", "sender", "own_name"]
    assert 'value="pris@"' in answer.text
    assert "<title>Feil:" in answer.text
    assert await award.award(db) is None


async def test_the_loser_of_a_race_sees_both_texts_and_loses_none(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    shown = version(await client.get("/staff/award"))
    await db.execute("UPDATE award SET sender_name = 'Their name', version = version + 1")

    lost = await client.post(
        "/staff/award", data={**AWARD, "sender_name": "My name", "version": shown}
    )
    won = await client.post(
        "/staff/award", data={**AWARD, "sender_name": "My name", "version": version(lost)}
    )

    assert lost.status_code == 409
    assert 'value="My name"' in lost.text
    assert "Their name" in lost.text
    assert won.status_code == 303
    assert (await award.known(db)).sender_name == "My name"


async def test_only_an_administrator_changes_the_award_or_the_staff(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    editor = await people.staff(db, "Kari", "editor")
    await people.sign_in(db, client, "staff", editor)

    answers = [
        await client.get("/staff/award"),
        await client.post("/staff/award", data=AWARD),
        await client.get("/staff/people"),
        await client.post("/staff/people", data={"name": "Ola"}),
        await client.get(f"/staff/people/{editor}"),
        await client.post(f"/staff/people/{editor}", data={"role": "administrator"}),
        await client.post(f"/staff/people/{editor}/end"),
        await client.post(f"/staff/people/{editor}/link"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 8
    assert await people.deeds(db) == []


async def test_a_new_member_gets_a_letter_and_a_new_role_holds_at_once(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)

    added = await client.post(
        "/staff/people",
        data={
            "name": "Ola",
            "address": "Ola@Helseklyngen.example",
            "role": "editor",
            "language": "en",
        },
    )
    ola = await db.fetchval("SELECT id FROM staff WHERE name = 'Ola'")
    changed = await client.post(
        f"/staff/people/{ola}", data={"name": "Ola", "role": "publisher", "language": "nb"}
    )

    assert (added.status_code, changed.status_code) == (303, 303)
    assert await people.letters(db) == [("staff_added", "ola@helseklyngen.example")]
    assert await people.deeds(db) == ["staff.added", "staff.changed"]
    assert await db.fetchval("SELECT role::text FROM staff WHERE id = $1", ola) == "publisher"
    assert "Publisher" in (await client.get("/staff/people")).text


async def test_somebody_who_is_on_the_staff_is_not_added_twice(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)

    answer = await client.post(
        "/staff/people",
        data={
            "name": "Tone again",
            "address": "tone@helseklyngen.example",
            "role": "editor",
            "language": "en",
        },
    )

    assert answer.status_code == 409
    assert "Tone again" in answer.text
    assert await people.letters(db) == []


async def test_the_last_administrator_cannot_leave(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    tone = await people.staff(db)
    await people.sign_in(db, client, "staff", tone)

    ended = await client.post(f"/staff/people/{tone}/end")
    demoted = await client.post(
        f"/staff/people/{tone}", data={"name": "Tone", "role": "editor", "language": "en"}
    )

    assert (ended.status_code, demoted.status_code) == (409, 409)
    assert await db.fetchval("SELECT role::text FROM staff WHERE ended_at IS NULL") == (
        "administrator"
    )


async def test_a_year_is_set_up_on_plain_pages(client: httpx.AsyncClient, db: Connection) -> None:
    await _signed_in(db, client)
    setup = "/staff/2097/set-up"

    begun = await client.post("/staff/years/new", data={"year": "2097", "languages": ["nb", "en"]})
    category = await client.post(
        f"{setup}/categories/new", data={"name-nb": "Årets nykommer", "name-en": "Newcomer"}
    )
    ident = await db.fetchval("SELECT id FROM categories")
    criterion = await client.post(f"{setup}/categories/{ident}/criteria/new", data=CRITERION)
    planned = await client.post(
        f"{setup}/timetable",
        data={**TIMETABLE, "version": version(await client.get(f"{setup}/timetable"))},
    )

    assert [begun.headers["location"], category.status_code, criterion.status_code] == [
        setup,
        303,
        303,
    ]
    assert planned.status_code == 303
    [edition] = await editions.editions(db)
    assert (edition.year, edition.stage, edition.languages) == (2097, Stage.DRAFT, ["nb", "en"])
    [found] = await editions.categories(db, edition.id)
    assert (found.slug, found.name) == (
        "arets-nykommer",
        {"nb": "Årets nykommer", "en": "Newcomer"},
    )
    [growth] = await programme.criteria(db, edition.id, ident)
    assert (growth.place, growth.weight, growth.words) == (
        1,
        100,
        {"0": {"nb": "Ingen"}, "4": {"nb": "Mye", "en": "Much"}},
    )
    [why] = await editions.asked(db, edition.id)
    assert why.label["en"] == "Why does this company deserve the award?"
    moves = await editions.timetable(db, edition.id)
    assert {stage.value: move.due.isoformat() for stage, move in moves.items()} == {
        "nominating": "2097-06-01T07:00:00+00:00",
        "screening": "2097-09-17T10:00:00+00:00",
        "judging": "2097-10-08T10:00:00+00:00",
        "deciding": "2097-11-12T11:00:00+00:00",
    }


async def test_where_the_winner_is_told_is_a_short_text_in_each_language(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    edition = await people.edition(db, stage=Stage.JUDGING)
    typed = {"version": "1", "least_seconds": "3", "ceremony-nb": "årsmøtet", "ceremony-en": "x"}

    long = await client.post("/staff/2027/set-up/outline", data={**typed, "ceremony-en": "x" * 121})
    kept = await client.post("/staff/2027/set-up/outline", data=typed)

    assert (long.status_code, kept.status_code) == (422, 303)
    assert "at most 120 characters" in long.text and "årsmøtet" in long.text
    assert (await editions.edition(db, edition)).ceremony == {"nb": "årsmøtet", "en": "x"}


PAGES = (
    "/staff/",
    "/staff/years/new",
    "/staff/award",
    "/staff/people",
    "/staff/2027/",
    "/staff/2027/set-up",
    "/staff/2027/set-up/outline",
    "/staff/2027/set-up/rules",
    "/staff/2027/set-up/categories",
    "/staff/2027/set-up/categories/new",
    "/staff/2027/set-up/categories/{category}",
    "/staff/2027/set-up/categories/{category}/criteria/new",
    "/staff/2027/set-up/categories/{category}/criteria/{criterion}",
    "/staff/2027/set-up/questions",
    "/staff/2027/set-up/questions/new",
    "/staff/2027/set-up/questions/{question}",
    "/staff/2027/set-up/timetable",
    "/staff/2027/preview/nb/",
    "/staff/2027/preview/en/nominate",
    "/staff/2027/preview/letters",
)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.NOMINATING, Stage.JUDGING, Stage.ARCHIVED])
async def test_every_page_of_setting_up_is_there_in_every_stage(
    stage: Stage, client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    edition = await people.edition(db, stage=stage)
    category = await people.category(db, edition)
    places = {
        "category": category,
        "criterion": await db.fetchval("SELECT min(id) FROM criteria"),
        "question": await db.fetchval("SELECT min(id) FROM questions"),
    }

    answers = {path: await client.get(path.format(**places)) for path in PAGES}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        PAGES, 200
    )


async def test_rules_are_sealed_when_judging_has_opened(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    criterion = await db.fetchval("SELECT min(id) FROM criteria")
    setup = "/staff/2027/set-up"
    rules = {"recusal_grade": "noted", "comment_rule": "never", "quorum": "3"}

    answers = [
        await client.post(f"{setup}/rules", data={**rules, "version": "1"}),
        await client.post(
            f"{setup}/categories/{category}/criteria/{criterion}",
            data={**CRITERION, "version": "1"},
        ),
        await client.post(f"{setup}/categories/{category}/criteria/new", data=CRITERION),
        await client.post(f"{setup}/categories/{category}/criteria/{criterion}/remove"),
        await client.post(f"{setup}/categories/{category}/criteria/{criterion}/up"),
        await client.post(f"{setup}/categories/new", data={"name-nb": "Ny"}),
        await client.post(f"{setup}/categories/{category}/remove"),
        await client.post(f"{setup}/questions/new", data={"label-nb": "Hva?", "kind": "long_text"}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 2 + [409] * 5 + [422]
    assert all("Say why." in answer.text for answer in answers[:2])
    assert await people.deeds(db) == []


async def test_moving_the_deadline_needs_a_reason_once_nominations_are_open(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    edition = await people.edition(db, stage=Stage.NOMINATING)
    path = "/staff/2027/set-up/timetable"
    await db.execute("DELETE FROM timetable WHERE stage <> 'screening'")
    typed = {
        "screening-date": "17.09.2097",
        "screening-time": "12:00",
        "version": version(await client.get(path)),
    }

    silent = await client.post(path, data=typed)
    said = await client.post(path, data={**typed, "reason": "Many were on holiday"})

    assert (silent.status_code, marked(silent)) == (422, ["reason"])
    assert said.status_code == 303
    due = (await editions.timetable(db, edition))[Stage.SCREENING].due
    assert due.isoformat() == "2097-09-17T10:00:00+00:00"
    assert await people.deeds(db) == ["edition.deadline_moved"]


async def test_a_time_that_comes_twice_is_asked_about_and_one_that_does_not_exist_refused(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    edition = await people.edition(db, stage=Stage.DRAFT)
    await db.execute("DELETE FROM timetable")
    path = "/staff/2027/set-up/timetable"
    twice = {
        "nominating-date": "28.10.2029",
        "nominating-time": "02:30",
        "screening-date": "31.03.2030",
        "screening-time": "02:30",
        "version": version(await client.get(path)),
    }

    asked = await client.post(path, data=twice)
    answered = await client.post(
        path, data={**twice, "nominating-passing": "1", "screening-time": "03:30"}
    )

    assert (asked.status_code, marked(asked)) == (422, ["nominating", "screening"])
    assert 'name="nominating-passing" value="1"' in asked.text
    assert answered.status_code == 303
    moves = await editions.timetable(db, edition)
    assert moves[Stage.NOMINATING].due.isoformat() == "2029-10-28T01:30:00+00:00"


async def test_a_draft_is_previewed_as_if_it_were_open_and_strangers_see_nothing_of_it(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    await people.category(db, await people.edition(db, stage=Stage.DRAFT), "hush")

    home = await client.get("/staff/2027/preview/en/")
    form = await client.get("/staff/2027/preview/en/nominate")
    client.cookies.clear()
    stranger = await client.get("/staff/2027/preview/en/")
    public = await client.get("/en/")

    assert "Open for nominations" in home.text
    assert "hush en" in home.text
    assert "hush en" in form.text
    assert (stranger.status_code, "hush" in stranger.text) == (401, False)
    assert "hush" not in public.text


@pytest.mark.parametrize("kind", letters.KINDS)
async def test_every_letter_can_be_seen_before_it_is_sent(
    kind: str, client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    await people.category(db, await people.edition(db, stage=Stage.DRAFT))
    path = f"/staff/2027/preview/letters/{kind}/nb"

    text = await client.get(path)
    alone = await client.get(f"{path}/html")

    assert (text.status_code, alone.status_code) == (200, 200)
    assert "<pre" in text.text
    policy = alone.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-hashes' 'sha256-")
    assert "unsafe-inline" not in policy
    assert await people.letters(db) == []


async def test_a_letter_we_do_not_write_has_no_preview(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    await people.edition(db, stage=Stage.DRAFT)

    for path in ("nonsense/nb", "juror_invitation/nn"):
        assert (await client.get(f"/staff/2027/preview/letters/{path}")).status_code == 404


async def test_the_year_says_what_waits_and_what_is_missing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    edition = await people.edition(db, stage=Stage.NOMINATING)
    category = await people.category(db, edition)
    await people.nomination(db, category, await people.company(db, edition))
    await db.execute("UPDATE timetable SET missing = 'No shortlist.' WHERE stage = 'screening'")

    page = await client.get("/staff/2027/")

    assert "2027: Nominations" in page.text
    assert "nomination has not been gone through" in page.text
    assert "The planned move to «Screening» was not made" in page.text
    assert "No shortlist." in page.text
    assert "Move on to «Screening»" in page.text
    assert 'href="/staff/2027/move/screening"' in page.text


async def test_setting_up_says_what_comes_next_until_the_year_can_open(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    await client.post("/staff/years/new", data={"year": "2027", "languages": ["nb", "en"]})

    begun = (await client.get("/staff/2027/set-up")).text
    await db.execute('UPDATE editions SET introduction = \'{"nb": "Hei"}\' WHERE year = 2027')
    introduced = (await client.get("/staff/2027/set-up")).text

    assert "Next: Introduction and languages." in begun
    assert "Next: Categories and criteria." in introduced
    assert "Open the nominations" not in introduced


async def test_the_summary_of_what_is_wrong_names_the_fields(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)

    answer = await client.post("/staff/people", data={"role": "editor", "language": "nb"})

    assert '<a class="ds-link" href="#name">Name: ' in answer.text
    assert '<a class="ds-link" href="#address">E-mail address: ' in answer.text


async def test_the_help_is_in_the_reader_s_language_and_in_the_menu(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)

    english = (await client.get("/staff/help?language=en")).text
    norwegian = (await client.get("/staff/help?language=nb")).text

    assert "How a year goes</h1>" in english
    assert "Slik går et år</h1>" in norwegian
    assert "Juryen i arbeid</h2>" in norwegian and "Er det for jevnt?" in norwegian
    assert '<a href="/staff/help" aria-current="page">Hjelp</a>' in norwegian


async def test_the_deeds_of_setting_up_are_known_in_words() -> None:
    set_up = {
        "award.created", "award.changed", "staff.added", "staff.changed", "staff.ended",
        "edition.created", "edition.changed", "edition.rules_changed",
        "edition.timetable_changed", "edition.deadline_moved", "category.added",
        "category.changed", "category.removed", "criterion.added", "criterion.changed",
        "criterion.removed", "question.added", "question.changed", "question.removed",
    }  # fmt: skip

    assert set_up <= deeds.DEEDS.keys()
