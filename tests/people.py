"""The people and things our tests are about, put into the database by name."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from awards import decisions, links
from awards.database import Connection
from awards.decisions import Choice
from awards.sessions import hashed
from awards.staff import Member
from awards.stages import ORDER, Stage
from awards.tokens import Purpose

CRITERIA = (("Growth", 60), ("Spread", 40))


async def award(db: Connection) -> None:
    """An award called Årets eksportbedrift, in bokmål and English."""
    await db.execute(
        """INSERT INTO award (name, organisation, privacy_notice, languages, sender_name, sender,
                              reply_public, reply_jury)
           VALUES ($1, $2, $3, '{nb,en}', 'Helseklyngen', 'pris@helseklyngen.example',
                   'svar@helseklyngen.example', 'jury@helseklyngen.example')""",
        {"nb": "Årets eksportbedrift", "en": "Export company of the year"},
        {"nb": "Helseklyngen", "en": "The Health Cluster"},
        {"nb": "Vi bruker navnet ditt bare til prisen.", "en": "We use your name for the award."},
    )


async def staff(db: Connection, name: str = "Tone", role: str = "administrator") -> int:
    return int(
        await db.fetchval(
            """INSERT INTO staff (name, address, mailbox, role, language)
               VALUES ($1, lower($1) || '@helseklyngen.example',
                       lower($1) || '@helseklyngen.example', $2, 'en') RETURNING id""",
            name,
            role,
        )
    )


async def edition(
    db: Connection, *, stage: Stage = Stage.NOMINATING, year: int = 2027, **changed: Any
) -> int:
    """An edition in a stage; its later moves are planned a month apart, the earlier are done."""
    ident = int(
        await db.fetchval(
            """INSERT INTO editions (year, stage, languages, least_seconds)
               VALUES ($1, $2, '{nb,en}', 0) RETURNING id""",
            year,
            stage,
        )
    )
    now = datetime.now(UTC)
    for place, other in enumerate(ORDER[1:], start=1):
        ahead = place - ORDER.index(stage)
        due = now + timedelta(days=30 * ahead - 15)
        await db.execute(
            "INSERT INTO timetable (edition, stage, due, done_at) VALUES ($1, $2, $3, $4)",
            ident,
            other,
            due,
            due if ahead <= 0 else None,
        )
    for column, value in changed.items():
        await db.execute(f"UPDATE editions SET {column} = $2 WHERE id = $1", ident, value)  # noqa: S608
    await db.execute(
        """INSERT INTO questions (edition, position, label)
           VALUES ($1, 1, '{"nb": "Hvorfor?", "en": "Why?"}')""",
        ident,
    )
    return ident


async def category(db: Connection, edition: int, slug: str = "export", position: int = 1) -> int:
    """A category with two criteria of weight 60 and 40, scored 0-4."""
    ident = int(
        await db.fetchval(
            """INSERT INTO categories (edition, position, slug, name)
               VALUES ($1, $2, $3, jsonb_build_object('nb', $3 || ' nb', 'en', $3 || ' en'))
            RETURNING id""",
            edition,
            position,
            slug,
        )
    )
    for place, (name, weight) in enumerate(CRITERIA, start=1):
        await db.execute(
            """INSERT INTO criteria (category, place, name, help, weight, words)
               VALUES ($1, $2, $3, $4, $5, $6)""",
            ident,
            place,
            {"nb": f"{name} nb", "en": name},
            {"nb": "Hjelp", "en": "Help"},
            weight,
            {"0": {"nb": "Ingen", "en": "None"}, "4": {"nb": "Mye", "en": "Much"}},
        )
    return ident


async def company(
    db: Connection, edition: int, name: str = "Fjordpuls", number: str | None = None
) -> int:
    return int(
        await db.fetchval(
            """INSERT INTO companies (edition, name, organisation_number)
               VALUES ($1, $2, $3) RETURNING id""",
            edition,
            name,
            number,
        )
    )


async def nomination(
    db: Connection,
    category: int,
    company: int,
    *,
    by: str = "Kari",
    state: str = "confirmed",
    why: str = "It grows abroad.",
) -> int:
    """A nomination with its answer; a confirmed one makes its company a nominee."""
    ident = int(
        await db.fetchval(
            """INSERT INTO nominations (edition, category, company, company_name,
                      organisation_number, nominator, address, mailbox, relation, language, state,
                      sent_at, confirmed_at, reason, form_key, form_digest)
               SELECT categories.edition, categories.id,
                      CASE WHEN $4 <> 'sent' THEN companies.id END, companies.name,
                      companies.organisation_number, $3, lower($3) || '@example.org',
                      lower($3) || '@example.org', 'Customer', 'en', $4::nomination_state,
                      clock_timestamp(), clock_timestamp(), 'x', $5, ''
                 FROM categories, companies
                WHERE categories.id = $1 AND companies.id = $2
            RETURNING id""",
            category,
            company,
            by,
            state,
            secrets.token_hex(8),
        )
    )
    await db.execute(
        """INSERT INTO answers (nomination, question, body)
           SELECT nominations.id, questions.id, $2
             FROM nominations JOIN questions USING (edition) WHERE nominations.id = $1""",
        ident,
        why,
    )
    if state == "confirmed":
        await nominee(db, category, company)
    return ident


async def nominee(db: Connection, category: int, company: int, *, state: str = "proposed") -> int:
    return int(
        await db.fetchval(
            """INSERT INTO nominees (category, company, state, reason) VALUES ($1, $2, $3, 'x')
               ON CONFLICT (category, company) DO UPDATE SET state = excluded.state
               RETURNING id""",
            category,
            company,
            state,
        )
    )


async def shortlist(db: Connection, category: int, *nominees: int, number: int = 1) -> int:
    """A fixed shortlist; the id of its round."""
    ident = int(
        await db.fetchval(
            """INSERT INTO rounds (category, number, fixed_at, opened_at)
               VALUES ($1, $2, clock_timestamp(), clock_timestamp()) RETURNING id""",
            category,
            number,
        )
    )
    for nominee in nominees:
        await db.execute("INSERT INTO shortlist (round, nominee) VALUES ($1, $2)", ident, nominee)
        await db.execute("UPDATE nominees SET state = 'shortlisted' WHERE id = $1", nominee)
    await look_through(db)
    return ident


async def winner(db: Connection, category: int, edition: int, name: str) -> int:
    """A company that was judged in a category, and the decision that it won; their nominee."""
    won = await nominee(db, category, await company(db, edition, name), state="shortlisted")
    round = await shortlist(db, category, won)
    await db.execute(
        """INSERT INTO decisions (category, round, nominee, reason, decided_by, two_people,
                                  approved_by, approved_at)
           VALUES ($1, $2, $3, $4, $5, false, $5, clock_timestamp())""",
        category,
        round,
        won,
        {"nb": f"{name} vokser.", "en": f"{name} grows."},
        await staff(db, f"Decides {category}"),
    )
    return won


async def decide(
    db: Connection, by: Member, edition: int, category: int, choice: Choice, version: int = 0
) -> None:
    """Somebody of the staff records who wins, and nobody else has to approve it."""
    await decisions.record(db, by, edition, category, choice, version)
    await db.execute(
        """UPDATE decisions
              SET two_people = false, led = false, approved_by = decided_by,
                  approved_at = decided_at
            WHERE category = $1""",
        category,
    )


async def juror(
    db: Connection, edition: int, name: str = "Ada", *, language: str = "en", chair: bool = False
) -> int:
    """A juror with a seat in every category of the edition, invited and welcomed."""
    ident = int(
        await db.fetchval(
            """INSERT INTO jurors (edition, name, address, mailbox, language, chair, invited_at,
                                   welcomed_at, read_version)
               VALUES ($1, $2, lower($2) || '@jury.example', lower($2) || '@jury.example', $3, $4,
                       clock_timestamp(), clock_timestamp(), 0) RETURNING id""",
            edition,
            name,
            language,
            chair,
        )
    )
    await db.execute(
        "INSERT INTO seats (juror, category) SELECT $1, id FROM categories WHERE edition = $2",
        ident,
        edition,
    )
    await look_through(db)
    return ident


async def look_through(db: Connection) -> None:
    """Every juror there is has looked at the name of every company there is; none is a conflict."""
    await db.execute(
        """INSERT INTO cleared (juror, company)
           SELECT jurors.id, companies.id FROM jurors JOIN companies USING (edition)
           ON CONFLICT DO NOTHING"""
    )


async def contributor(
    db: Connection,
    company: int,
    name: str = "Eli",
    *,
    let_in_by: str = "staff:1",
    origin: str = "staff",
    language: str = "en",
) -> int:
    """Somebody who works on a company's form; with ``let_in_by`` empty they wait."""
    return int(
        await db.fetchval(
            """INSERT INTO contributors (company, name, address, mailbox, language, origin,
                                         let_in_at, let_in_by)
               VALUES ($1, $2, lower($2) || '@company.example', lower($2) || '@company.example',
                       $3, $4, CASE WHEN $5 <> '' THEN clock_timestamp() END, $5) RETURNING id""",
            company,
            name,
            language,
            origin,
            let_in_by,
        )
    )


