"""Articles: what a news item says, in each language, and its text as HTML of our own making.

Text that people typed is text here too: paragraphs and links are made by us, the rest is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awards import rendering, words
from awards.editions import Texts
from awards.errors import N_
from awards.rendering import paragraphs, translate

MOST_QUOTES = 2


@dataclass(frozen=True)
class Quote:
    words: Texts
    who: Texts


@dataclass(frozen=True)
class Wording:
    """What a news item says, in each language: plain text; and the picture that goes with it."""

    headline: Texts
    lead: Texts
    body: Texts
    quotes: Sequence[Quote] = ()
    picture: int | None = None
    alt: Texts | None = None  # what the picture shows; none without a picture
    credit: str = ""  # who took it

    @property
    def kept(self) -> dict[str, Any]:
        """Its columns, by the names that every table has for them."""
        return {
            "headline": self.headline,
            "lead": self.lead,
            "body": self.body,
            "quotes": [{"words": one.words, "who": one.who} for one in self.quotes],
            "picture": self.picture,
            "alt": self.alt or {},
            "credit": self.credit,
        }


def facts(row: Any) -> dict[str, Any]:
    """The columns of a row that holds a wording, with its quotes as quotes."""
    found = dict(row)
    return {**found, "quotes": tuple(Quote(**one) for one in found["quotes"])}


def content(wording: Wording, language: str, first: str, correction: Texts | None = None) -> str:
    """The whole text in one language: what was corrected, the lead, the body, the quotes."""
    texts = [_said(text, language, first) for text in (wording.lead, wording.body)]
    if corrected := _said(correction or {}, language, first):
        texts.insert(0, translate(language, N_("Corrected: %(words)s"), words=corrected))
    parts = [str(paragraphs(text)) for text in texts if text]
    return "\n".join([*parts, *(_quoted(one, language, first) for one in wording.quotes)])


def _quoted(quote: Quote, language: str, first: str) -> str:
    said = words.legal(words.choose(quote.words, language, first)[0])
    who = words.legal(words.choose(quote.who, language, first)[0])
    return rendering.xml("feeds/quote.xml", language, said=said, who=who).strip() if said else ""


def _said(texts: Texts, language: str, first: str) -> str:
    """The text in the reader's language, without what XML cannot say."""
    return words.legal(words.choose(texts, language, first)[0])
