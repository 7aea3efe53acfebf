"""An announcement on its way to a WordPress: the channel, the article, the steps, one try."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from awards import outgoing
from awards.adapters.shape import Article, Channel, Dispatch, Image, Outcome
from awards.adapters.wordpress import WORDPRESS
from awards.deliveries import Deed
from awards.outgoing import Caller

PUBLICATION = "4f3c2b1a-1111-4222-8333-944445555666"
SLUG = "fjordpuls-er-arets-bedrift-4f3c2b1a"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
IMAGE = Image("0a1b2c3d-0000-4000-8000-000000000001", "image/png", 1, 1, PNG, "Vinneren", "Foto: Å")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ARTICLE = Article(
    uid="6d0f",
    entry="urn:uuid:6d0f",
    year=2026,
    kind="winner",
    language="nb",
    slug="fjordpuls-er-arets-bedrift",
    url="https://award.example/nb/2026/fjordpuls-er-arets-bedrift",
    title='Fjordpuls & "sønner" er årets <bedrift>',
    lead="En jury har valgt...",
    content="<p>En jury har valgt...</p>\n<p>Fjordpuls [gallery] &amp; sønner.</p>",
    correction="",
    picture=None,
    published_at=NOON,
    updated_at=NOON,
)
CORRECTED = replace(ARTICLE, content="<p>Rettet.</p>", correction="Rettet.")


def channel(address: str, user: str, password: str, **settings: Any) -> Channel:
    return Channel(
        id=1,
        kind="wordpress",
        name="Avisen",
        address=address,
        languages=("nb",),
        kinds=("winner",),
        settings={"user": user, **settings},
        patience=10.0,
        active=True,
        secrets=(password,),
    )


@dataclass
class Publication:
    """What a courier keeps between two tries."""

    channel: Channel
    host: str
    remote: dict[str, Any] = field(default_factory=dict)
    held: int = 0
    tries: int = 0
    publication: str = PUBLICATION

    async def remember(self, **remote: Any) -> None:
        self.remote |= remote

    async def hold(self) -> None:
        self.held += 1

    async def told(
        self, deed: Deed = Deed.PUBLISH, article: Article = ARTICLE, **changed: Any
    ) -> Outcome:
        """One try at a deed."""
        self.tries += 1
        dispatch = Dispatch(
            id="a-delivery",
            publication=self.publication,
            deed=deed,
            article=article,
            remote=dict(self.remote),
            attempts=self.tries,
            unclear=self.tries > 1,
            now=NOON,
        )
        async with outgoing.client() as browser:
            caller = Caller(browser, frozenset({self.host}))
            return await WORDPRESS.deliver(caller, replace(self.channel, **changed), dispatch, self)

    async def tried_out(self) -> Mapping[str, Mapping[str, str]]:
        """What is wrong, by its sentence."""
        async with outgoing.client() as browser:
            found = await WORDPRESS.try_out(Caller(browser, frozenset({self.host})), self.channel)
        return {one.message: one.facts for one in found if not one.good}
