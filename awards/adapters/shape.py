"""The shape that every adapter has: it delivers one deed to one channel, and tries a channel out.

An adapter knows nothing of the database. What has to outlive a crash it hands to ``Steps``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from awards.deliveries import Deed
from awards.outgoing import Caller


@dataclass(frozen=True)
class Channel:
    """A channel as staff set it up."""

    id: int
    kind: str
    name: str
    address: str
    languages: Sequence[str]
    kinds: Sequence[str]
    settings: Mapping[str, Any]
    patience: float  # seconds after which its server has surely finished what it was asked
    active: bool
    secrets: Sequence[str]  # the newest last; two while one takes over from the other

    @property
    def within(self) -> float:
        """Seconds that one call may take: half its patience, and never more than 30."""
        return min(30.0, self.patience / 2)


@dataclass(frozen=True)
class Image:
    """A picture as it leaves: its bytes, and its words in the language of the article."""

    key: str  # nobody can guess it
    media_type: str
    width: int
    height: int
    content: bytes
    alt: str
    credit: str

    @property
    def file_name(self) -> str:
        return f"{self.key}.{'png' if self.media_type == 'image/png' else 'jpg'}"


@dataclass(frozen=True)
class Article:
    """One announcement in one language, as readers see it from this deed on."""

    uid: str  # of the announcement, for ever, the same in each language
    entry: str  # its id in our own feed of this language (a URN), for ever
    year: int
    kind: str  # call, deadline, finalists, winner, free
    language: str
    slug: str  # on our own pages
    url: str  # of our own page
    title: str  # plain text
    lead: str  # plain text
    content: str  # HTML of our own making: lead, body, quotes, what was corrected
    correction: str  # plain text; what the latest version corrects, or ""
    picture: Image | None
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Dispatch:
    """One deed to be done at one channel."""

    id: str  # the delivery's uuid: the same for every try
    publication: str  # the publication's uuid: the same for all its deeds
    deed: Deed
    article: Article  # of a withdrawal: as it last stood
    remote: Mapping[str, Any]  # what the channel told us before: ids, addresses
    attempts: int  # this try included
    unclear: bool  # an earlier try ended without a clear answer
    now: datetime  # by the database's clock


class Steps(Protocol):
    """What an adapter asks of whoever sends it."""

    async def remember(self, **remote: Any) -> None:
        """Keep this about the publication, committed before the next call is made."""

    async def hold(self) -> None:
        """Before each call: raises LeaseLost if the delivery is another worker's by now, and
        Overtaken if what it tells was withdrawn."""


class LeaseLost(Exception):
    """Somebody else has taken the delivery over."""


class Overtaken(Exception):
    """It was withdrawn: nothing more of it is told, and the withdrawal is done next."""


@dataclass(frozen=True)
class Delivered:
    """Its answer, as that of every outcome, is an English message for staff, with its fields."""

    answer: str  # N_("Post %(post)s was published."); the facts are {"post": "17"}
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """It is certain that the deed was not done."""

    answer: str
    permanent: bool  # staff have to see to it; else it is tried again
    after: float | None = None  # seconds that the server asks us to wait
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unclear:
    """Nobody can tell whether it was done; looked up, or sent again, when patience has passed."""

    answer: str
    after: float | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


Outcome = Delivered | Refused | Unclear


@dataclass(frozen=True)
class Finding:
    """What a trial of a channel found: a sentence for staff (an English message), and how it is."""

    good: bool
    message: str
    facts: Mapping[str, str]


class Adapter(Protocol):
    kind: str
    name: str  # an English message

    async def deliver(
        self, caller: Caller, channel: Channel, dispatch: Dispatch, steps: Steps
    ) -> Outcome: ...

    async def try_out(self, caller: Caller, channel: Channel) -> list[Finding]:
        """What is right and wrong with the channel, in words. Publishes nothing."""
