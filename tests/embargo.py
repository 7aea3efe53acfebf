"""Two instances of one year that differ in who wins, side by side until the minute and after it.

Everything a stranger can ask for is asked of both: every address of the router, with numbers,
slugs and picture names that are there or could be, and addresses that somebody guesses who knows
more than anybody should: both winners' names, the addresses their pages will have, the names of
their pictures. Whatever differs by a byte, a header or a status is a leak.
"""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import product

import httpx
from PIL import Image

from awards import announcements, audit, database, pictures, publishing, slugs, staff
from awards.announcements import Kind
from awards.articles import Quote, Wording
from awards.database import Connection
from awards.decisions import Choice
from awards.pictures import PHOTOGRAPH
from awards.stages import Stage
from tests import people, router
from tests.twins import GAP, HEADERS, Answer

YEAR, LAST_YEAR = 2027, 2026
BASE_URL = "http://awards.test"
COMPANIES = ("Fjordpuls", "Lomvi Medisinsk Teknologi og Omsorg", "Skarv")
WINNERS = (COMPANIES[0], COMPANIES[1])  # of the one instance, and of the other
LANGUAGES = ("nb", "en")
TELLING = (
    "/nb/",
    "/en/",
    f"/nb/{YEAR}/",
    f"/en/{YEAR}/",
    f"/{YEAR}/results.json",
    "/nb/feed.atom",
    "/en/feed.atom",
    "/nb/feed.rss",
    "/nb/feed.json",
    "/nb/news/",
    "/nb/winners",
    "/sitemap.xml",
)  # what tells who won from the minute on


@dataclass(frozen=True)
class Scene:
    """What both instances have, by name."""

    edition: int
    category: int
    nominees: dict[str, int]
    writer: int
    approver: int
    shown: int  # the picture of what is published


async def begun(url: str) -> Scene:
    """A year whose jury has judged, with news, and the year before it with its winner."""
    db = await database.connect(url)
    await people.award(db)
    writer, approver = [await people.staff(db, name) for name in ("Tone", "Per")]
    await _last_year(db, writer, approver)
    edition = await people.edition(db, stage=Stage.DECIDING, year=YEAR)
    category = await people.category(db, edition)
    nominees = {
        name: await people.nominee(db, category, await people.company(db, edition, name))
        for name in COMPANIES
    }
    await people.shortlist(db, category, *nominees.values())
    shown = (await pictures.keep(db, pictures.drawn(drawing("#123456"), PHOTOGRAPH))).id
    scene = Scene(edition, category, nominees, writer, approver, shown)
    call = Wording(
        {"nb": "Hvem er årets eksportbedrift?", "en": "Nominate!"},
        {"nb": "Fristen er snart."},
        {"nb": "Meld dem på."},
        picture=shown,
        alt={"nb": "Et skip"},
    )
    await _publish(db, scene, edition, Kind.CALL, call)
    await db.close()
    return scene


async def _last_year(db: Connection, writer: int, approver: int) -> None:
    edition = await people.edition(db, stage=Stage.DECIDING, year=LAST_YEAR)
    category = await people.category(db, edition)
    skarv = await people.nominee(db, category, await people.company(db, edition, "Skarv"))
    await people.shortlist(db, category, skarv)
    scene = Scene(edition, category, {"Skarv": skarv}, writer, approver, 0)
    await decide(db, scene, "Skarv")
    text = Wording({"nb": "Skarv vant", "en": "Skarv won"}, {}, {"nb": "Gratulerer."})
    await _publish(db, scene, edition, Kind.WINNER, text)


async def decide(db: Connection, scene: Scene, winner: str) -> None:
    reason = {"nb": f"{winner} er best. " * len(winner), "en": f"{winner} is best."}
    member = await staff.member(db, scene.writer)
    choice = Choice(scene.nominees[winner], reason)
    await people.decide(db, member, scene.edition, scene.category, choice)


