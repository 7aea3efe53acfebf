"""The whole article: quotes, a picture, an address in each language, from desk to readers."""

import re
from html import unescape

import httpx
import pytest
from starlette.applications import Starlette

from awards import pictures, publishing
from awards.database import Connection
from tests import people
from tests.conftest import browser
from tests.routes.test_newsroom import NEWS, TEXT, Staffed, press, room, version, written
from tests.test_pictures import photograph

__all__ = ["room"]
pytestmark = pytest.mark.anyio

QUOTED = {
    "quote1-nb": "Vi lærte mest av dem som sa nei.",
    "who1-nb": "Ada Berg, Lomvi",
    "quote1-en": "We learnt most from those who said no.",
    "who1-en": "Ada Berg of Lomvi",
}
PICTURED = {
    "alt-nb": "Ada Berg holder et glass.",
    "alt-en": "Ada Berg holds a glass.",
    "credit": "Per Foto",
}
KEY = re.compile(r'name="picture" value="([0-9a-f-]{36})"')


async def send(
    client: httpx.AsyncClient, address: str, sent: bytes = b"", /, **typed: str
) -> httpx.Response:
    """The form as a browser sends it: with a file, or with an empty one."""
    file = ("ada.jpg", sent, "image/jpeg") if sent else ("", b"", "application/octet-stream")
    return await client.post(address, data={**TEXT, **typed}, files={"file": file})


async def pictured(room: Staffed) -> str:
    """The address of a draft with a quote and a picture."""
    answer = await send(room.tone, f"{NEWS}/write/free", photograph(), **QUOTED, **PICTURED)
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def key(db: Connection) -> str:
    return str(await db.fetchval("SELECT key FROM pictures ORDER BY id DESC LIMIT 1"))


async def let_out(db: Connection, room: Staffed, address: str) -> None:
    await press(db, room.per, address, "approve")
    await press(db, room.per, address, "schedule", do="now")
    assert await publishing.publish_due(db) == 1


def said(answer: httpx.Response) -> str:
    return unescape(answer.text)


