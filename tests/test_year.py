"""A whole year over HTTP and SMTP alone, from an empty database to the feeds."""

import json

import feedparser
import httpx
import pytest

from tests.service import Service, running
from tests.smtp import PostOffice
from tests.story import (
    AT_WORK,
    COLLEAGUE,
    COMPANIES,
    FOLLOWER,
    JURORS,
    LATE,
    PLAN,
    PRESS,
    SAID,
    STAFF,
    TOLD,
    WAITING,
    YEAR,
    Story,
    juror_address,
)
from tests.visitor import Visitor

FEEDS = [f"/{language}/feed.{end}" for language in ("en", "nb") for end in ("atom", "rss", "json")]

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]


async def told(service: Service, office: PostOffice) -> tuple[Story, list[httpx.AsyncClient]]:
    clients: list[httpx.AsyncClient] = []

    async def cast(language: str) -> Visitor:
        headers = {"accept-language": language}
        clients.append(httpx.AsyncClient(base_url=service.url, headers=headers, timeout=20))
        return Visitor(clients[-1], language)

    story = Story(service.url, service.said["staff"], office, cast)
    await story.tell()
    return story, clients


async def test_one_year_from_an_empty_database_to_the_feeds() -> None:
    with PostOffice() as office, running(office.url) as service:
        story, clients = await told(service, office)
        feeds = {name: await clients[0].get(name) for name in FEEDS}
        record = (await clients[0].get(f"/{YEAR}/results.json")).json()
        year = await story.tone.open(f"/en/{YEAR}/")
        standings = await story.tone.open(f"{STAFF}/standings")
        dead = await story.cast("en")
        juror = await story.link(juror_address(JURORS[0][0]), "/jury/enter/")
        await dead.open(juror, expect=410)
        for client in clients:
            await client.aclose()

    assert "deadline" in story.late.lower()
    assert COMPANIES[LATE]["name"] in story.late
    assert not any(story.winner in text for text in story.before.values())
    assert story.winner in year
    assert story.winner in standings
    _the_juror_read_the_case(story.case)
    _the_feeds_tell_it(feeds, story)
    assert [category["winner"] for category in record["categories"]] == [story.winner]
    _each_got_their_letters(office)


def _the_feeds_tell_it(feeds: dict[str, httpx.Response], story: Story) -> None:
    for language, said in (("en", "has won"), ("nb", "vant")):
        items = json.loads(feeds[f"/{language}/feed.json"].text)["items"]
        assert [item["title"] for item in items] == [f"{story.winner} {said}"]
        for end in ("atom", "rss"):
            read = feedparser.parse(feeds[f"/{language}/feed.{end}"].text)
            assert read.bozo == 0
            assert [entry.title for entry in read.entries] == [f"{story.winner} {said}"]
            assert [entry.id for entry in read.entries] == [item["id"] for item in items]


def _the_juror_read_the_case(case: str) -> None:
    """What the company handed in, every nominator's reason, and what the figures come to."""
    case = case.replace("\u00a0", " ")
    reasons = [f"They have grown abroad, says {number}." for number in (0, 1, 2)]
    for said in (SAID["markets"][""], *reasons, "120.5", "62.5%", "50%"):
        assert said in case


def _each_got_their_letters(office: PostOffice) -> None:
    """A nominator one letter, one more where somebody asks to be let in, or is; a follower one to
    confirm and one when nominations open; a company that is told one, and a colleague; a juror an
    invitation, word of their device, and a receipt, or a reminder where they did not confirm; the
    winner the text to look through."""
    ids = [letter.message_id for letter in office.received]
    assert len(ids) == len(set(ids))
    for number in range(len(PLAN) + 1):
        expected = 2 if number in (AT_WORK, WAITING) else 1
        assert len(office.to(f"nominator{number}@example.org")) == expected
    assert [len(office.to(address)) for address in (*TOLD, COLLEAGUE)] == [1, 1, 1]
    assert [len(office.to(address)) for address in (FOLLOWER, str(PRESS["address"]))] == [2, 1]
    assert office.to(f"nominator{len(PLAN) + 1}@example.org") == []
    assert [len(office.to(juror_address(name))) for name, _ in JURORS] == [3] * len(JURORS)