async def _publish(
    db: Connection,
    scene: Scene,
    edition: int,
    kind: Kind,
    text: Wording,
    due: datetime | None = None,
) -> int:
    """Written by one and approved by the other; without a minute it is out at once."""
    writer, approver = [await staff.member(db, one) for one in (scene.writer, scene.approver)]
    ident = await announcements.write(db, writer, edition, kind, text)
    await announcements.approve(db, approver, edition, ident, 1)
    await publishing.schedule(db, approver, edition, ident, 2, due)
    if due is None:
        async with db.transaction():
            assert await publishing.publish_due(db) == 1
    return ident


async def schedule_the_winner(
    db: Connection, scene: Scene, winner: str, due: datetime
) -> "Embargoed":
    """Decided, put into words, with a picture and a quote, approved, and due at the minute."""
    await decide(db, scene, winner)
    place = WINNERS.index(winner)
    drawn = pictures.drawn(drawing(("#aa0000", "#00aa00")[place], 40 + place), PHOTOGRAPH)
    picture = await pictures.keep(db, drawn)
    text = wording(winner, picture.id)
    ident = await _publish(db, scene, scene.edition, Kind.WINNER, text, due)
    for edits in range(place):  # the one is worked on more than the other
        await _work_on(db, scene, f"Utkast {edits}")
        await _depart(db, scene, winner)
    names = [slugs.slug(one) for one in text.headline.values()]
    return Embargoed(ident, winner, names, str(picture.key))


def wording(winner: str, picture: int | None) -> Wording:
    return Wording(
        {"nb": f"{winner} er årets eksportbedrift {YEAR}", "en": f"{winner} wins {YEAR}"},
        {"nb": f"Juryen valgte {winner}.", "en": f"The jury chose {winner}."},
        {"nb": f"{winner} vokser. " * len(winner), "en": "It grows."},
        (Quote({"nb": f"Vi i {winner} jubler."}, {"nb": "Kari Nordmann"}),),
        picture,
        {"nb": f"Folk i {winner}"} if picture else {},
        f"Foto: {winner}",
    )


async def _work_on(db: Connection, scene: Scene, headline: str) -> None:
    member = await staff.member(db, scene.writer)
    text = Wording({"nb": headline}, {}, {})
    await announcements.write(db, member, scene.edition, Kind.FREE, text)


async def _depart(db: Connection, scene: Scene, winner: str) -> None:
    """The decision differs from the standings, and the feedback about that is reviewed already."""
    await db.execute(
        "UPDATE decisions SET departs = true, departure = $2 WHERE category = $1",
        scene.category,
        {"nb": f"{winner} har den beste saken."},
    )
    await db.execute(
        """INSERT INTO feedback (nominee, words, reviewed_by, reviewed_at)
           VALUES ($1, $2, $3, clock_timestamp())""",
        scene.nominees[winner],
        {"nb": f"{winner} vant."},
        scene.approver,
    )
    await audit.record(db, f"staff:{scene.writer}", "feedback.reviewed", edition=scene.edition)


def drawing(colour: str, size: int = 32) -> bytes:
    file = BytesIO()
    Image.new("RGB", (size, size), colour).save(file, "PNG")
    return file.getvalue()


@dataclass(frozen=True)
class Embargoed:
    """What nobody may learn of an instance before the minute."""

    announcement: int
    winner: str
    slugs: Sequence[str]  # that its pages will have
    picture: str  # the name that its picture will have


def addresses(scene: Scene, secrets: Sequence[Embargoed], guesses: int, seed: int) -> list[str]:
    """Every address of the service with what could fill it, and what people guess."""
    numbers = {
        "year": [str(YEAR), str(LAST_YEAR), "2028"],
        "language": [*LANGUAGES, "de"],
        "slug": ["finalists", *(slug for one in secrets for slug in one.slugs)],
        "key": [one.picture for one in secrets],
        "token": ["x.y"],
        "kind": ["winner"],
        "stage": ["announced"],
    }
    found = []
    for place in router.ours():
        if place.method == "GET" and not place.path.startswith("/mailbox"):
            gaps = GAP.findall(place.path)
            for filling in product(*(numbers.get(gap, ["1", "2", "3"]) for gap in gaps)):
                found.append(place.address(**dict(zip(gaps, filling, strict=True))))
    return [*found, *_guessed(secrets, guesses, random.Random(seed))]


