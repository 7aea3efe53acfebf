"""A juror's one link: sent, reminded of, renewed, shut, and copied when mail fails."""

import pytest

from awards import invitations, links, panel
from awards.database import Connection
from awards.errors import Closed, Conflict, LinkEnded, NotNow, NotYet
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS

pytestmark = pytest.mark.anyio

TONE = "staff:1"


async def uninvited(db: Connection, edition: int, *names: str) -> list[int]:
    found = [await people.juror(db, edition, name) for name in names]
    await db.execute("UPDATE jurors SET invited_at = NULL")
    return found


async def facts(db: Connection) -> list[tuple[str, str, dict[str, object]]]:
    rows = await db.fetch("SELECT kind, occasion, facts FROM letters ORDER BY id")
    return [(row["kind"], row["occasion"], row["facts"]) for row in rows]


async def judging(db: Connection, *names: str) -> tuple[int, int, list[int]]:
    """An edition with a round open, and jurors who have a link: edition, round, jurors."""
    await people.award(db)
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    nominee = await people.nominee(db, category, await people.company(db, edition))
    round = await people.shortlist(db, category, nominee)
    jurors = await uninvited(db, edition, *names)
    await invitations.invite(db, edition, jurors, TONE)
    return edition, round, jurors


async def test_each_juror_is_invited_once_with_a_link_of_their_own(db: Connection) -> None:
    edition = await people.edition(db)
    ada, bo, eva = await uninvited(db, edition, "Ada", "Bo", "Eva")

    assert await invitations.invite(db, edition, [ada, bo], TONE) == 2
    assert await invitations.invite(db, edition, [ada, bo, eva], TONE) == 1

    found = []
    for juror in (ada, bo, eva):
        link = await links.of_subject(db, Purpose.JUROR, juror)
        assert link is not None and link.expires_at is None
        occasion = f"juror-invitation:{juror}"
        found.append(("juror_invitation", occasion, {"link": link.id, "juror": juror}))
    assert await facts(db) == found
    assert await people.deeds(db) == ["juror.invited"] * 3


async def test_an_excused_juror_gets_no_invitation(db: Connection) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    await panel.excuse(db, edition, ada, "Ill", TONE)

    assert invitations.uninvited(await panel.jurors(db, edition)) == []
    assert await invitations.invite(db, edition, [ada], TONE) == 0


async def test_an_invitation_carries_a_link_that_works(db: Connection) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    await invitations.copy(db, KEYS, edition, ada, "Mail is down", TONE)
    await invitations.revoke(db, edition, ada, "Forwarded", TONE)

    await invitations.invite(db, edition, [ada], TONE)

    link = await links.of_subject(db, Purpose.JUROR, ada)
    assert link is not None and link.holds


