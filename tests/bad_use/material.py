"""What a company said of itself in the scene, what the register and staff said, what was begun."""

from typing import Any

from awards import register
from awards.database import Connection
from awards.register import Facts
from tests import people


async def company_said(db: Connection, found: dict[str, Any]) -> None:
    """A question to companies, what one of them answered, its contact, its logo, its facts."""
    question = await db.fetchval(
        """INSERT INTO questions (edition, form, position, kind, label)
           VALUES ($1, 'company', 1, 'long_text', '{"nb": "Marked?", "en": "Markets?"}')
        RETURNING id""",
        found["edition"],
    )
    picture = await db.fetchval(
        """INSERT INTO pictures (media_type, width, height, content)
           VALUES ('image/png', 16, 16, 'x') RETURNING id"""
    )
    said = [(question, "", "Sweden"), (None, "press_contact", '{"name":"Liv"}')]
    said += [(None, "logo", str(picture)), (None, "accepted", "yes"), (None, "handed_in", "yes")]
    for one in said:
        await db.execute(
            """INSERT INTO company_answers (company, contributor, question, item, body)
               VALUES ($1, $2, $3, $4, $5)""",
            found["company of the contributor"],
            found["contributor"],
            *one,
        )
    facts = Facts(
        number="987654325",
        name="FJORDPULS AS",
        form="AS",
        place="Bergen",
        municipality="Bergen",
        country="NO",
        industry_code="72.110",
        industry_text="Research",
        employees=None,
        employee_band="",
        bankrupt=False,
        winding_up=False,
        dissolved="",
        parent="",
        home_page="https://fjordpuls.example",
        language_form="B",
        email="",
        founded="",
        fetched_at="2026-11-01T12:00:00+00:00",
    )
    await db.execute(
        """WITH made AS (INSERT INTO snapshots (organisation_number, fetched_at, facts)
                         VALUES ($2, clock_timestamp(), $3) RETURNING id)
           UPDATE companies SET snapshot = made.id FROM made WHERE companies.id = $1""",
        found["company of the contributor"],
        facts.number,
        register.as_json(facts),
    )
    found |= {"question of the company": question, "picture": picture}


async def staff_said(db: Connection, found: dict[str, Any]) -> None:
    """What staff asked for, let through, corrected and listed; and a form that was begun."""
    company, staff = found["company of the contributor"], found["person"]
    for ask in ("nomination", "company"):
        found["ask"] = await db.fetchval(
            f"""INSERT INTO asks (edition, {ask}, words, due, asked_by)
                VALUES ($1, $2, 'More.', clock_timestamp() + interval '9 days', $3)
             RETURNING id""",  # noqa: S608
            found["edition"],
            found["nomination"] if ask == "nomination" else company,
            staff,
        )
    await db.execute(
        """INSERT INTO eligibility_overrides (company, question, reason, staff)
           VALUES ($1, $2, 'By the rules.', $3)""",
        company,
        found["question of the company"],
        staff,
    )
    await db.execute(
        "INSERT INTO amendments (company, words, staff) VALUES ($1, $2, $3)",
        company,
        {"nb": "Rettet", "en": "Corrected"},
        staff,
    )
    found["flag"] = await db.fetchval(
        """INSERT INTO flags (juror, nominee, words)
           SELECT jurors.id, nominees.id, 'Is the export figure right?' FROM jurors, nominees
            WHERE jurors.id = $1 AND nominees.id = $2 RETURNING id""",
        found["juror"],
        found["nominee"],
    )
    found["pin"] = await db.fetchval(
        """INSERT INTO pinned (juror, company, reason, staff)
           VALUES ($1, $2, 'She left in 2019.', $3) RETURNING id""",
        found["juror"],
        found["company"],
        staff,
    )
    await db.execute(
        """INSERT INTO members (edition, organisation_number, name, kind)
           VALUES ($1, '987654325', 'Fjordpuls', 'company')""",
        found["edition"],
    )
    found["winner"] = await db.fetchval(
        """INSERT INTO past_winners (year, category, winner, reason, link)
           SELECT year - 9, 'Export', 'Tindra', 'It grew.', 'https://tindra.example/' FROM editions
            WHERE id = $1 RETURNING id""",
        found["edition"],
    )
    found["unfinished"] = await people.unfinished(db, found["edition"])
    await db.execute(
        """INSERT INTO nominations (edition, category, company_name, nominator, address, mailbox,
                  relation, language, sent_at, junk, form_key, form_digest)
           VALUES ($1, $2, 'Skarv', 'Ola', 'ola@example.org', 'ola@example.org', 'None', 'en',
                   clock_timestamp(), 'hidden_field', 'junk ' || $1::bigint, '')""",
        found["edition"],
        found["category"],
    )


