"""Jurors come onto the panel, change, and are excused."""

from dataclasses import replace

import pytest

from awards import panel
from awards.database import Connection
from awards.errors import Closed, Conflict, Invalid, JurorNotSignedIn, NotFound
from awards.panel import Appointment
from awards.sessions import hashed
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


def appointment(*seats: int, name: str = "Ada", chair: bool = False) -> Appointment:
    return Appointment(name, f"{name.lower()}@firm.no", "en", chair, "Firm", list(seats))


async def test_a_juror_is_added_with_seats_and_without_a_letter(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.DRAFT)
    category = await people.category(db, edition)
    await people.category(db, edition, "newcomer", 2)

    ident = await panel.add(db, edition, appointment(category), TONE)

    (juror,) = await panel.jurors(db, edition)
    assert (juror.id, juror.mailbox, juror.seats) == (ident, "ada@firm.no", [category])
    assert juror.invited_at is None
    assert await people.letters(db) == []
    assert await people.deeds(db) == ["juror.added"]


async def test_nobody_gets_a_seat_in_a_category_of_another_year(db: Connection) -> None:
    edition = await people.edition(db)
    other = await people.category(db, await people.edition(db, year=2026))

    await panel.add(db, edition, appointment(other), TONE)

    assert (await panel.jurors(db, edition))[0].seats == []


async def test_a_mailbox_has_one_seat_on_the_panel(db: Connection) -> None:
    edition = await people.edition(db)
    await panel.add(db, edition, appointment(), TONE)

    with pytest.raises(Conflict):
        await panel.add(db, edition, replace(appointment(), address="ADA@firm.no"), TONE)


async def test_the_panel_is_as_it_is_once_the_winner_is_announced(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.ANNOUNCED)

    with pytest.raises(Closed):
        await panel.add(db, edition, appointment(), TONE)


async def test_there_is_one_chair(db: Connection) -> None:
    edition = await people.edition(db)
    await panel.add(db, edition, appointment(name="Ada", chair=True), TONE)
    await panel.add(db, edition, appointment(name="Bo", chair=True), TONE)

    assert [(one.name, one.chair) for one in await panel.jurors(db, edition)] == [
        ("Bo", True),
        ("Ada", False),
    ]