async def test_a_letter_that_has_not_left_is_called_off_when_the_link_is_shut(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    await invitations.invite(db, edition, [ada], TONE)

    await invitations.revoke(db, edition, ada, "Forwarded", TONE)

    assert await db.fetchval("SELECT state FROM letters") == "failed"


async def test_only_those_with_a_ballot_to_confirm_are_late(db: Connection) -> None:
    edition, round, (ada, bo, eva, per, siv) = await judging(db, "Ada", "Bo", "Eva", "Per", "Siv")
    await people.ballot(db, round, ada)
    await panel.excuse(db, edition, bo, "Ill", TONE)
    await invitations.revoke(db, edition, eva, "Forwarded", TONE)
    await db.execute(
        """INSERT INTO recusals (juror, company, kind)
           SELECT $1, company, 'own_company' FROM nominees""",
        per,
    )

    assert [one.juror.id for one in await invitations.late(db, edition)] == [siv]


async def test_a_late_juror_is_reminded_at_most_once_a_day(db: Connection) -> None:
    edition, _, (ada, bo) = await judging(db, "Ada", "Bo")

    assert await invitations.remind(db, edition, [ada], TONE) == 1
    assert [one.today for one in await invitations.late(db, edition)] == [True, False]
    assert await invitations.remind(db, edition, [ada, bo], TONE) == 1

    assert (await people.letters(db))[2:] == [
        ("juror_reminder", "ada@jury.example"),
        ("juror_reminder", "bo@jury.example"),
    ]
    assert (await people.deeds(db))[2:] == ["juror.reminded"] * 2


async def test_nobody_is_reminded_before_judging_or_after_its_deadline(db: Connection) -> None:
    edition, _, jurors = await judging(db, "Ada")
    await db.execute("UPDATE timetable SET due = clock_timestamp() WHERE stage = 'deciding'")
    with pytest.raises(Closed):
        await invitations.remind(db, edition, jurors, TONE)

    await db.execute("UPDATE editions SET stage = 'screening'")
    with pytest.raises(NotYet):
        await invitations.remind(db, edition, jurors, TONE)


async def test_a_renewed_link_voids_every_token_made_before(db: Connection) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    await invitations.invite(db, edition, [ada], TONE)
    old = await invitations.copy(db, KEYS, edition, ada, "Mail is down", TONE)

    await invitations.renew(db, edition, ada, 1, "Lost", TONE)

    with pytest.raises(LinkEnded):
        await links.opened(db, KEYS, Purpose.JUROR, old)
    new = await invitations.copy(db, KEYS, edition, ada, "Mail is down", TONE)
    assert (await links.opened(db, KEYS, Purpose.JUROR, new)).subject == ada
    assert (await people.letters(db))[1:] == [("juror_link", "ada@jury.example")]


async def test_pressing_twice_renews_a_link_once(db: Connection) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    await invitations.renew(db, edition, ada, 1, "Lost", TONE)

    with pytest.raises(Conflict):
        await invitations.renew(db, edition, ada, 1, "Lost", TONE)

    assert len(await people.letters(db)) == 1


async def test_a_link_that_was_shut_is_neither_copied_nor_shut_again(db: Connection) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    token = await invitations.copy(db, KEYS, edition, ada, "Mail is down", TONE)
    await invitations.revoke(db, edition, ada, "Forwarded", TONE)

    with pytest.raises(LinkEnded):
        await links.opened(db, KEYS, Purpose.JUROR, token)
    with pytest.raises(NotNow):
        await invitations.copy(db, KEYS, edition, ada, "Mail is down", TONE)
    with pytest.raises(NotNow):
        await invitations.revoke(db, edition, ada, "Forwarded", TONE)


async def test_copying_a_link_is_in_the_log_with_its_reason_and_without_the_link(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")

    await invitations.copy(db, KEYS, edition, ada, "Mail is down", TONE)

    assert await people.deeds(db) == ["juror.link_copied"]
    assert await db.fetchval("SELECT detail FROM event_details") == {"reason": "Mail is down"}


async def test_renewing_and_shutting_a_link_are_in_the_log_with_their_reasons(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")

    await invitations.renew(db, edition, ada, 1, "Lost", TONE)
    await invitations.revoke(db, edition, ada, "Forwarded", TONE)

    rows = await db.fetch("SELECT detail FROM event_details ORDER BY event")
    assert await people.deeds(db) == ["juror.link_renewed", "juror.link_revoked"]
    assert [row["detail"] for row in rows] == [{"reason": "Lost"}, {"reason": "Forwarded"}]


async def test_a_link_is_shut_at_every_stage_in_which_links_open(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.ANNOUNCED)
    (ada,) = await uninvited(db, edition, "Ada")
    await invitations.renew(db, edition, ada, 1, "Lost", TONE)
    await invitations.revoke(db, edition, ada, "Forwarded", TONE)

    await db.execute("UPDATE editions SET stage = 'archived'")
    with pytest.raises(Closed):
        await invitations.renew(db, edition, ada, 2, "Lost", TONE)


async def test_an_excused_juror_is_sent_no_link(db: Connection) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    await panel.excuse(db, edition, ada, "Ill", TONE)

    with pytest.raises(Conflict):
        await invitations.renew(db, edition, ada, 1, "Lost", TONE)
    with pytest.raises(Conflict):
        await invitations.copy(db, KEYS, edition, ada, "Mail is down", TONE)


async def test_staff_see_what_became_of_each_letter(db: Connection) -> None:
    edition = await people.edition(db)
    (ada,) = await uninvited(db, edition, "Ada")
    await invitations.invite(db, edition, [ada], TONE)
    await db.execute("UPDATE letters SET state = 'failed', answer = '550 no such mailbox'")
    await invitations.renew(db, edition, ada, 1, "Lost", TONE)

    found = await invitations.letters(db, await panel.juror(db, edition, ada))

    assert [(one.kind, one.state, one.answer) for one in found] == [
        ("juror_link", "waiting", ""),
        ("juror_invitation", "failed", "550 no such mailbox"),
    ]