async def pictured(db: Connection, found: dict[str, Any]) -> None:
    """The news item has a picture, which readers have seen."""
    picture = await db.fetchrow(
        """INSERT INTO pictures (media_type, width, height, content)
           VALUES ('image/jpeg', 16, 16, 'x') RETURNING id, key"""
    )
    assert picture is not None
    found["key"] = str(picture["key"])
    await db.execute(
        """UPDATE announcements SET picture = $2, alt = '{"nb": "Et fjell.", "en": "A mountain."}'
            WHERE id = $1""",
        found["id"],
        picture["id"],
    )
    await db.execute(
        """INSERT INTO announcement_versions
                  (announcement, version, headline, lead, body, picture, alt, correction, seen_from)
           SELECT id, version, headline, lead, body, picture, alt, '{}', published_at
             FROM announcements WHERE id = $1""",
        found["id"],
    )


async def winner_asked(db: Connection, found: dict[str, Any]) -> None:
    """The company of the contributor wins, and has looked through what will be said about it."""
    await db.execute(
        """INSERT INTO decisions (category, round, nominee, reason, decided_by, two_people,
                                  approved_by, approved_at)
           VALUES ($1, $2, $3, '{"nb": "Modig.", "en": "Brave."}', $4, false, $4,
                   clock_timestamp())""",
        *(found[name] for name in ("category", "round", "nominee", "person")),
    )
    found["check"] = await db.fetchval(
        """INSERT INTO checks (announcement, company, name, address, mailbox, language, passage,
                  written_as, due, asked_by, answered_at, agreed, suggestion)
           VALUES ($1, $2, 'Liv', 'liv@fjordpuls.example', 'liv@fjordpuls.example', 'en',
                   '{"nb": "Modig.", "en": "Brave."}', 1, clock_timestamp() + interval '9 days',
                   $3, clock_timestamp(), false, 'Braver.') RETURNING id""",
        found["id"],
        found["company of the contributor"],
        found["person"],
    )


async def told_afterwards(db: Connection, found: dict[str, Any]) -> None:
    """What the company of the contributor is told of its result, and a comment that goes along."""
    await db.execute(
        "INSERT INTO feedback (nominee, words) VALUES ($1, $2)",
        found["nominee"],
        {"nb": "Modig.", "en": "Brave."},
    )
    await db.execute(
        """INSERT INTO feedback_comments (nominee, round, juror, place)
           SELECT nominee, round, juror, 1 FROM sheets WHERE nominee = $1""",
        found["nominee"],
    )


async def sent_to_a_channel(db: Connection, found: dict[str, Any]) -> None:
    """A channel inside, which is never called, and an announcement that did not get there."""
    found["adapter"] = "webhook"
    found["channel"] = await db.fetchval(
        """INSERT INTO channels (kind, name, address, languages, kinds)
           VALUES ('webhook', 'Intranet ' || $1::integer, 'https://127.0.0.1:1/hook', '{nb,en}',
                   '{free}') RETURNING id""",
        found["year"],
    )
    await db.execute(
        "INSERT INTO channel_secrets (channel, secret) VALUES ($1, 'whsec_AAAA')", found["channel"]
    )
    found["delivery"] = await db.fetchval(
        """WITH publication AS (
               INSERT INTO publications (channel, announcement, language)
               VALUES ($1, $2, 'en') RETURNING id
           )
           INSERT INTO deliveries (publication, position, deed, wording, state, attempts, answer,
                                   tried_at, settled_at)
                SELECT id, 1, 'publish', 1, 'failed', 3, 'No.', clock_timestamp(),
                       clock_timestamp()
                  FROM publication RETURNING id""",
        found["channel"],
        found["id"],
    )
