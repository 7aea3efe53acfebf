"""A whole year with one of everything, so that every address of the service leads somewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.routing import Mount, Route

from awards import audit, links, rules
from awards.database import Connection
from awards.routes import routes
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.bad_use import material
from tests.conftest import KEYS

YEAR = 2027
PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True)
class Place:
    """A route of the service: who it is for, and its address as the router has it."""

    audience: str
    name: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, scene: dict[str, Any], **other: Any) -> str:
        known = {**scene, "token": scene[f"token of {self.audience}"], **other}
        if "/nominate/open/" in self.path and "token" not in other:
            known["token"] = scene["token of unfinished"]
        if "follow/" in self.path and "token" not in other:
            known["token"] = scene["token of a follower"]
        if "/not-me/" in self.path and "token" not in other:
            known["token"] = scene["token of an alarm"]
        if "/trial/" in self.path and "token" not in other:
            known["token"] = scene["token of a trial"]
        if {"ballot", "recusal"} & set(self.idents) and "juror" not in other:
            known["juror"] = scene.get("juror who confirmed", known.get("juror"))
        if "/letters/" in self.path:
            known["kind"] = "nomination_received"
        return PARAMETER.sub(lambda found: str(known[found[1]]), self.path)

    @property
    def idents(self) -> list[str]:
        return [name for name, kind in PARAMETER.findall(self.path) if kind == "ident"]


def places() -> Iterator[Place]:
    """Every route there is, from the router."""
    for one in routes:
        if isinstance(one, Route):
            yield from _of("public", "", one)
        elif isinstance(one, Mount) and one.name != "static":
            for route in one.routes:
                assert isinstance(route, Route)
                yield from _of(one.name or "", one.path, route)


def _of(audience: str, before: str, route: Route) -> Iterator[Place]:
    for method in sorted((route.methods or set()) - {"HEAD"}):
        yield Place(audience, route.name, method, before + route.path)


async def scene(db: Connection, stage: Stage = Stage.JUDGING, said: str = "") -> dict[str, Any]:
    """What the parameters of the addresses stand for. ``said`` replaces every text people type."""
    await people.award(db)
    staff = await people.staff(db, "Tone")
    found = await _year(db, stage)
    found |= {"year": YEAR, "language": "en", "spoken": "en", "person": staff}
    found["token of staff"] = await token(db, Purpose.STAFF, staff)
    await material.company_said(db, found)
    await material.staff_said(db, found)
    found["token of unfinished"] = await token(db, Purpose.UNFINISHED, found["unfinished"])
    follower = await links.by_id(db, await people.follower(db))
    found["token of a follower"], found["follower"] = links.token(KEYS, follower), follower.subject
    found["id"] = await _announcement(db, found["edition"], staff)
    await material.pictured(db, found)
    await material.winner_asked(db, found)
    await material.told_afterwards(db, found)
    await material.sent_to_a_channel(db, found)
    found["token of check"] = await token(db, Purpose.CHECK, found["check"])
    if said:
        await rules.seal(db, found["edition"])
        await _say(db, said)
        await rules.seal(db, found["edition"], said)
    return found


async def another(db: Connection) -> dict[str, Any]:
    """The year before, with other people and things: nothing of it is in this year's reach."""
    staff = await people.staff(db, "Berit")
    found = await _year(db, Stage.JUDGING, YEAR - 1)
    found |= {"year": YEAR - 1, "language": "en", "spoken": "en", "person": staff}
    await material.company_said(db, found)
    await material.staff_said(db, found)
    found["id"] = await _announcement(db, found["edition"], staff)
    await material.pictured(db, found)
    await material.winner_asked(db, found)
    await material.told_afterwards(db, found)
    await material.sent_to_a_channel(db, found)
    return found


async def _year(db: Connection, stage: Stage, year: int = YEAR) -> dict[str, Any]:
    edition = await people.edition(db, stage=stage, year=year)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    other = await people.company(db, edition, "Lomvi")
    nomination = await people.nomination(db, category, company)
    await people.nomination(db, category, other, by="Per", state="sent")
    nominee = await people.nominee(db, category, company)
    rival = await people.nominee(db, category, other)
    round = await people.shortlist(db, category, nominee, rival)
    eli = await people.contributor(db, company)
    ada, bo = await people.juror(db, edition, "Ada"), await people.juror(db, edition, "Bo")
    await people.sheet(db, round, bo, nominee, 3, 2)
    return {
        "edition": edition,
        "category": category,
        "company": other,
        "nomination": nomination,
        "nominee": nominee,
        "round": round,
        "juror": ada,
        "juror who confirmed": bo,
        "contributor": eli,
        "company of the contributor": company,
        "ballot": await people.ballot(db, round, bo),
        "recusal": await _recusal(db, bo, other),
        "question": await db.fetchval("SELECT min(id) FROM questions WHERE edition = $1", edition),
        "criterion": await db.fetchval(
            "SELECT min(id) FROM criteria WHERE category = $1", category
        ),
        "letter": await _letter(db, edition, nomination),
        "stage": "deciding",
        "kind": "free",
        "slug": "news-of-the-year",
        "token of health": "",
        "token of jury": await token(db, Purpose.JUROR, ada),
        "token of an alarm": await token(db, Purpose.ALARM, ada),
        "token of a trial": await token(db, Purpose.TRIAL, ada),
        "token of nominee": await token(db, Purpose.CONTRIBUTOR, eli),
        "token of public": await token(db, Purpose.NOMINATION, nomination),
    }


async def token(db: Connection, purpose: Purpose, subject: int) -> str:
    return links.token(KEYS, await links.by_id(db, await links.issue(db, purpose, subject)))


