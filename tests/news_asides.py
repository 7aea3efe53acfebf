"""What the newsroom does beside the story of the year, so that pages are seen that the story never
needs: channels that work and channels that do not, what became of each delivery, past winners, a
picture and a quote, and people who leave an address."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests import wordpress
from tests.served import served
from tests.service import free_port
from tests.story import PATIENCE, PRESS, STAFF, YEAR, Fields, Story, ident, written
from tests.wordpress import WordPress

REASON = "So that it is seen."
UNCONFIRMED = "per@reader.example"
SITE, TAKES, REFUSES, SHUT = "News site", "Intranet", "Old archive", "Switched-off system"
WANTED: Fields = {"languages": ["nb", "en"], "kinds": ["call", "winner"]}
PAST = """Year;Category;Winner;Reason;Link;Prize
2019;Export;Fjordpuls;Grew in nine countries.;https://fjordpuls.example/won;10
2018;Export;Øretone;;;
2018;Export;Øretone;;;
Nobody knows;Export;Fjellvik;;;"""
CHANGED = """2019;Export;Fjordpuls;Grew in ten countries.;https://fjordpuls.example/won
2018;Export;Øretone
2017;Export;Nordlys"""
TEXTS: Fields = {
    "headline-nb": "Nominasjonene er åpne",
    "headline-en": "Nominations are open",
    "lead-en": "Who grew abroad?",
    "body-en": "Tell us by the deadline.\n\nhttps://helseklyngen.example",
    "quote1-nb": "Vi leser hver eneste en.",
    "quote1-en": "We read every one of them.",
    "who1-nb": "Tone Ulvestad, Helseklyngen",
    "who1-en": "Tone Ulvestad, the Health Cluster",
}
DESCRIBED: Fields = {"alt-nb": "Fjorårets vinner på scenen.", "credit": "Ola Foto"}


@dataclass(frozen=True)
class Systems:
    """What channels lead to: a news site, a system that takes and refuses, and a shut door."""

    site: WordPress
    other: str
    shut: str

    @property
    def inner_hosts(self) -> str:
        places = (self.site.url, self.other, self.shut)
        return ",".join(place.removeprefix("http://") for place in places)


@contextmanager
def systems() -> Iterator[Systems]:
    async def take(request: Request) -> Response:
        return Response(status_code=404 if request.url.path == "/refuses" else 204)

    app = Starlette(routes=[Route("/{end}", take, methods=["POST"])])
    with wordpress.running() as site, served(app) as other:
        yield Systems(site, other, f"http://127.0.0.1:{free_port()}")


async def draft(story: Story, around: Systems) -> None:
    await _write_the_call(story)
    await _leave_an_address(story)
    await _bring_in_past_winners(story)
    await _add_the_site(story, around)
    await _add_the_others(story, around)


async def _write_the_call(story: Story) -> None:
    """With a picture, which is kept while something is missing."""
    drawn = BytesIO()
    Image.new("RGB", (900, 600), "#224466").save(drawn, "PNG")
    picture = {"name": "stage.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    await story.tone.open(f"{STAFF}/news/write/call")
    await story.tone.press("Save the draft", expect=422, file=picture, **TEXTS)
    await story.tone.press("Save the draft", **DESCRIBED)


async def _leave_an_address(story: Story) -> None:
    """Not an address; then one that is never confirmed, for the tick is forgotten."""
    per = await story.cast("nb")
    await per.open("/nb/")
    await per.press("Tell me when they open", expect=422, address="per")
    await per.press("Tell me when they open", address=UNCONFIRMED)
    await per.open(await story.link(UNCONFIRMED, "/follow/"))
    await per.press("Yes, tell me", expect=422)


async def _bring_in_past_winners(story: Story) -> None:
    await story.tone.open("/staff/past/list")
    await story.tone.press("See what will happen", expect=422)
    for listed in (PAST, CHANGED):
        await story.tone.open("/staff/past/list")
        await story.tone.press("See what will happen", list=listed)
        await story.tone.submit("/past/list")
    await story.tone.submit("/remove")


async def _add_the_site(story: Story, around: Systems) -> None:
    """With what is missing, with a wrong password, and as it should be."""
    site = around.site
    await story.tone.open("/staff/channels/new/wordpress")
    await story.tone.submit("/new/wordpress", expect=422, name=SITE, address="http://news.example")
    made: Fields = {"address": site.url, "user": site.user, "password": "wrong"}
    await story.tone.submit("/new/wordpress", category="Awards", **made, **WANTED)
    channel = story.tone.path
    await story.tone.press("Try the channel out")
    await story.tone.open(channel)
    await story.tone.submit(channel, password=site.password)
    await story.tone.press("Try the channel out")


async def _add_the_others(story: Story, around: Systems) -> None:
    """The secret of one is changed; another is off and on again."""
    await story.tone.open(await _add_a_webhook(story, SHUT, f"{around.shut}/"))
    await story.tone.press("Try the channel out")
    await story.tone.open(await _add_a_webhook(story, REFUSES, f"{around.other}/refuses"))
    await story.tone.press("Make a new secret")
    await story.tone.press("End the old secret")
    await story.tone.press("Switch it off")
    await story.tone.press("Switch it on")


async def _add_a_webhook(story: Story, name: str, address: str) -> str:
    """Where its page is."""
    await story.tone.open("/staff/channels/new/webhook")
    await story.tone.submit("/new/webhook", name=name, address=address, **WANTED)
    await story.tone.open("/staff/channels")
    links = await story.tone.addresses()
    return max((one for one in links if _number(one)), key=_number)


def _number(address: str) -> int:
    last = address.removeprefix("/staff/channels/")
    return int(last) if last.isdecimal() else 0


async def nominating(story: Story) -> None:
    """The call is out: there, refused, and still on its way."""
    for state in ("sent", "failed", "waiting"):
        await _until_there_is(story, state)


async def screening(story: Story, around: Systems) -> None:
    """Another channel comes too late, and gets the call, too."""
    await _add_a_webhook(story, TAKES, f"{around.other}/takes")
    await story.bjorn.open("/staff/deliveries?state=failed")
    await story.bjorn.submit("/retry")
    await story.bjorn.open("/staff/deliveries?state=failed")
    await story.bjorn.submit("/adopt")
    around.site.spoil("POST", "/posts/", "lose_after")  # the correction that follows
    around.site.spoil("POST", "/posts/", "lose_after")


async def judging(story: Story, call: str) -> None:
    """A correction was made at the news site, and its answer was lost."""
    await _until_there_is(story, "unknown")
    await story.bjorn.open(call)
    await story.bjorn.submit("/channels/4")


async def deciding(story: Story, call: str) -> None:
    """What waits at the shut door is skipped; then the call is withdrawn, and readers see that."""
    await story.bjorn.open(call)
    await story.bjorn.submit("/skip")
    links = await story.bjorn.addresses()
    item = next(one for one in links if one.startswith(f"/nb/{YEAR}/") and one[-1] != "/")
    await story.bjorn.open(f"{call}/withdraw")
    await story.bjorn.press("Withdraw it", reason=REASON)
    await asyncio.sleep(1.2)  # every process has seen it
    reader = await story.cast("nb")
    await reader.open(item, expect=410)


async def asked(story: Story) -> None:
    """The question to the winner is taken back, and asked again after a mistake."""
    await story.tone.open(f"{STAFF}/news")
    ours = f"{STAFF}/news/"
    found = [one for one in await story.tone.addresses() if one.removeprefix(ours).isdecimal()]
    await story.tone.open(max(found, key=ident))
    await story.tone.press("Take the question back")
    await story.tone.open(next(one for one in await story.tone.addresses() if "/check/" in one))
    nobody: Fields = {"whom": "other", "address": "nobody", "passage-nb": ""}
    await story.tone.press("Send the letter", expect=422, **nobody)
    due = written("due", datetime.now(UTC) + timedelta(days=1))
    again: Fields = {"whom": "press", "passage-nb": "Dere vant."}
    await story.tone.press("Send the letter", **again, **due)
    await story.letters(str(PRESS["address"]), 2)


async def _until_there_is(story: Story, state: str) -> None:
    """A delivery in a state."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await story.tone.open(f"/staff/deliveries?state={state}")
            if any(one.startswith(f"{STAFF}/news/") for one in await story.tone.addresses()):
                return
            await asyncio.sleep(0.3)