async def test_the_panel_is_listed_in_norwegian_order_with_the_excused_last(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    for name in ("Åse", "Østen", "Bo", "Ada"):
        await panel.add(db, edition, appointment(name=name), TONE)
    ada = next(one for one in await panel.jurors(db, edition) if one.name == "Ada")
    await panel.excuse(db, edition, ada.id, "Ill", TONE)

    assert [one.name for one in await panel.jurors(db, edition)] == ["Bo", "Østen", "Åse", "Ada"]


async def test_a_change_made_from_an_old_page_is_refused(db: Connection) -> None:
    edition = await people.edition(db)
    ident = await panel.add(db, edition, appointment(), TONE)
    await panel.change(db, edition, ident, 1, replace(appointment(), name="Ada B"), TONE)

    with pytest.raises(Conflict):
        await panel.change(db, edition, ident, 1, replace(appointment(), name="Ada C"), TONE)

    assert (await panel.juror(db, edition, ident)).name == "Ada B"


async def test_another_employer_is_asked_about_anew_and_stands_in_the_log(db: Connection) -> None:
    edition = await people.edition(db)
    wanted = replace(appointment(), employer_number="310412031")
    ident = await panel.add(db, edition, wanted, TONE)
    await db.execute("UPDATE jurors SET employer_asked_at = clock_timestamp()")

    await panel.change(db, edition, ident, 1, replace(wanted, name="Ada B"), TONE)
    same = await panel.juror(db, edition, ident)
    await panel.change(db, edition, ident, 2, replace(wanted, employer_number="310412201"), TONE)
    other = await panel.juror(db, edition, ident)

    assert (same.employer_number, same.employer_asked_at is None) == ("310412031", False)
    assert (other.employer_number, other.employer_asked_at) == ("310412201", None)
    detail = await db.fetchval("SELECT detail FROM event_details ORDER BY event DESC LIMIT 1")
    assert detail == {"changed": ["name", "employer_number"]}


async def test_a_new_address_ends_the_link_that_the_old_one_was_sent(db: Connection) -> None:
    edition = await people.edition(db)
    ident = await people.juror(db, edition, "Ada")
    cookie = await signed_in(db, ident)
    juror = await panel.juror(db, edition, ident)
    wanted = Appointment("Ada", "ada@other.no", "en", False, "", [])

    await panel.change(db, edition, ident, juror.version, wanted, TONE)

    with pytest.raises(JurorNotSignedIn):
        await panel.by_cookie(db, cookie)
    detail = await db.fetchval("SELECT detail FROM event_details ORDER BY event DESC LIMIT 1")
    assert detail == {"changed": ["address"]}


async def test_another_name_leaves_the_link_alone(db: Connection) -> None:
    edition = await people.edition(db)
    ident = await people.juror(db, edition, "Ada")
    cookie = await signed_in(db, ident)
    juror = await panel.juror(db, edition, ident)

    await panel.change(
        db, edition, ident, juror.version, replace(juror_as_written(juror), name="Ada B"), TONE
    )

    assert (await panel.by_cookie(db, cookie)).name == "Ada B"


async def test_a_change_to_the_address_of_another_juror_is_refused(db: Connection) -> None:
    edition = await people.edition(db)
    await panel.add(db, edition, appointment(name="Bo"), TONE)
    ident = await panel.add(db, edition, appointment(name="Ada"), TONE)

    with pytest.raises(Conflict):
        await panel.change(db, edition, ident, 1, appointment(name="Bo"), TONE)


async def test_a_seat_with_scores_on_it_is_not_taken_away(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    nominee = await people.nominee(db, category, await people.company(db, edition))
    round = await people.shortlist(db, category, nominee)
    ident = await people.juror(db, edition, "Ada")
    await people.sheet(db, round, ident, nominee, 3, 2)
    juror = await panel.juror(db, edition, ident)

    with pytest.raises(Invalid):
        await panel.change(
            db, edition, ident, juror.version, replace(juror_as_written(juror), seats=[]), TONE
        )

    assert (await panel.juror(db, edition, ident)).seats == [category]


async def test_an_excused_juror_is_out_at_once_and_back_without_a_link(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.JUDGING)
    ident = await people.juror(db, edition, "Ada")
    cookie = await signed_in(db, ident)

    await panel.excuse(db, edition, ident, "Ill", TONE)

    assert (await panel.juror(db, edition, ident)).excused_reason == "Ill"
    with pytest.raises(JurorNotSignedIn):
        await panel.by_cookie(db, cookie)

    await panel.take_back(db, edition, ident, TONE)

    assert (await panel.juror(db, edition, ident)).excused_at is None
    with pytest.raises(JurorNotSignedIn):
        await panel.by_cookie(db, cookie)
    assert await people.deeds(db) == ["juror.excused", "juror.taken_back"]


async def test_a_juror_is_excused_once(db: Connection) -> None:
    edition = await people.edition(db)
    ident = await people.juror(db, edition)
    await panel.excuse(db, edition, ident, "Ill", TONE)

    with pytest.raises(Conflict):
        await panel.excuse(db, edition, ident, "Ill again", TONE)


async def test_nobody_is_excused_or_taken_back_while_the_standings_can_be_seen(
    db: Connection,
) -> None:
    edition = await people.edition(db, stage=Stage.DECIDING)
    ident = await people.juror(db, edition)

    with pytest.raises(Closed):
        await panel.excuse(db, edition, ident, "Ill", TONE)
    with pytest.raises(Closed):
        await panel.take_back(db, edition, ident, TONE)


async def test_a_juror_of_another_year_is_not_found(db: Connection) -> None:
    edition = await people.edition(db)
    other = await people.juror(db, await people.edition(db, year=2026))

    with pytest.raises(NotFound):
        await panel.juror(db, edition, other)
    with pytest.raises(NotFound):
        await panel.excuse(db, edition, other, "Ill", TONE)


def juror_as_written(juror: panel.Appointed) -> Appointment:
    return Appointment(
        juror.name,
        juror.address,
        juror.language,
        juror.chair,
        juror.employer,
        juror.seats,
        employer_number=juror.employer_number,
    )


async def signed_in(db: Connection, juror: int) -> bytes:
    """The hash of the cookie of a session that was just opened."""
    await db.execute(
        "INSERT INTO links (id, purpose, subject) VALUES ('link', 'juror', $1)",
        juror,
    )
    await db.execute(
        """INSERT INTO sessions (cookie, audience, link, subject, expires_at)
           VALUES ($1, 'juror', 'link', $2, clock_timestamp() + interval '1 day')""",
        hashed("cookie"),
        juror,
    )
    return hashed("cookie")
