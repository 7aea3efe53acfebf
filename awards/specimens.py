"""Specimens: how a letter of each kind looks, to an invented reader, for those who send it."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from awards import award, devices, editions, feedback_letters, letters, occasions, rendering
from awards.award import Award
from awards.database import Connection
from awards.editions import Edition
from awards.feedback_letters import Told
from awards.occasions import Left, Void
from awards.rendering import Written
from awards.settings import Settings

WORDS = {
    "nb": "Hva vokste mest i fjor, og i hvilke land?",
    "en": "What grew most last year, and in which countries?",
}
SAID = {
    "nb": "Juryen la vekt på den jevne veksten i flere markeder.",
    "en": "The jury put weight on the steady growth in several markets.",
}


async def specimen(
    db: Connection, settings: Settings, kind: str, language: str, edition: Edition
) -> Written:
    """A letter as its readers will get it, to an invented one, with a link that opens nothing."""
    seen = await letters.around(db)
    if seen.award is None:
        raise Void(occasions.NO_AWARD)
    categories = await editions.categories(db, edition.id)
    facts = _sample(seen, edition, [one.name for one in categories], language)
    if kind == feedback_letters.KIND:
        criteria = await editions.criteria(db, edition.id)
        first = criteria.get(categories[0].id, []) if categories else []
        facts["told"] = feedback_letters.sample(first, facts["category"], SAID)
    return _written(settings, kind, language, seen.award, edition, facts)


async def feedback(
    db: Connection, settings: Settings, language: str, edition: Edition, told: Told
) -> Written:
    """Feedback as its readers will get it, but for the link, which opens nothing."""
    prize = await award.known(db)
    facts = {"told": told}
    return _written(settings, feedback_letters.KIND, language, prize, edition, facts)


def _written(
    settings: Settings,
    kind: str,
    language: str,
    prize: Award,
    edition: Edition,
    facts: Mapping[str, Any],
) -> Written:
    entrance = letters.ENTRANCES[letters.KINDS[kind].purpose].format(token="…", language=language)
    return rendering.letter(
        kind,
        language,
        award=prize,
        edition=edition,
        name="Ada Berg",
        link=settings.base_url + entrance,
        **letters.places(settings, language),
        **facts,
    )


def _sample(
    seen: letters.Around, edition: Edition, categories: list[dict[str, str]], language: str
) -> dict[str, Any]:
    assert seen.award is not None
    return {
        "until": seen.award.created_at + timedelta(hours=1),
        **letters.deadlines(seen, edition.id),
        "categories": categories,
        "unconfirmed": [Left(name, 8, 3) for name in categories],
        "devices": devices.sample(seen.award.created_at),
        "category": categories[0] if categories else edition.introduction,
        "company": "Fjordpuls",
        "words": WORDS.get(language, WORDS["en"]),
        "asker": "Tone Vik",
        "confirmed_at": seen.award.created_at,
        "receipt": "4F7K-2MQX-9HTD",
        "commitment": hashlib.sha256(b"Ada Berg").hexdigest(),
        "round": 1,
        "sheets": 4,
        "abstained": 1,
        "recused": 1,
    }