async def unfinished(db: Connection, edition: int, company: str = "Skarv") -> int:
    """A nomination form that Kari kept to go on with."""
    return int(
        await db.fetchval(
            """INSERT INTO unfinished (edition, form_key, fields, address, mailbox, language)
               VALUES ($1, $2, $3, 'kari@example.org', 'kari@example.org', 'en') RETURNING id""",
            edition,
            secrets.token_hex(8),
            [["company", company], ["address", "kari@example.org"]],
        )
    )


async def follower(
    db: Connection, name: str = "Liv", *, language: str = "en", confirmed: str | None = "1 day"
) -> str:
    """Somebody who is told when nominations open, since so long ago; the id of their link."""
    ident = await db.fetchval(
        """INSERT INTO followers (address, mailbox, language, confirmed_at)
           VALUES ($1 || '@Example.org', lower($1) || '@example.org', $2,
                   clock_timestamp() - $3::text::interval) RETURNING id""",
        name,
        language,
        confirmed,
    )
    return await links.issue(db, Purpose.FOLLOW, ident)


async def sheet(db: Connection, round: int, juror: int, nominee: int, *scores: int | None) -> None:
    """Scores, with a comment at both ends of the scale, as the rules want by themselves."""
    await db.execute(
        """INSERT INTO sheets (round, juror, nominee, scores, comments, score_versions,
                               comment_versions)
           VALUES ($1, $2, $3, $4, $5, $6, $6)""",
        round,
        juror,
        nominee,
        list(scores),
        ["Because." if score in (0, 4) else "" for score in scores],
        [1] * len(scores),
    )


