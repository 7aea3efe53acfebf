"""Announcements to a WordPress that loses answers, while the workers that carry them are killed:
exactly as many posts, each with what it last said, its versions in order.

The harness ships with the fault that it must find: an adapter that posts again whatever was
answered.
"""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from awards import announcements, corrections, database, publishing, staff
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.stages import Stage
from tests import people, scale, wordpress
from tests.conftest import fresh_database
from tests.service import KEY, ROOT
from tests.wordpress import Nastiness, Post, WordPress

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

WORKERS = 2
PATIENCE = 1.2  # seconds; the site is never later than that
LATE = 0.9  # seconds that it takes where it hangs
ENDED = ("sent", "skipped")  # skipped: withdrawn before it had left
CARELESS = Path(__file__).parent / "careless_courier"


@dataclass
class Told:
    """One announcement as we let it out: the headlines and texts it had, one after the other."""

    ident: int
    headlines: list[str]
    bodies: list[str]
    withdrawn: bool = False


@dataclass
class Workers:
    """Worker processes, killed with -9 and started again."""

    url: str
    host: str
    before_path: str = ""
    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="awards-workers-")))
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        while len(self.running) < WORKERS:
            with (self.home / "workers.log").open("ab") as log:
                self.running.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "awards", "worker"],
                        env=self._environment(),
                        stdout=log,
                        stderr=log,
                    )
                )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(filter(None, (self.before_path, str(ROOT)))),
            "DATABASE_URL": self.url,
            "AWARDS_BASE_URL": "http://awards.test",
            "AWARDS_SECRET_KEYS": KEY,
            "AWARDS_REGISTER_URL": "",
            "AWARDS_INNER_HOSTS": self.host,
        }

    @property
    def log(self) -> str:
        return (self.home / "workers.log").read_text("utf-8", "replace")

    def kill(self, chance: random.Random) -> None:
        one = self.running.pop(chance.randrange(len(self.running)))
        one.send_signal(signal.SIGKILL)
        one.wait()

    def stop(self) -> None:
        for one in self.running:
            one.kill()
            one.wait()
        shutil.rmtree(self.home, ignore_errors=True)


@dataclass
class Newsroom:
    """Staff who publish, correct and withdraw, by the rules of the house."""

    db: Connection
    edition: int
    tone: staff.Member
    per: staff.Member

    async def publish(self, number: int) -> Told:
        headline = f"Nyhet {number} – første utgave"
        text = Wording({"nb": headline}, {"nb": "Ingress."}, {"nb": f"Brødtekst {number}."})
        async with self.db.transaction():
            ident = await announcements.write(self.db, self.tone, self.edition, Kind.FREE, text)
            await announcements.approve(self.db, self.per, self.edition, ident, 1)
            await publishing.schedule(self.db, self.per, self.edition, ident, 2, None)
        return Told(ident, [headline], [text.body["nb"]])

    async def correct(self, told: Told) -> None:
        told.headlines.append(f"{told.headlines[0]} rettet {len(told.headlines)}")
        told.bodies.append(f"Rettet {len(told.bodies)} ganger.")
        text = Wording({"nb": told.headlines[-1]}, {}, {"nb": told.bodies[-1]})
        async with self.db.transaction():
            version = await self._version(told)
            await corrections.write(
                self.db, self.tone, self.edition, told.ident, text, {"nb": "Et tall."}, version
            )
            await corrections.let_out(self.db, self.per, self.edition, told.ident, version + 1)

    async def withdraw(self, told: Told) -> None:
        told.withdrawn = True
        async with self.db.transaction():
            version = await self._version(told)
            await announcements.withdraw(
                self.db, self.per, self.edition, told.ident, version, "Feil."
            )

    async def _version(self, told: Told) -> int:
        return (await announcements.announcement(self.db, self.edition, told.ident)).version

    async def are_out(self, told: list[Told]) -> None:
        async with asyncio.timeout(60 + len(told)):
            while await self.db.fetchval(
                "SELECT count(*) FROM announcements WHERE id = ANY($1) AND state = 'scheduled'",
                [one.ident for one in told],
            ):
                await asyncio.sleep(0.1)

    async def left(self) -> dict[str, int]:
        rows = await self.db.fetch("SELECT state::text, count(*) FROM deliveries GROUP BY state")
        return {row["state"]: row["count"] for row in rows if row["state"] not in ENDED}


@asynccontextmanager
async def newsroom(url: str, site: WordPress) -> AsyncIterator[Newsroom]:
    db = await database.connect(url)
    await people.award(db)
    members = [await staff.member(db, await people.staff(db, name)) for name in ("Tone", "Per")]
    edition = await people.edition(db, stage=Stage.ANNOUNCED)
    await db.execute(
        """WITH made AS (
               INSERT INTO channels (kind, name, address, languages, kinds, settings, patience)
                    VALUES ('wordpress', 'Avisen', $1, '{nb}', '{free}', $2, $3)
                 RETURNING id)
           INSERT INTO channel_secrets (channel, secret) SELECT id, $4 FROM made""",
        f"{site.url}/",
        {"user": site.user, "status": "publish", "category": "", "tags": []},
        PATIENCE,
        site.password,
    )
    yield Newsroom(db, edition, *members)
    await db.close()


