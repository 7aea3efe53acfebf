"""Slugs: the address of an announcement in each language, given when it is published, for ever.

Before that minute it has none, so no address can tell who won.
"""

import re
import unicodedata
from itertools import count

from awards.database import Connection, Queries
from awards.editions import Texts

sql = Queries("slugs")

LONGEST = 70  # characters
RESERVED = {"finalists"}  # kept free for pages of a year that are no news
LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l"}
)


def slug(headline: str) -> str:
    """A headline as letters, digits and hyphens; "news" where nothing of it can be written so."""
    plain = unicodedata.normalize("NFKD", headline.lower().translate(LETTERS))
    found = "-".join(re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode()))
    if len(found) > LONGEST:
        found = found[: LONGEST + 1].rpartition("-")[0] or found[:LONGEST]
    return found or "news"


async def give(db: Connection, announcement: int) -> None:
    """An address of its own in each language of its edition, made from the headline there."""
    edition = await sql.to_name.one(db, id=announcement)
    assert edition is not None
    headlines: Texts = edition["headline"]
    for language in edition["languages"]:
        said = headlines.get(language) or headlines.get(edition["languages"][0], "")
        await _give(db, edition["edition"], announcement, language, slug(said))


async def _give(db: Connection, edition: int, announcement: int, language: str, name: str) -> None:
    for number in count(1):
        tried = name if number == 1 else f"{name}-{number}"
        if tried not in RESERVED and await sql.give.value(
            db, edition=edition, announcement=announcement, language=language, slug=tried
        ):
            return
