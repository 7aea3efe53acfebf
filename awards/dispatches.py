"""Dispatches: a delivery as its adapter gets it, with the article as readers saw that version."""

from dataclasses import dataclass

from awards import articles, pictures, words
from awards.adapters.shape import Article, Dispatch, Image
from awards.announcements import Kind
from awards.database import Connection, Queries
from awards.deliveries import Claim
from awards.editions import Texts
from awards.news import Item

sql = Queries("dispatches")


async def dispatch(db: Connection, base_url: str, claim: Claim) -> Dispatch:
    row = await sql.item.one(db, announcement=claim.announcement, version=claim.wording)
    assert row is not None  # a version that readers have seen is never taken away
    item = Item(**{**articles.facts(row), "kind": Kind(row["kind"])}, image=None)
    return Dispatch(
        id=str(claim.uid),
        publication=str(claim.publication),
        deed=claim.deed,
        article=_Teller(item, claim.language, base_url).article(await _picture(db, item, claim)),
        remote=claim.remote,
        attempts=claim.attempts,
        unclear=claim.unclear,
        now=claim.now,
    )


async def _picture(db: Connection, item: Item, claim: Claim) -> Image | None:
    if item.picture is None or item.picture_key is None:
        return None
    kept = await pictures.picture(db, item.picture)
    alt, _ = words.choose(item.alt or {}, claim.language, item.first_language)
    return Image(
        key=item.picture_key,
        media_type=kept.media_type,
        width=kept.width,
        height=kept.height,
        content=kept.content,
        alt=words.legal(alt),
        credit=words.legal(item.credit),
    )


@dataclass(frozen=True)
class _Teller:
    """Tells an item in one language."""

    item: Item
    language: str
    base_url: str

    def article(self, picture: Image | None) -> Article:
        item = self.item
        return Article(
            uid=str(item.uid),
            entry=item.entry(self.language).urn,
            year=item.year,
            kind=str(item.kind),
            language=self.language,
            slug=item.slug(self.language),
            url=f"{self.base_url}/{self.language}/{item.year}/{item.slug(self.language)}",
            title=self._said(item.headline),
            lead=self._said(item.lead),
            content=articles.content(item, self.language, item.first_language, item.correction),
            correction=self._said(item.correction),
            picture=picture,
            published_at=item.published_at,
            updated_at=item.updated_at,
        )

    def _said(self, texts: Texts) -> str:
        return words.legal(words.choose(texts, self.language, self.item.first_language)[0])
