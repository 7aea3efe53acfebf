"""A company's own form over HTTP: filled in, left and gone on with, sent, shared, withdrawn."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

from awards import database, pictures, submissions
from awards.app import create_app
from awards.database import Connection
from tests import people
from tests.conftest import browser, settings
from tests.nominee import Nominated, inside, nominated

pytestmark = pytest.mark.anyio

FORM = "/nominee/form"
SEEN = re.compile(r'name="(seen-\d+)" value="(\d+)"')
YEARS = (2024, 2025, 2026)


@pytest.fixture
async def jon(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as other:
        yield other


async def come_in(db: Connection, client: httpx.AsyncClient, ident: int) -> None:
    await people.sign_in(db, client, "contributor", ident)


async def opened(client: httpx.AsyncClient) -> dict[str, str]:
    """The form as it is opened: which version of each answer it shows."""
    return dict(SEEN.findall((await client.get(FORM)).text))


def years(at: Nominated, label: str, *figures: str) -> dict[str, str]:
    return {f"{at.field(label)}-{year}": text for year, text in zip(YEARS, figures, strict=True)}


def whole(at: Nominated) -> dict[str, str]:
    return {
        at.field("Norwegian?"): "yes",
        **years(at, "Turnover", "29,4", "34,6", "42,8"),
        **years(at, "Export", "15,6", "22", "38"),
        at.field("Markets"): "Germany first.",
    }


async def press(
    client: httpx.AsyncClient, button: str, fields: dict[str, str], shown: dict[str, str]
) -> httpx.Response:
    return await client.post(FORM, data={**shown, **fields, "do": button})


async def standing(db: Connection, at: Nominated, label: str) -> str:
    return (await submissions.said(db, at.company)).body(at.questions[label])


def words(page: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


async def test_the_companys_page_says_where_it_stands_and_what_waits(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)

    page = await client.get("/nominee/")

    assert page.status_code == 200
    told = words(page)
    for sentence in (
        "Fjordpuls is nominated",
        "It takes about half an hour",
        "Norwegian time",
        "Accept the nomination",
        "0 of 4 parts are done",
        "export en Nominated Withdraw",
        "You need not do anything.",
    ):
        assert sentence in told


@pytest.mark.parametrize(
    ("shown", "reason", "name"),
    [("nothing", False, False), ("reasons", True, False), ("names", True, True)],
)
async def test_what_was_said_is_shown_as_far_as_the_edition_decides(
    client: httpx.AsyncClient, db: Connection, shown: str, reason: bool, name: bool
) -> None:
    at = await nominated(db, show_nominators=shown)
    question = await db.fetchval("SELECT id FROM questions WHERE form = 'nomination'")
    await db.execute(
        """INSERT INTO answers (nomination, question, version, body)
           SELECT id, $1, 9, 'They never give up.' FROM nominations""",
        question,
    )
    await come_in(db, client, at.eli)

    told = words(await client.get("/nominee/"))

    assert ("They never give up." in told, "Kari" in told) == (reason, name)


async def test_who_is_not_let_in_sees_only_that_they_wait(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await submissions.save(
        db,
        await inside(db, at.eli),
        [submissions.Written(at.questions["Markets"], "A veiled plan.", 0)],
    )
    await come_in(db, client, await people.contributor(db, at.company, "Per", let_in_by=""))

    pages = [await client.get(f"/nominee/{place}") for place in ("", "form", "press")]
    deeds = [
        await client.post(FORM, data={"do": "save"}),
        await client.post("/nominee/compute"),
        await client.post("/nominee/accept"),
        await client.post("/nominee/press", data={"company": "Mine"}),
        await client.post("/nominee/logo"),
        await client.get("/nominee/logo"),
        await client.get(f"/nominee/withdraw/{at.nominee}"),
        await client.post(f"/nominee/withdraw/{at.nominee}"),
    ]

    assert [page.status_code for page in pages] == [200] * 3
    assert all("You are not let in yet" in page.text for page in pages)
    assert [deed.status_code for deed in deeds] == [403] * 8
    assert not any("veiled" in answer.text for answer in [*pages, *deeds])


async def test_accepting_is_one_press(client: httpx.AsyncClient, db: Connection) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)

    answer = await client.post("/nominee/accept")

    assert (answer.status_code, answer.headers["location"]) == (303, "/nominee/")
    assert "You have accepted the nomination" in (await client.get("/nominee/")).text


async def test_half_a_form_is_kept_as_it_was_typed(
    client: httpx.AsyncClient, jon: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await come_in(db, jon, at.jon)
    half = {**years(at, "Turnover", "29,4", "much", ""), at.field("Markets"): "Germany <b>& on"}

    saved = await press(client, "save", half, await opened(client))
    there = await client.get(saved.headers["location"])
    elsewhere = await jon.get(FORM)

    assert (saved.status_code, saved.headers["location"]) == (303, f"{FORM}?done=saved")
    assert "What stands here is saved." in there.text
    for page in (there, elsewhere):
        assert f'name="{at.field("Turnover")}-2025"' in page.text
        assert 'value="much"' in page.text
        assert "Germany &lt;b&gt;&amp; on" in page.text
        assert "One thing to mend before you can send" in page.text


async def test_a_whole_form_is_sent(client: httpx.AsyncClient, db: Connection) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await db.execute(
        """INSERT INTO asks (edition, company, words, due, asked_by)
           SELECT $1, $2, 'Which countries?', now() + interval '1 day', id FROM staff""",
        at.edition,
        at.company,
    )
    asked = await client.get("/nominee/")

    sent = await press(client, "send", whole(at), await opened(client))

    assert "Which countries?" in asked.text
    assert sent.headers["location"] == f"{FORM}?done=sent"
    there = await client.get(sent.headers["location"])
    assert "The case is sent to the jury." in there.text
    assert "The jury also needs these" in there.text
    home = await client.get("/nominee/")
    assert "by Eli" in words(home)
    assert "Which countries?" not in home.text


async def test_what_is_missing_is_said_and_what_is_there_is_kept(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    fields = {**whole(at), at.field("Markets"): "", **years(at, "Export", "15,6", "22", "48")}

    answer = await press(client, "send", fields, await opened(client))

    assert answer.status_code == 422
    assert "2 things to mend before you can send" in answer.text
    assert f'href="#{at.field("Export")}-2026"' in answer.text
    assert f'href="#{at.field("Markets")}"' in answer.text
    assert "<title>Error: " in answer.text
    assert '"48"' in await standing(db, at, "Export")


async def test_a_case_that_changed_is_to_be_sent_again(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await press(client, "send", whole(at), await opened(client))

    fields = {**whole(at), at.field("Markets"): "Poland."}
    await press(client, "save", fields, await opened(client))

    assert "Something has changed since you sent the case." in (await client.get(FORM)).text


async def test_a_requirement_that_is_not_met_ends_the_form_with_a_way_out(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    fields = {**whole(at), at.field("Norwegian?"): "no"}

    stopped = await press(client, "send", fields, await opened(client))
    again = await press(
        client, "save", {at.field("Norwegian?"): "yes"}, dict(SEEN.findall(stopped.text))
    )

    assert stopped.status_code == 422
    assert "It must be in Norway." in stopped.text
    assert "Ask us about the Nordic award." in stopped.text
    assert at.field("Markets") not in stopped.text
    assert 'value="send"' not in stopped.text
    assert again.status_code == 303
    assert await standing(db, at, "Markets") == "Germany first."
    assert "Germany first." in (await client.get(FORM)).text


async def test_computing_shows_growth_and_keeps_nothing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    shown = await opened(client)

    page = await press(client, "compute", whole(at), shown)
    box = await client.post("/nominee/compute", data=whole(at))

    assert (page.status_code, box.status_code) == (200, 200)
    for answer in (page, box):
        assert "Export share" in answer.text
        assert "64%" in answer.text
    assert "Germany first." in page.text
    assert "<html" not in box.text
    assert dict(SEEN.findall(page.text)) == shown
    assert (await submissions.said(db, at.company)).answers == {}


async def test_whoever_is_second_sees_both_texts_and_saves_again(
    client: httpx.AsyncClient, jon: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await come_in(db, jon, at.jon)
    for_eli, for_jon = await opened(client), await opened(jon)
    figures = {f"{at.field('Export')}-explanation": "A hard year."}
    await press(client, "save", {at.field("Markets"): "Germany.", **figures}, for_eli)
    mine = {
        at.field("Markets"): "Poland.",
        at.field("Plans"): "Many.",
        **years(at, "Export", "1", "2", "3"),
    }

    clash = await press(jon, "save", mine, for_jon)
    between = await standing(db, at, "Markets")
    again = await press(jon, "save", mine, dict(SEEN.findall(clash.text)))

    assert clash.status_code == 409
    told = words(clash)
    for text in ("Written by two at the same time", "Eli wrote this", "Germany.", "A hard year."):
        assert text in told
    for text in ("Poland.", "Many."):
        assert text in clash.text
    assert (between, again.status_code) == ("Germany.", 303)
    assert await standing(db, at, "Markets") == "Poland."
    assert await standing(db, at, "Plans") == "Many."


async def test_two_who_save_other_answers_do_not_meet(
    client: httpx.AsyncClient, jon: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await come_in(db, jon, at.jon)
    for_eli, for_jon = await opened(client), await opened(jon)

    await press(client, "save", {at.field("Markets"): "Germany."}, for_eli)
    other = await press(jon, "save", {at.field("Plans"): "Many."}, for_jon)

    assert other.status_code == 303
    assert await standing(db, at, "Markets") == "Germany."
    assert await standing(db, at, "Plans") == "Many."


async def test_two_at_the_same_moment_lose_no_text(own_database: str) -> None:
    """Whoever is told 303 has saved; whoever is told 409 has both texts before them."""
    db = await database.connect(own_database)
    at = await nominated(db)
    app = create_app(settings(own_database))
    async with app.router.lifespan_context(app), browser(app) as eli, browser(app) as jon:
        await come_in(db, eli, at.eli)
        await come_in(db, jon, at.jon)
        for turn in range(4):
            shown = await opened(eli)
            texts = [f"Germany {turn}.", f"Poland {turn}."]
            answers = await asyncio.gather(
                *(
                    press(client, "save", {at.field("Markets"): text}, shown)
                    for client, text in zip((eli, jon), texts, strict=True)
                )
            )
            statuses = [answer.status_code for answer in answers]
            assert sorted(statuses) == [303, 409]
            assert await standing(db, at, "Markets") == texts[statuses.index(303)]
            assert all(text in answers[statuses.index(409)].text for text in texts)
    await db.close()


async def test_after_the_deadline_the_form_is_read_only(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    shown = await opened(client)
    await press(client, "save", whole(at), shown)
    past = datetime.now(UTC) - timedelta(minutes=1)
    await db.execute("UPDATE editions SET case_deadline = $1", past)

    page = await client.get(FORM)
    late = await press(client, "save", {at.field("Plans"): "Too late."}, shown)
    others = [await client.get(f"/nominee/{place}") for place in ("", "press")]

    assert "The form is closed." in page.text
    assert "Germany first." in page.text
    assert f'name="{at.field("Markets")}"' not in page.text
    assert late.status_code == 409
    assert "Too late." in late.text
    assert await standing(db, at, "Plans") == ""
    assert all("The form is closed." in other.text for other in others)


async def test_a_person_speaks_their_language_and_can_switch(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, await people.contributor(db, at.company, "Kari", language="nb"))

    own = await client.get(FORM)
    switched = await client.get(f"{FORM}?language=en")

    assert "Send saken til juryen" in own.text
    assert "Send the case to the jury" in switched.text


async def test_the_press_contact_and_the_name_are_kept(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    contact = {"name": "Liv Berg", "address": "liv@fjordpuls.example", "telephone": "+47 900"}
    version = {"seen": "0", "version": "1"}

    answer = await client.post(
        "/nominee/press", data={"company": "Fjordpuls Group", **contact, **version}
    )

    page = await client.get(answer.headers["location"])
    assert answer.status_code == 303
    for text in ("Fjordpuls Group", *contact.values()):
        assert f'value="{text}"' in page.text
    assert await people.deeds(db) == ["submission.press_contact_changed", "company.renamed"]


async def test_a_wrong_address_is_said_and_all_that_was_typed_stands(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)

    answer = await client.post(
        "/nominee/press", data={"company": "", "address": "liv", "name": "L"}
    )

    assert answer.status_code == 422
    assert "2 things to mend" in answer.text
    assert 'value="liv"' in answer.text
    assert await people.deeds(db) == []


async def test_a_contact_somebody_else_named_meanwhile_is_shown(
    client: httpx.AsyncClient, jon: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await come_in(db, jon, at.jon)
    shown = {"company": "Fjordpuls", "seen": "0", "version": "1"}
    await client.post("/nominee/press", data={**shown, "name": "Liv Berg"})

    clash = await jon.post("/nominee/press", data={**shown, "name": "Ola Dal"})
    seen = re.search(r'name="seen" value="(\d+)"', clash.text)
    assert seen is not None
    again = await jon.post("/nominee/press", data={**shown, "name": "Ola Dal", "seen": seen[1]})

    assert clash.status_code == 409
    assert 'value="Ola Dal"' in clash.text
    assert "Liv Berg" in clash.text
    assert again.status_code == 303


def png(size: tuple[int, int] = (60, 30)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, "PNG")
    return made.getvalue()


async def send_logo(client: httpx.AsyncClient, file: bytes, seen: int = 0) -> httpx.Response:
    files = {"logo": ("../../x.php", file, "text/html")}
    return await client.post("/nominee/logo", data={"seen": str(seen)}, files=files)


async def test_a_logo_is_drawn_again_and_shown_to_its_own_people(
    client: httpx.AsyncClient, jon: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    before = await client.get("/nominee/logo")

    sent = await send_logo(client, png())

    shown, stranger = await client.get("/nominee/logo"), await jon.get("/nominee/logo")
    assert (before.status_code, sent.status_code, stranger.status_code) == (404, 303, 401)
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == (
        "image/png",
        "nosniff",
    )
    assert shown.headers["content-disposition"] == 'inline; filename="logo.png"'
    with Image.open(BytesIO(shown.content)) as image:
        assert (image.format, image.size) == ("PNG", (60, 30))
    assert 'alt="Fjordpuls"' in (await client.get("/nominee/press")).text


async def test_a_logo_can_be_taken_away(client: httpx.AsyncClient, db: Connection) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await send_logo(client, png())
    seen = (await submissions.said(db, at.company)).items["logo"].id

    gone = await client.post("/nominee/logo", data={"seen": str(seen), "do": "remove"})

    assert gone.status_code == 303
    assert (await client.get("/nominee/logo")).status_code == 404
    assert "There is no logo yet." in (await client.get("/nominee/press")).text


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", pictures.EMPTY),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", pictures.VECTOR),
        (png((300, 300))[:-40], pictures.BROKEN),
        (b"x" * (1024 * 1024), pictures.UNKNOWN),
    ],
)
async def test_what_is_no_picture_is_refused_on_the_page(
    client: httpx.AsyncClient, db: Connection, file: bytes, sentence: str
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)

    answer = await send_logo(client, file)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'id="logo-error"' in answer.text


async def test_a_file_over_the_limit_is_not_read_to_its_end(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)

    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\ncontent-disposition: form-data; name="logo"; filename="x"\r\n\r\n'
        for _ in range(4096):
            yield b"x" * 1024

    kind = {"content-type": "multipart/form-data; boundary=x"}
    answers = [
        await send_logo(client, b"x" * (3 * 1024 * 1024)),
        await client.post("/nominee/logo", content=endless(), headers=kind),
    ]

    assert [answer.status_code for answer in answers] == [413, 413]


async def test_a_logo_somebody_else_sent_meanwhile_is_shown(
    client: httpx.AsyncClient, jon: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    await come_in(db, jon, at.jon)
    await send_logo(client, png())

    clash = await send_logo(jon, png((80, 40)))

    assert clash.status_code == 409
    assert "Eli has changed the logo" in clash.text
    assert await db.fetchval("SELECT count(*) FROM pictures") == 1


async def test_withdrawing_says_what_it_means_before_it_is_done(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)

    page = await client.get(f"/nominee/withdraw/{at.nominee}")
    before = await db.fetchval("SELECT state::text FROM nominees")
    done = await client.post(f"/nominee/withdraw/{at.nominee}")

    assert "it cannot win" in page.text
    assert (before, done.status_code) == ("proposed", 303)
    assert await db.fetchval("SELECT state::text FROM nominees") == "withdrawn"
    assert "Withdrawn" in (await client.get("/nominee/")).text


async def test_a_company_can_withdraw_after_the_deadline_of_its_form(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await nominated(db)
    await come_in(db, client, at.eli)
    way, past = f'href="/nominee/withdraw/{at.nominee}"', datetime.now(UTC) - timedelta(minutes=1)

    await db.execute("UPDATE editions SET case_deadline = $1", past)
    closed = await client.get("/nominee/")
    await db.execute("UPDATE timetable SET due = $1 WHERE stage = 'judging'", past)
    judged = await client.get("/nominee/")

    assert ("The form is closed." in closed.text, way in closed.text) == (True, True)
    assert way not in judged.text


async def test_nobody_withdraws_another_company(client: httpx.AsyncClient, db: Connection) -> None:
    at = await nominated(db)
    other = await people.nominee(db, at.category, await people.company(db, at.edition, "Lomvi"))
    await come_in(db, client, at.eli)

    answers = [
        await client.get(f"/nominee/withdraw/{other}"),
        await client.post(f"/nominee/withdraw/{other}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert await db.fetchval("SELECT state::text FROM nominees WHERE id = $1", other) == "proposed"