async def ballot(db: Connection, round: int, juror: int) -> int:
    """A confirmed ballot."""
    return int(
        await db.fetchval(
            """INSERT INTO ballots (round, juror, salt, commitment, receipt)
               VALUES ($1, $2, '', '', $3) RETURNING id""",
            round,
            juror,
            secrets.token_hex(6),
        )
    )


async def sign_in(db: Connection, client: httpx.AsyncClient, audience: str, subject: int) -> str:
    """Give a browser a session; audience is staff, juror or nomination. Returns the link's id."""
    link, cookie = secrets.token_urlsafe(9), secrets.token_urlsafe(12)
    await db.execute(
        "INSERT INTO links (id, purpose, subject) VALUES ($1, $2, $3)", link, audience, subject
    )
    await db.execute(
        """INSERT INTO sessions (cookie, audience, link, subject, expires_at)
           VALUES ($1, $2, $3, $4, clock_timestamp() + interval '1 day')""",
        hashed(cookie),
        audience,
        link,
        subject,
    )
    client.cookies.set(audience, cookie, domain="awards.test")
    return link


async def deeds(db: Connection) -> list[str]:
    """What the audit log says was done, in order."""
    return [row["deed"] for row in await db.fetch("SELECT deed FROM events ORDER BY id")]


async def letters(db: Connection) -> list[tuple[str, str]]:
    """Every letter in the outbox: its kind and whom it goes to, in order."""
    rows = await db.fetch("SELECT kind, mailbox FROM letters ORDER BY id")
    return [(row["kind"], row["mailbox"]) for row in rows]
