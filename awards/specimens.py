"""Specimens: how a letter of each kind looks, to an invented reader, for those who send it."""

from datetime import timedelta
from typing import Any

from awards import devices, editions, letters, occasions, rendering
from awards.database import Connection
from awards.editions import Edition
from awards.occasions import Left, Void
from awards.rendering import Written
from awards.settings import Settings

WORDS = {
    "nb": "Hva vokste mest i fjor, og i hvilke land?",
    "en": "What grew most last year, and in which countries?",
}


async def specimen(
    db: Connection, settings: Settings, kind: str, language: str, edition: Edition
) -> Written:
    """A letter as its readers will get it, to an invented one, with a link that opens nothing."""
    seen = await letters.around(db)
    if seen.award is None:
        raise Void(occasions.NO_AWARD)
    entrance = letters.ENTRANCES[letters.KINDS[kind].purpose].format(token="…", language=language)
    categories = [one.name for one in await editions.categories(db, edition.id)]
    return rendering.letter(
        kind,
        language,
        award=seen.award,
        edition=edition,
        name="Ada Berg",
        link=settings.base_url + entrance,
        **letters.places(settings, language),
        **_sample(seen, edition, categories, language),
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
        "receipt": "4F7K-2MQX",
        "round": 1,
        "sheets": 4,
        "abstained": 1,
        "recused": 1,
    }