async def _recusal(db: Connection, juror: int, company: int) -> int:
    return int(
        await db.fetchval(
            """INSERT INTO recusals (juror, company, kind, words)
               VALUES ($1, $2, 'other', 'We are cousins.') RETURNING id""",
            juror,
            company,
        )
    )


async def _letter(db: Connection, edition: int, nomination: int) -> int:
    link = await links.issue(db, Purpose.NOMINATION, nomination)
    return int(
        await db.fetchval(
            """INSERT INTO letters (kind, occasion, edition, name, address, mailbox, language,
                                    facts, state, message_id)
               VALUES ('nomination_received', 'x' || $1::bigint, $1, 'Kari', 'kari@example.org',
                       'kari@example.org', 'en', $2, 'unknown', 'x' || $1::bigint) RETURNING id""",
            edition,
            {"link": link, "nomination": nomination},
        )
    )


async def _announcement(db: Connection, edition: int, staff: int) -> int:
    return int(
        await db.fetchval(
            """WITH item AS (
                   INSERT INTO announcements (edition, kind, state, slug, headline, lead, body,
                          written_by, approved_by, two_people, published_at, updated_at)
                   VALUES ($1, 'free', 'published', 'x', '{"en": "News", "nb": "Nytt"}',
                           '{"en": "Lead"}', '{"en": "Body"}', $2, $2, false, clock_timestamp(),
                           clock_timestamp())
                RETURNING id
               )
               INSERT INTO announcement_addresses (edition, announcement, language, slug)
                    SELECT $1, item.id, unnest(editions.languages), 'news-of-the-year'
                      FROM item, editions WHERE editions.id = $1
                 RETURNING announcement""",
            edition,
            staff,
        )
    )


TYPED = {
    "award": ("name", "organisation", "privacy_notice", "sender_name"),
    "staff": ("name",),
    "editions": ("introduction",),
    "categories": ("name", "description"),
    "criteria": ("name", "help", "words", "evidence"),
    "questions": ("label", "help"),
    "companies": ("name",),
    "contributors": ("name",),
    "company_answers": ("reason",),
    "eligibility_overrides": ("reason",),
    "asks": ("words",),
    "amendments": ("words",),
    "flags": ("words",),
    "members": ("name", "kind"),
    "nominations": ("company_name", "nominator", "relation", "reason"),
    "answers": ("body",),
    "nominees": ("reason",),
    "jurors": ("name", "employer", "extended_reason"),
    "rounds": ("reason",),
    "recusals": ("words",),
    "pinned": ("reason",),
    "sheets": ("comments",),
    "announcements": ("headline", "lead", "body"),
    "checks": ("name", "passage", "suggestion"),
    "decisions": ("reason", "departure"),
    "feedback": ("words",),
    "past_winners": ("category", "winner", "reason"),
    "channels": ("name",),
    "deliveries": ("answer",),
    "letters": ("name", "answer"),
}


async def _say(db: Connection, said: str) -> None:
    """Put a text wherever people may have typed one, and the register may say it."""
    fields = [[name, said] for name in ("company", "nominator", "address", "relation")]
    await db.execute("UPDATE unfinished SET fields = $1", fields)
    await db.execute("UPDATE company_answers SET body = $1 WHERE question IS NOT NULL", said)
    contact = {"name": said, "address": said, "telephone": said}
    await db.execute(
        "UPDATE company_answers SET body = $1 WHERE item = 'press_contact'",
        audit.canonical(contact),
    )
    texts = dict.fromkeys(("name", "place", "municipality", "industry_text", "home_page"), said)
    await db.execute("UPDATE snapshots SET facts = facts || $1", texts)
    await db.execute(
        """UPDATE jurors SET extended_reason = 'x',
                             extended_until = clock_timestamp() + interval '20 days'"""
    )
    await db.execute(
        "INSERT INTO notes (juror, nominee, body) SELECT juror, nominee, $1 FROM flags", said
    )
    await db.execute(
        """INSERT INTO reopened_ballots (ballot, round, juror, confirmed_at, salt, commitment,
                                         receipt, reopened_by, reason)
           SELECT 0, rounds.id, jurors.id, clock_timestamp(), '', '', 'x', staff.id, $1
             FROM rounds, jurors, staff WHERE jurors.name = 'Ada' LIMIT 1""",
        said,
    )
    rows = await db.fetch(
        """SELECT table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public'"""
    )
    kinds = {(row["table_name"], row["column_name"]): row["data_type"] for row in rows}
    for table, columns in TYPED.items():
        for column in columns:
            kind = kinds[table, column]
            values = {"jsonb": {"nb": said, "en": said}, "ARRAY": [said, said]}
            value = values.get(kind, said)
            if (table, column) == ("criteria", "words"):
                value = {"0": values["jsonb"], "4": values["jsonb"]}
            await db.execute(f"UPDATE {table} SET {column} = $1", value)  # noqa: S608


async def as_everybody(db: Connection, client: httpx.AsyncClient, scene: dict[str, Any]) -> None:
    """One browser that is staff member, juror, nominator and contributor in one, and more."""
    await people.sign_in(db, client, "staff", scene["person"])
    await people.sign_in(db, client, "juror", scene["juror"])
    await people.sign_in(db, client, "nomination", scene["nomination"])
    await people.sign_in(db, client, "contributor", scene["contributor"])
    await people.sign_in(db, client, "unfinished", scene["unfinished"])
    await people.sign_in(db, client, "check", scene["check"])


async def dump(db: Connection, *but: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    tables = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    for name in sorted({row["tablename"] for row in tables} - set(but)):
        rows = await db.fetch(f"SELECT t::text AS row FROM {name} t")  # noqa: S608
        found[name] = sorted(row["row"] for row in rows)
    return found
