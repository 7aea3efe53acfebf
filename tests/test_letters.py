"""Letters are written when they are sent: right dates, live links, and nobody gets another's."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette

from awards import contributors, editions, letters, links, occasions, outbox, rendering, specimens
from awards.database import Connection
from awards.letters import KINDS, Envelope
from awards.occasions import Void
from awards.outbox import Letter, Recipient
from awards.tokens import Purpose
from tests import people, smtp
from tests.conftest import BASE_URL, KEYS, settings

pytestmark = pytest.mark.anyio

ADA = Recipient("Ada", "Ada@jury.example", "ada@jury.example", "en")
TONE = Recipient("Tone", "tone@helseklyngen.example", "tone@helseklyngen.example", "nb")


async def written(db: Connection, kind: str, to: Recipient, edition: int, **facts: Any) -> Letter:
    await outbox.post(db, kind, f"{kind}:1", to, edition=edition, **facts)
    ident = await db.fetchval("SELECT max(id) FROM letters")
    found = await outbox.letter(db, ident)
    assert found is not None
    return found


async def to_ada(db: Connection, kind: str, **facts: Any) -> tuple[Letter, str, int]:
    """A letter to the juror Ada, her link, and her edition."""
    await people.award(db)
    edition = await people.edition(db)
    category = await people.category(db, edition)
    nominee = await people.nominee(db, category, await people.company(db, edition))
    await people.shortlist(db, category, nominee)
    juror = await people.juror(db, edition, "Ada")
    link = await links.issue(db, Purpose.JUROR, juror)
    letter = await written(db, kind, ADA, edition, link=link, juror=juror, **facts)
    return letter, link, edition


async def sealed(db: Connection, letter: Letter) -> Envelope:
    return await letters.envelope(db, settings(), letter)


@pytest.mark.parametrize("language", rendering.LANGUAGES)
@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_every_letter_can_be_previewed_in_every_language(
    db: Connection, kind: str, language: str
) -> None:
    await people.award(db)
    edition = await editions.edition(db, await people.edition(db))
    await people.category(db, edition.id)

    seen = await specimens.specimen(db, settings(), kind, language, edition)

    assert seen.subject
    assert BASE_URL in seen.text
    assert BASE_URL in seen.html
    assert "None" not in seen.text
    assert f'lang="{language}"' in seen.html


def test_every_template_belongs_to_a_kind_of_letter() -> None:
    folder = rendering.HERE / "templates/letters"

    kinds = {path.stem for path in folder.glob("*.txt")} - {"letter"}

    assert kinds == set(KINDS)


def test_every_link_leads_to_the_page_with_one_button(app: Starlette) -> None:
    names = {
        Purpose.STAFF: "staff:enter",
        Purpose.JUROR: "jury:enter",
        Purpose.ALARM: "jury:not_me",
        Purpose.TRIAL: "jury:trial",
        Purpose.NOMINATION: "public:open",
        Purpose.UNFINISHED: "public:unfinished",
        Purpose.CONTRIBUTOR: "nominee:enter",
        Purpose.CHECK: "check:enter",
        Purpose.FOLLOW: "public:follow_door",
    }

    for purpose, entrance in letters.ENTRANCES.items():
        given = {"language": "nb"} if "{language}" in entrance else {}
        path = app.url_path_for(names[purpose], token="x.y", **given)
        assert entrance.format(token="x.y", language="nb") == path
    assert app.url_path_for("staff:sign_in") == letters.SIGN_IN
    of_a_follower = app.url_path_for("public:unfollow", language="nb", token="x.y")
    assert letters.STOP.format(token="x.y", language="nb") == of_a_follower


async def test_an_invitation_names_the_juror_the_dates_and_where_an_answer_goes(
    db: Connection,
) -> None:
    letter, _, edition = await to_ada(db, "juror_invitation")
    due = datetime(2027, 11, 12, 11, 0, tzinfo=UTC)
    await db.execute(
        "UPDATE timetable SET due = $2 WHERE edition = $1 AND stage = 'deciding'", edition, due
    )

    envelope = await sealed(db, letter)

    headers = smtp.parsed(envelope.message)
    assert envelope.recipient == "Ada@jury.example"
    assert headers["To"] == "Ada <Ada@jury.example>"
    assert headers["Reply-To"] == "jury@helseklyngen.example"
    assert headers["Message-ID"] == f"<{letter.message_id}>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert envelope.written.subject == (
        "Your link to the jury room of Export company of the year 2027"
    )
    assert "Welcome to the jury, Ada" in envelope.written.text
    assert "Deadline: Friday 12 November 2027 at 12:00 Norwegian time" in envelope.written.text


async def test_a_deadline_that_was_moved_is_right_in_a_letter_that_waited(db: Connection) -> None:
    letter, _, edition = await to_ada(db, "juror_invitation")
    before = (await sealed(db, letter)).written.text

    await db.execute(
        "UPDATE timetable SET due = due + interval '1 year' WHERE edition = $1", edition
    )
    after = (await sealed(db, letter)).written.text

    assert before != after


async def test_a_letter_carries_the_newest_link_and_the_outbox_none(db: Connection) -> None:
    letter, link, _ = await to_ada(db, "juror_invitation")
    await links.renew(db, link)

    (address,) = smtp.links((await sealed(db, letter)).message)

    token = address.removeprefix(f"{BASE_URL}/jury/enter/")
    assert (await links.look(db, KEYS, Purpose.JUROR, token)).id == link
    assert token not in str(letter.facts)


async def test_a_letter_written_twice_is_the_same_letter(db: Connection) -> None:
    letter, _, _ = await to_ada(db, "juror_invitation")

    first, second = await sealed(db, letter), await sealed(db, letter)

    parsed = [smtp.parsed(one.message) for one in (first, second)]
    assert first.written == second.written
    assert len({(one["Message-ID"], one["Date"]) for one in parsed}) == 1


async def test_a_letter_whose_link_was_ended_is_not_written(db: Connection) -> None:
    letter, link, _ = await to_ada(db, "juror_link")
    await links.revoke(db, link)

    with pytest.raises(Void) as refusal:
        await sealed(db, letter)

    assert refusal.value.message == occasions.LINK_ENDED


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE jurors SET excused_at = now(), excused_reason = 'x'",
        "UPDATE jurors SET mailbox = 'other@jury.example'",
    ],
)
async def test_nobody_gets_the_letter_of_a_juror_who_is_gone(db: Connection, change: str) -> None:
    letter, _, _ = await to_ada(db, "juror_invitation")
    await db.execute(change)

    with pytest.raises(Void) as refusal:
        await sealed(db, letter)

    assert refusal.value.message == occasions.OFF_THE_PANEL


async def test_a_reminder_names_what_is_left_and_is_not_sent_when_nothing_is(
    db: Connection,
) -> None:
    letter, _, _ = await to_ada(db, "juror_reminder")

    assert "- export en" in (await sealed(db, letter)).written.text

    round = await db.fetchval("SELECT id FROM rounds")
    await people.ballot(db, round, letter.facts["juror"])
    with pytest.raises(Void) as refusal:
        await sealed(db, letter)
    assert refusal.value.message == occasions.ALL_CONFIRMED


async def test_a_receipt_names_time_counts_code_and_commitment(db: Connection) -> None:
    letter, _, _ = await to_ada(
        db,
        "juror_receipt",
        round=1,
        category={"nb": "Eksport", "en": "Export"},
        receipt="4F7K-2MQX-9HTD",
        commitment="ab" * 32,
        sheets=5,
        abstained=1,
        recused=0,
        confirmed_at="2027-11-10T09:30:00+00:00",
    )

    text = (await sealed(db, letter)).written.text

    assert text.splitlines()[2:11] == [
        "Category: Export",
        "Confirmed: Wednesday 10 November 2027 at 10:30 Norwegian time",
        "Score sheets: 5",
        "Abstained: 1",
        "Recused: 0",
        "Receipt: 4F7K-2MQX-9HTD",
        "",
        "The fingerprint of your ballot:",
        "ab" * 32,
    ]


async def test_a_sign_in_letter_says_until_when_its_link_works(db: Connection) -> None:
    await people.award(db)
    edition = await people.edition(db)
    link = await links.issue(db, Purpose.STAFF, await people.staff(db), single_use=True)
    await db.execute("UPDATE links SET expires_at = '2040-06-01 10:00Z' WHERE id = $1", link)
    letter = await written(db, "staff_sign_in", TONE, edition, link=link)

    envelope = await sealed(db, letter)

    until = "fredag 1. juni 2040 kl. 12.00 norsk tid"
    assert f"Lenken virker fram til {until}, eller til du logger ut." in envelope.written.text
    assert smtp.parsed(envelope.message)["Reply-To"] == "svar@helseklyngen.example"


async def test_a_name_is_text_in_every_part_of_a_letter(db: Connection) -> None:
    letter, _, _ = await to_ada(db, "juror_invitation")
    hostile = "<b>Ada</b> =?utf-8?q?=0D=0ABcc=3A_v=40evil?="

    envelope = await sealed(db, Letter(**{**vars(letter), "name": hostile}))

    assert "<b>Ada" not in envelope.written.html
    assert "<b>Ada</b>" in envelope.written.text
    assert smtp.parsed(envelope.message)["Bcc"] is None


async def to_eli(
    db: Connection, origin: str, kind: str = "company_invitation"
) -> tuple[Letter, int]:
    """A letter to Eli, who works on the form of a nominated company; her edition."""
    await people.award(db)
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    await people.nominee(db, category, company)
    who = await people.contributor(db, company, "Eli", origin=origin)
    eli = await contributors.contributor(db, who)
    await contributors.post(db, kind, eli, company="Fjordpuls AS")
    letter = await outbox.letter(db, await db.fetchval("SELECT max(id) FROM letters"))
    assert letter is not None
    return letter, edition


async def test_a_company_is_told_what_it_is_nominated_for_and_until_when_it_may_answer(
    db: Connection,
) -> None:
    letter, edition = await to_eli(db, "staff")
    due = datetime(2027, 11, 12, 11, 0, tzinfo=UTC)
    await db.execute("UPDATE editions SET case_deadline = $2 WHERE id = $1", edition, due)

    envelope = await sealed(db, letter)

    assert smtp.parsed(envelope.message)["To"] == "Eli <eli@company.example>"
    assert envelope.written.subject == (
        "Fjordpuls AS is nominated for Export company of the year 2027"
    )
    assert "Category: export en" in envelope.written.text
    assert "open until: Friday 12 November 2027 at 12:00 Norwegian time" in envelope.written.text
    assert f"{BASE_URL}/nominee/enter/" in envelope.written.text
    assert f"{BASE_URL}/en/privacy" in envelope.written.text


async def test_a_deadline_that_has_passed_is_not_promised_to_a_company(db: Connection) -> None:
    letter, edition = await to_eli(db, "staff")
    past = datetime(2020, 1, 1, tzinfo=UTC)
    await db.execute("UPDATE editions SET case_deadline = $2 WHERE id = $1", edition, past)

    assert "open until" not in (await sealed(db, letter)).written.text


@pytest.mark.parametrize("kind", ["company_let_in", "company_link"])
async def test_a_letter_to_a_mailbox_nobody_confirmed_names_nothing_and_nobody(
    db: Connection, kind: str
) -> None:
    letter, _ = await to_eli(db, "colleague", kind)

    envelope = await sealed(db, letter)

    assert smtp.parsed(envelope.message)["To"] == "eli@company.example"
    for text in (envelope.written.subject, envelope.written.text, envelope.written.html):
        assert "Fjordpuls" not in text and "Eli" not in text


async def test_nobody_is_asked_to_let_in_somebody_who_is_in(db: Connection) -> None:
    letter, _ = await to_eli(db, "staff", "company_asks_in")

    with pytest.raises(Void) as refusal:
        await sealed(db, letter)

    assert refusal.value.message == occasions.NOBODY_WAITS