def _guessed(secrets: Sequence[Embargoed], guesses: int, chance: random.Random) -> Iterator[str]:
    words = [word for one in secrets for word in (*one.slugs, one.picture, slugs.slug(one.winner))]
    words += ["vinner", "vinneren", "winner", "the-winner", "arets-eksportbedrift", "presse"]
    words += [str(one.announcement) for one in secrets]
    frames = (
        "/{language}/{year}/{word}",
        "/{language}/{year}/{word}-{number}",
        "/{language}/{word}",
        "/{language}/news/{word}",
        "/{language}/winners/{word}",
        "/{language}/winners?q={word}",
        "/{language}/news/?page={number}&q={word}",
        "/{year}/{word}",
        "/{year}/pictures/{word}",
        "/{year}/pictures/{number}",
        "/{year}/pictures/{word}.png",
        "/static/{word}.png",
        "/static/pictures/{word}.jpg",
        "/{word}",
        "/{language}/feed.atom?{word}",
        "/{language}/{year}/winner-{hexadecimal}",
        "/{year}/results.json?{word}",
        "/wp-content/uploads/{year}/11/{word}.png",
        "/{language}/preview/{number}",
        "/staff/{year}/news/{number}/preview/{language}",
        "/staff/{year}/news/{number}/picture",
        "/check/enter/{word}.{hexadecimal}",
    )
    for _ in range(guesses):
        yield chance.choice(frames).format(
            language=chance.choice(LANGUAGES),
            year=chance.choice((YEAR, LAST_YEAR)),
            word=chance.choice(words),
            number=chance.randrange(1, 30),
            hexadecimal=f"{chance.randrange(16**6):06x}",
        )


@dataclass
class Watched:
    """What was asked of both, and where they differed."""

    asked: int = 0
    shown: int = 0
    leaks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.asked} answers of both compared, {self.shown} of them pages"


async def compared(
    clients: Sequence[httpx.AsyncClient], asked: Sequence[str], names: Sequence[str]
) -> Watched:
    """Ask both for everything; what differs, or names what nobody may know, leaks."""
    found = Watched()
    for number, address in enumerate(asked):
        headers = HEADERS[number % len(HEADERS)]
        for method in ("GET", "HEAD") if number % 5 == 0 else ("GET",):
            await _compare(found, clients, method, address, headers, names)
    return found


async def _compare(
    found: Watched,
    clients: Sequence[httpx.AsyncClient],
    method: str,
    address: str,
    headers: dict[str, str],
    names: Sequence[str],
) -> None:
    """What differs once may be a clock, which is in some pages: it is asked twice."""
    found.asked += 1
    for _ in range(2):
        answers = await asyncio.gather(
            *(client.request(method, address, headers=headers) for client in clients)
        )
        one, other = (Answer.of(answer) for answer in answers)
        if one == other:
            found.shown += one.status == 200
            if any(name.encode() in one.body for name in names):
                found.leaks.append(f"{method} {address} tells a name")
            return
    found.leaks.append(f"{method} {address}")


@dataclass
class Turning:
    """Around the minute: when each address last kept silent, and when it first told."""

    minute: datetime
    silent: dict[str, datetime] = field(default_factory=dict)
    told: dict[str, datetime] = field(default_factory=dict)
    early: list[str] = field(default_factory=list)

    def note(self, address: str, began: datetime, ended: datetime, tells: bool) -> None:
        if not tells:
            self.silent[address] = max(began, self.silent.get(address, began))
            return
        self.told.setdefault(address, ended)
        if ended < self.minute:
            self.early.append(address)

    @property
    def late(self) -> float:
        """Seconds after the minute at which the last process still kept silent."""
        return max((one - self.minute).total_seconds() for one in self.silent.values())


async def turned(
    client: httpx.AsyncClient, secret: Embargoed, minute: datetime, until: float
) -> Turning:
    """Ask again and again, each time over a new connection, until so long after the minute."""
    found = Turning(minute)
    while (datetime.now(UTC) - minute).total_seconds() < until:
        for address in TELLING:
            began = datetime.now(UTC)
            answer = await client.get(address)
            tells = secret.winner in answer.text or secret.slugs[0] in answer.text
            found.note(address, began, datetime.now(UTC), tells)
    return found
