"""Whatever is announced, all three feeds keep the rules of their formats and say the same."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from awards import articles, words
from awards.articles import Quote, Wording
from awards.database import Connection
from awards.routes import feeds
from awards.routes.feeds import Entry, Feed, Picture
from tests.feeds import atom, json_feed, newsroom, rss

pytestmark = pytest.mark.anyio

TITLES = {
    "markup": "<script>alert(1)</script> & <b>bold</b> &amp; &lt;",
    "the end of a section": "]]> <![CDATA[ ]]]]><![CDATA[>",
    "controls": "a\x01b\x0bc\x1fd\x7fe\ufffeg\uffffh",
    "right to left": "\u202eזהב\u202c \u200fLomvi\u200e \u2067x\u2069 ﷽",
    "combining": "Z" + "\u0353\u0301" * 200 + "algo",
    "emoji": "👩‍🚀🏳️‍🌈🇳🇴 \U0001f332 \U0010ffff",
    "10 KB": "Ærlig " * 1_700,
    "quotes": "\"'`´«»“” \\ \\u0000 %s {{ 7 * 7 }}",
    "lines": "a\nb\tc\u2028d\u2029e",
    "only what nobody sees": "\u200b\u2060\ufeff",
}
MOMENT = datetime(2027, 11, 30, 18, 30, 2, 250_000, UTC)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
async def test_a_hostile_item_is_text_in_every_feed(
    db: Connection, app: Starlette, title: str
) -> None:
    room = await newsroom.opened(db)
    texts = {"nb": title}
    picture = await newsroom.picture(db)
    await newsroom.publish(
        db, room, Wording(texts, texts, texts, [Quote(texts, texts)], picture, texts, title)
    )

    entries = newsroom.read(await newsroom.feeds(app)).values()

    said = " ".join(words.legal(title).split())
    assert [[" ".join(one.title.split()) for one in found] for found in entries] == [[said]] * 3


def test_half_a_character_is_refused_at_the_door() -> None:
    assert words.clean("Lom\ud800vi\udfff \x00\x85\x9f") == "Lomvi"


TYPED = st.text(max_size=200)


@given(title=TYPED, lead=TYPED, body=TYPED, who=TYPED, credit=TYPED)
def test_no_text_at_all_breaks_a_feed(
    title: str, lead: str, body: str, who: str, credit: str
) -> None:
    wording = Wording({"nb": title}, {"nb": lead}, {"nb": body}, [Quote({"nb": lead}, {"nb": who})])
    feed = Feed(
        id="urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
        url="http://awards.test/nb/feed",
        language="nb",
        title=words.legal(title),
        author="Helseklyngen",
        updated=MOMENT,
        home="http://awards.test/nb/news/",
        entries=[
            Entry(
                id="urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
                url="http://awards.test/nb/2027/lomvi",
                language="nb",
                title=words.legal(title),
                summary=words.legal(lead),
                content=articles.content(wording, "nb", "nb", {"nb": body}),
                kind="free",
                published=MOMENT,
                updated=MOMENT,
                picture=Picture(
                    "http://awards.test/x", "image/png", 1, 2, 3, title[:0], words.legal(credit)
                ),
            )
        ],
    )

    assert atom.faults(feeds.as_atom(feed)) == []
    assert rss.faults(feeds.as_rss(feed)) == []
    assert json_feed.faults(feeds.as_json(feed)) == []