async def carried(
    site: WordPress, count: int, kills: int, seed: int, before_path: str = ""
) -> tuple[list[Told], dict[str, int]]:
    """Let out so many, correct and withdraw some of them, kill workers; what is left undone."""
    chance = random.Random(seed)
    async with fresh_database() as url, newsroom(url, site) as room:
        workers = Workers(url, site.host, before_path)
        try:
            workers.start()
            told = [await room.publish(number) for number in range(count)]
            await room.are_out(told)
            for one in chance.sample(told, count // 3):
                await room.correct(one)
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(0.2, 2.0))
                await asyncio.to_thread(workers.kill, chance)
                workers.start()
                for one in chance.sample(told, max(1, count // 40)):
                    if not one.withdrawn:
                        await (room.correct if chance.random() < 0.7 else room.withdraw)(one)
            left = await _settled(room)
            secrets = (site.password, site.password.replace(" ", ""), "Nyhet", "nyhet", "Brødtekst")
            assert [one for one in secrets if one in workers.log] == []
        finally:
            await asyncio.to_thread(workers.stop)
    return told, left


async def _settled(room: Newsroom, quiet: float = 100.0) -> dict[str, int]:
    """Until everything is delivered, or nothing has been tried for so long."""
    tries, since = -1, time.monotonic()
    while left := await room.left():
        tried = await room.db.fetchval("SELECT sum(attempts) FROM deliveries")
        if tried != tries:
            tries, since = tried, time.monotonic()
        if set(left) == {"failed"} or time.monotonic() - since > quiet:
            break
        await asyncio.sleep(0.2)
    return left


def faults(told: list[Told], posts: list[Post]) -> list[str]:
    """What readers of the site, or its editors, would wonder about."""
    found = []
    by_headline: dict[str, list[Post]] = {}
    for post in posts:
        by_headline.setdefault(post.versions[0][1].partition(" –")[0], []).append(post)
    for one in told:
        name = one.headlines[0].partition(" –")[0]
        alive = [post for post in by_headline.pop(name, []) if _was_seen(post)]
        if one.withdrawn and not alive:
            continue  # before anybody saw it
        if len(alive) != 1:
            found.append(f"{name}: {len(alive)} posts")
            continue
        found += _wrong(one, alive[0])
    return [*found, *(f"{name}: nobody let that out" for name in by_headline)]


def _was_seen(post: Post) -> bool:
    """Readers saw it: drafts that were thrown away before anybody did are nobody's harm."""
    return any(status == "publish" for status, _, _ in post.versions)


def _wrong(told: Told, post: Post) -> list[str]:
    found = []
    titles = [title for status, title, _ in post.versions if status == "publish"]
    seen = [title for place, title in enumerate(titles) if titles[place - 1 : place] != [title]]
    if seen != (told.headlines[: len(seen)] if told.withdrawn else told.headlines):
        found.append(f"{told.headlines[0]}: shown as {seen}, told as {told.headlines}")
    bodies = dict(zip(told.headlines, told.bodies, strict=True))
    for status, title, content in post.versions:
        if status == "publish" and bodies.get(title, "") not in content:
            found.append(f"{title}: the text is {content}")
    if post.status != ("trash" if told.withdrawn else "publish"):
        found.append(f"{told.headlines[0]}: {post.status}, withdrawn: {told.withdrawn}")
    if post.slug.removesuffix("__trashed")[-2:] in ("-2", "-3", "-4"):
        found.append(f"{told.headlines[0]}: {post.slug}")
    return found


async def test_each_announcement_is_one_post_whatever_is_lost_and_whoever_is_killed() -> None:
    with wordpress.running() as site:
        site.late = LATE
        site.nasty = Nastiness(
            scale.SEED, lose_after=0.3, lose_before=0.1, error_after=0.1, hang=0.05
        )
        told, left = await carried(site, scale.CARRIED, scale.WORKERS_KILLED, scale.SEED)

        found = faults(told, list(site.posts.values()))
        drafts = len(site.posts) - len([one for one in site.posts.values() if _was_seen(one)])
        print(
            f"\n{len(told)} announcements, {sum(len(one.headlines) for one in told)} versions, "
            f"{scale.WORKERS_KILLED} workers killed, {len(site.requests)} requests, "
            f"{drafts} stray drafts thrown away, left {left}, {len(found)} faults"
        )
    assert (found, left) == ([], {})


async def test_an_adapter_that_posts_again_is_found() -> None:
    with wordpress.running() as site:
        site.late = LATE
        site.nasty = Nastiness(scale.SEED, lose_after=0.5)
        told, _ = await carried(site, 8, 1, scale.SEED, str(CARELESS))

        assert faults(told, list(site.posts.values()))


def test_the_checker_tells_what_is_wrong_with_a_site() -> None:
    first = ("publish", "Nyhet 1 – a", "<p>Først.</p>")
    second = ("publish", "Nyhet 1 – a rettet 1", "<p>Så.</p>")
    told = [Told(1, [first[1], second[1]], ["Først.", "Så."])]

    def post(*versions: tuple[str, str, str], status: str = "publish", slug: str = "x") -> Post:
        return Post(1, slug, status, versions=[("draft", first[1], ""), *versions])

    assert faults(told, [post(first, second)]) == []
    assert faults(told, [post(first, first, second)]) == []
    assert faults(told, [post(first, second), post()]) == []
    for wrong in (
        [],
        [post(first)],
        [post(second, first)],
        [post(first, ("publish", second[1], first[2]))],
        [post(first, second), post(first, second)],
        [post(first, second, status="trash")],
        [post(first, second, slug="nyhet-1-2")],
        [post(first, second), Post(2, "y", versions=[("publish", "Nyhet 2 – b", "")])],
    ):
        assert faults(told, wrong)