async def test_quotes_and_a_picture_go_from_the_form_to_the_preview_and_the_page(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    address = await pictured(room)
    desk, preview = await room.per.get(address), await room.per.get(f"{address}/preview/en")
    inside = f"/staff/2027/pictures/{await key(db)}"
    assert inside in desk.text and inside in preview.text

    await let_out(db, room, address)

    page = said(await client.get("/en/2027/nominate-now"))
    public = f"/2027/pictures/{await key(db)}"
    for text in ("We learnt most from those who said no.", "Ada Berg of Lomvi", "Photo: Per Foto"):
        assert text in page and text in said(preview) and text in said(desk)
    assert f'src="{public}" width="400" height="200" alt="Ada Berg holds a glass."' in page
    answer = await client.get(public)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "no-cache"
    assert pictures.read(answer.content, pictures.PHOTOGRAPH)[0] is not None


async def test_the_preview_of_the_winners_page_has_the_picture_and_what_was_said(
    db: Connection, room: Staffed
) -> None:
    await people.winner(db, await people.category(db, room.edition), room.edition, "Lomvi")
    preview = f"{NEWS}/winners/nb"
    bare = await room.per.get(preview)

    address = f"{NEWS}/write/winner"
    assert (await send(room.tone, address, photograph(), **QUOTED, **PICTURED)).status_code == 303
    whole = await room.per.get(preview)

    inside = f'src="/staff/2027/pictures/{await key(db)}" alt="Ada Berg holder et glass."'
    for text in (inside, "Vi lærte mest av dem som sa nei.", "Foto: Per Foto"):
        assert text in said(whole) and text not in said(bare)


async def test_until_the_minute_the_picture_is_nowhere_and_after_withdrawal_again(
    db: Connection, room: Staffed, client: httpx.AsyncClient, app: Starlette
) -> None:
    nowhere = await client.get("/2027/pictures/00000000-0000-4000-8000-000000000000")
    address = await pictured(room)
    public = f"/2027/pictures/{await key(db)}"
    inside = f"/staff{public}"

    async def seen() -> tuple[int, dict[str, str], bytes]:
        answer = await client.get(public)
        return answer.status_code, dict(answer.headers), answer.content

    nothing = (404, dict(nowhere.headers), nowhere.content)
    assert nowhere.content == (await client.get("/2027/pictures/ada.jpg")).content
    assert await seen() == nothing
    await press(db, room.per, address, "approve")
    await press(db, room.per, address, "schedule", do="now")
    assert await seen() == nothing
    assert (await room.tone.get(inside)).status_code == 200
    async with browser(app) as stranger:
        assert (await stranger.get(inside)).status_code == 401

    await publishing.publish_due(db)
    assert (await seen())[0] == 200
    assert (await client.get(public.replace("2027", "2026"))).content == nowhere.content

    await press(db, room.per, address, "withdraw", reason="Feil.")
    assert await seen() == nothing


async def test_a_form_that_has_to_be_mended_keeps_its_texts_and_its_picture(
    db: Connection, room: Staffed
) -> None:
    mended = {**QUOTED, **PICTURED, "alt-nb": "", "who1-nb": ""}
    answer = await send(room.tone, f"{NEWS}/write/free", photograph(), **mended)

    assert answer.status_code == 422
    for text in ("Vi lærte mest", "Ada Berg of Lomvi", "Ada Berg holds a glass.", "Per Foto"):
        assert text in said(answer)
    assert "Say what the picture shows, for those who cannot see it." in said(answer)
    found = KEY.search(answer.text)
    assert found is not None and found[1] == await key(db)

    again = {**QUOTED, **PICTURED, "picture": found[1]}
    assert (await send(room.tone, f"{NEWS}/write/free", **again)).status_code == 303
    assert await db.fetchval("SELECT count(picture) FROM announcements") == 1


async def test_a_picture_is_kept_by_an_edit_replaced_by_another_and_taken_away(
    db: Connection, room: Staffed
) -> None:
    address = await pictured(room)

    async def edit(sent: bytes = b"", /, **typed: str) -> int | None:
        form = KEY.search((await room.tone.get(f"{address}/edit")).text)
        typed = {"picture": form[1] if form else "", **PICTURED, **typed}
        answer = await send(
            room.tone, f"{address}/edit", sent, **typed, **await version(db, address)
        )
        assert answer.status_code == 303
        found: int | None = await db.fetchval("SELECT picture FROM announcements")
        return found

    first = await db.fetchval("SELECT picture FROM announcements")
    assert await edit() == first
    assert await edit(photograph((300, 100))) not in (first, None)
    assert await edit(without_picture="yes") is None
    assert await db.fetchval("SELECT alt FROM announcements") == {}


async def test_a_word_about_no_picture_is_not_lost_without_a_word(room: Staffed) -> None:
    answer = await send(room.tone, f"{NEWS}/write/free", **PICTURED)

    assert answer.status_code == 422
    assert "Choose the picture that is described here" in said(answer)
    assert "Per Foto" in said(answer)


@pytest.mark.parametrize("other", ["1", "x' OR 1=1 --", "00000000-0000-4000-8000-000000000000"])
async def test_a_picture_that_nobody_was_shown_is_none(
    db: Connection, room: Staffed, other: str
) -> None:
    await pictured(room)

    answer = await send(room.tone, f"{NEWS}/write/free", **PICTURED, picture=other)

    assert answer.status_code == 422
    assert KEY.search(answer.text) is None


async def test_what_is_no_picture_is_refused_beside_the_field(
    db: Connection, room: Staffed
) -> None:
    answer = await send(room.tone, f"{NEWS}/write/free", b"%PDF-1.7", **PICTURED)

    assert answer.status_code == 422
    assert pictures.UNKNOWN in said(answer) and "Nominer nå" in said(answer)
    assert await db.fetchval("SELECT count(*) FROM pictures") == 0


async def test_nobodys_picture_is_read_before_they_are_known(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    answer = await send(client, f"{NEWS}/write/free", photograph(), **PICTURED)

    assert answer.status_code == 401
    assert await db.fetchval("SELECT count(*) FROM pictures") == 0


async def test_who_saves_second_is_told_of_another_picture_too(
    db: Connection, room: Staffed
) -> None:
    address = await written(room)
    shown = await version(db, address)
    await send(room.per, f"{address}/edit", photograph(), **shown, **PICTURED)

    answer = await send(room.tone, f"{address}/edit", **shown, **QUOTED)

    assert answer.status_code == 409
    for text in ("Another one than yours, or none.", "Per Foto", "Vi lærte mest"):
        assert text in said(answer)


async def test_a_correction_carries_quotes_and_picture_and_readers_keep_both_versions(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    address = await pictured(room)
    await let_out(db, room, address)
    first = f"/2027/pictures/{await key(db)}"
    mended = {**PICTURED, "correction-nb": "Feil person.", "quote1-nb": "Nei.", "who1-nb": "Bo Li"}

    answer = await send(
        room.tone,
        f"{address}/correct",
        photograph((320, 160)),
        **mended,
        **await version(db, address),
    )

    assert answer.status_code == 303
    second = f"/2027/pictures/{await key(db)}"
    assert second != first and (await client.get(second)).status_code == 404
    assert "Bo Li" in (await room.per.get(address)).text
    assert "Bo Li" in (await room.tone.get(f"{address}/correct")).text
    await press(db, room.per, address, "correction/publish")
    page = said(await client.get("/nb/2027/nominer-na"))
    for text in ("Bo Li", "Ada Berg, Lomvi", first, second):
        assert text in page
    assert [(await client.get(one)).status_code for one in (first, second)] == [200, 200]


async def test_another_languages_address_leads_to_ones_own(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    guessed = "/en/2027/nominer-na"
    before = await client.get(guessed)
    address = await written(room)
    while_waiting = await client.get(guessed)

    await let_out(db, room, address)

    assert (before.status_code, before.content) == (404, while_waiting.content)
    answers = [await client.get(one) for one in (guessed, "/nb/2027/nominate-now")]
    assert [(one.status_code, one.headers["location"]) for one in answers] == [
        (308, "/en/2027/nominate-now"),
        (308, "/nb/2027/nominer-na"),
    ]
    page = (await client.get("/nb/2027/nominer-na")).text
    assert 'href="/en/2027/nominate-now"' in page
    await press(db, room.per, address, "withdraw", reason="Feil.")
    assert (await client.get(guessed)).status_code == 410


async def test_an_address_from_before_there_was_one_for_each_language_works_for_ever(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    address = await written(room)
    await let_out(db, room, address)
    await db.execute("UPDATE announcement_addresses SET slug = 'free-abc123'")
    await db.execute("UPDATE site SET version = version + 1")

    answers = [await client.get(f"/{code}/2027/free-abc123") for code in ("nb", "en")]

    assert [one.status_code for one in answers] == [200, 200]
