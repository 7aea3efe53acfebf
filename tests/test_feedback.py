"""Feedback: what judged companies are told, reviewed by staff, sent in one go, and nothing more."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pytest

from awards import editions, feedback, feedback_letters, letters, means, outbox, staff
from awards.database import Connection
from awards.editions import Criterion
from awards.errors import Closed, Conflict, Invalid, NotFound, NotYet
from awards.feedback import Feedback, State
from awards.feedback_letters import Why
from awards.occasions import Void
from awards.scoring import Sheet
from awards.staff import Member
from awards.stages import Stage
from tests import people, smtp
from tests.conftest import settings

pytestmark = pytest.mark.anyio

NAMES = ("Fjordpuls", "Lomvi", "Skarv")
HOSTILE = "<script>alert(1)</script>\nSubject: x =?utf-8?q?=0D=0ABcc:_a@b.no?= {{ 7 * 7 }} %(name)s"


@dataclass
class Judged:
    edition: int
    category: int
    round: int
    companies: dict[str, int]
    nominees: dict[str, int]
    jurors: dict[str, int]
    tone: Member

    async def of(self, db: Connection, name: str = "Fjordpuls") -> Feedback:
        return await feedback.of(db, self.edition, self.nominees[name])

    async def change(
        self, db: Connection, name: str, texts: dict[str, str], *keys: str, version: int = 0
    ) -> bool:
        nominee = self.nominees[name]
        return await feedback.change(db, self.tone, self.edition, nominee, texts, keys, version)

    async def review(self, db: Connection, name: str = "Fjordpuls") -> None:
        found = await self.of(db, name)
        await feedback.review(db, self.tone, self.edition, found.nominee, found.version)

    async def announce(self, db: Connection) -> None:
        await db.execute("UPDATE editions SET stage = 'announced'")


@pytest.fixture
async def judged(db: Connection) -> Judged:
    """Three nominees, judged by Ada and Bo: Fjordpuls 4,3 and 2,3; Lomvi 2,2 twice; Skarv 0,1
    twice. Eli and Jon work on the form of Fjordpuls, Mia on that of Lomvi; nobody on Skarv's."""
    await people.award(db)
    member = await people.staff(db)
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    companies = {name: await people.company(db, edition, name) for name in NAMES}
    nominees = {name: await people.nominee(db, category, companies[name]) for name in NAMES}
    round = await people.shortlist(db, category, *nominees.values())
    jurors = {name: await people.juror(db, edition, name) for name in ("Ada", "Bo")}
    given = {"Ada": ((4, 3), (2, 2), (0, 1)), "Bo": ((2, 3), (2, 2), (0, 1))}
    for name, juror in jurors.items():
        for nominee, scores in zip(nominees.values(), given[name], strict=True):
            await people.sheet(db, round, juror, nominee, *scores)
        await people.ballot(db, round, juror)
    await people.contributor(db, companies["Fjordpuls"], "Eli", language="nb")
    await people.contributor(db, companies["Fjordpuls"], "Jon")
    await people.contributor(db, companies["Lomvi"], "Mia")
    found = Judged(
        edition, category, round, companies, nominees, jurors, await staff.member(db, member)
    )
    await says(db, found, "Ada", "Fjordpuls", "Strong in Sweden.")
    await says(db, found, "Bo", "Fjordpuls", "Bold.")
    return found


async def says(db: Connection, judged: Judged, juror: str, nominee: str, body: str) -> None:
    """A juror's only comment on a nominee, on the first criterion."""
    await db.execute(
        "UPDATE sheets SET comments = ARRAY[$3, ''] WHERE juror = $1 AND nominee = $2",
        judged.jurors[juror],
        judged.nominees[nominee],
        body,
    )


async def decide(db: Connection, judged: Judged, name: str) -> None:
    await db.execute(
        """INSERT INTO decisions (category, round, nominee, reason, decided_by, two_people,
                                  approved_by, approved_at)
           VALUES ($1, $2, $3, $4, $5, false, $5, clock_timestamp())
           ON CONFLICT (category) DO UPDATE
              SET nominee = excluded.nominee, reason = excluded.reason,
                  decided_at = clock_timestamp()""",
        judged.category,
        judged.round,
        judged.nominees[name],
        {"nb": f"{name} vokser.", "en": f"{name} grows."},
        judged.tone.id,
    )


async def sent(db: Connection) -> list[str]:
    """Every letter that waits, as it leaves, in order."""
    found = []
    for row in await db.fetch("SELECT id FROM letters WHERE kind = 'feedback' ORDER BY id"):
        letter = await outbox.letter(db, row["id"])
        assert letter is not None
        found.append((await letters.envelope(db, settings(), letter)).written.text)
    return found


def said(found: Feedback) -> list[tuple[str, str, str]]:
    return [(one.criterion["en"], one.body, one.author) for one in found.comments]


async def send(db: Connection, judged: Judged) -> int:
    """Send what is counted now."""
    counted = await feedback_letters.outlook(db, judged.edition)
    return await feedback_letters.send(db, judged.tone, judged.edition, counted.seen)


async def test_a_nominee_has_its_mean_on_each_criterion_beside_that_of_the_category(
    db: Connection, judged: Judged
) -> None:
    found = await judged.of(db)

    assert [(one.criterion["en"], one.own, one.others) for one in found.figures] == [
        ("Growth", Fraction(75), Fraction(125, 3)),
        ("Spread", Fraction(75), Fraction(50)),
    ]


async def test_under_two_sheets_there_is_no_mean(db: Connection, judged: Judged) -> None:
    await db.execute("DELETE FROM ballots WHERE juror = $1", judged.jurors["Bo"])

    assert [one.figures for one in await feedback.all_of(db, judged.edition)] == [[], [], []]


async def test_of_two_nominees_neither_can_work_out_the_other(
    db: Connection, judged: Judged
) -> None:
    await db.execute(
        "UPDATE nominees SET state = 'withdrawn' WHERE id = $1", judged.nominees["Skarv"]
    )

    found = await judged.of(db)

    assert [(one.own, one.others) for one in found.figures] == [
        (Fraction(75), None),
        (Fraction(75), None),
    ]


async def test_means_are_on_the_scale_of_their_criterion_and_of_no_other(
    db: Connection, judged: Judged
) -> None:
    criteria = (await editions.criteria(db, judged.edition))[judged.category]
    ten = [replace(criteria[0], lowest=1, highest=10), replace(criteria[1], weight=0)]
    sheets = [Sheet(1, 7, (10, 0)), Sheet(2, 7, (1, 4))]

    found = means.figures(ten, sheets, 7)

    assert [(one.own, one.others) for one in found] == [(Fraction(50), None)] * 2
    assert means.figures(ten, sheets, 8) == []
    others = [Sheet(juror, 8, (1, 0)) for juror in (1, 2)]
    others += [Sheet(juror, 9, (1, 4)) for juror in (1, 2)]
    assert [one.others for one in means.figures(ten, sheets + others, 7)] == [
        Fraction(50, 3),
        Fraction(50),
    ]


async def test_comments_stand_by_criterion_and_text_and_their_jurors_are_not_named(
    db: Connection, judged: Judged
) -> None:
    await says(db, judged, "Ada", "Lomvi", "Same.")
    await says(db, judged, "Bo", "Lomvi", "Same.")

    assert said(await judged.of(db)) == [
        ("Growth", "Bold.", ""),
        ("Growth", "Strong in Sweden.", ""),
    ]
    keys = [one.key for one in (await judged.of(db, "Lomvi")).comments]
    assert len(set(keys)) == 2
    await db.execute("UPDATE editions SET score_names = true")
    assert said(await judged.of(db)) == [
        ("Growth", "Bold.", "Bo"),
        ("Growth", "Strong in Sweden.", "Ada"),
    ]


async def test_comments_of_a_sheet_that_does_not_count_are_not_passed_on(
    db: Connection, judged: Judged
) -> None:
    found = await judged.of(db)
    assert await judged.change(db, "Fjordpuls", {}, *[one.key for one in found.comments])

    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
        judged.jurors["Ada"],
        judged.companies["Fjordpuls"],
    )

    assert [one.body for one in (await judged.of(db)).chosen] == ["Bold."]


async def test_the_reason_of_the_decision_is_the_draft_for_the_winner_alone(
    db: Connection, judged: Judged
) -> None:
    await decide(db, judged, "Fjordpuls")

    found = await feedback.all_of(db, judged.edition)

    assert [(one.company, one.wins, one.words) for one in found] == [
        ("Fjordpuls", True, {"nb": "Fjordpuls vokser.", "en": "Fjordpuls grows."}),
        ("Lomvi", False, {}),
        ("Skarv", False, {}),
    ]


async def test_words_and_comments_are_kept_and_a_change_takes_the_review_back(
    db: Connection, judged: Judged
) -> None:
    bold = (await judged.of(db)).comments[0]

    assert await judged.change(db, "Fjordpuls", {"nb": "Modig."}, bold.key)
    await judged.review(db)
    reviewed = await judged.of(db)
    assert not await judged.change(db, "Fjordpuls", {"nb": "Modig."}, bold.key, version=1)
    still = await judged.of(db)
    assert await judged.change(db, "Fjordpuls", {"nb": "Modig."}, version=1)
    changed = await judged.of(db)

    assert [(one.state, one.words, len(one.chosen)) for one in (reviewed, still, changed)] == [
        (State.REVIEWED, {"nb": "Modig."}, 1),
        (State.REVIEWED, {"nb": "Modig."}, 1),
        (State.NOT_REVIEWED, {"nb": "Modig."}, 0),
    ]
    assert await people.deeds(db) == ["feedback.changed", "feedback.reviewed", "feedback.changed"]


async def test_who_writes_after_somebody_else_loses_nothing_and_changes_nothing(
    db: Connection, judged: Judged
) -> None:
    await judged.change(db, "Fjordpuls", {"nb": "Første."})

    with pytest.raises(Conflict):
        await judged.change(db, "Fjordpuls", {"nb": "Andre."})

    assert (await judged.of(db)).words == {"nb": "Første."}


async def test_a_review_keeps_the_draft_as_it_was_then(db: Connection, judged: Judged) -> None:
    await decide(db, judged, "Fjordpuls")

    await judged.review(db)

    found = await judged.of(db)
    assert (found.state, found.version) == (State.REVIEWED, 1)
    assert found.words == {"nb": "Fjordpuls vokser.", "en": "Fjordpuls grows."}


async def test_another_decision_or_a_new_round_takes_reviews_back(
    db: Connection, judged: Judged
) -> None:
    await decide(db, judged, "Fjordpuls")
    await judged.review(db)
    await judged.review(db, "Lomvi")

    await decide(db, judged, "Lomvi")

    assert [one.state for one in await feedback.all_of(db, judged.edition)] == [
        State.NOT_REVIEWED
    ] * 3
    await judged.review(db, "Lomvi")
    await people.shortlist(db, judged.category, judged.nominees["Lomvi"], number=2)
    assert (await judged.of(db, "Lomvi")).state is State.NOT_REVIEWED


async def test_an_empty_letter_is_not_reviewed(db: Connection, judged: Judged) -> None:
    await db.execute("DELETE FROM ballots")

    with pytest.raises(Invalid):
        await judged.review(db, "Skarv")


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.SCREENING])
async def test_nothing_is_prepared_before_judging_has_closed(
    db: Connection, judged: Judged, stage: Stage
) -> None:
    await db.execute("UPDATE editions SET stage = $1", stage)

    with pytest.raises(NotYet):
        await judged.change(db, "Fjordpuls", {"nb": "Modig."})
    with pytest.raises(NotYet):
        await feedback.all_of(db, judged.edition)


async def test_sending_names_who_gets_a_letter_and_who_gets_none(
    db: Connection, judged: Judged
) -> None:
    await judged.review(db)
    await judged.announce(db)

    found = await feedback_letters.outlook(db, judged.edition)

    assert [(one.company, len(people)) for one, people in found.letters] == [("Fjordpuls", 2)]
    assert found.without == [
        ("Lomvi", judged.nominees["Lomvi"], Why.NOT_REVIEWED),
        ("Skarv", judged.companies["Skarv"], Why.NOBODY),
    ]
    assert (found.count, found.sent) == (2, 0)


async def test_somebodys_own_word_that_they_work_there_opens_no_feedback(
    db: Connection, judged: Judged
) -> None:
    await people.contributor(
        db, judged.companies["Skarv"], "Per", let_in_by="contributor:0", origin="nominator"
    )
    await judged.review(db, "Skarv")
    await judged.announce(db)

    found = await feedback_letters.outlook(db, judged.edition)
    await send(db, judged)

    assert ("Skarv", judged.companies["Skarv"], Why.UNKNOWN) in found.without
    assert await people.letters(db) == []


async def test_a_withdrawn_nominee_gets_none(db: Connection, judged: Judged) -> None:
    await judged.review(db, "Lomvi")
    await db.execute(
        "UPDATE nominees SET state = 'withdrawn' WHERE id = $1", judged.nominees["Lomvi"]
    )
    await judged.announce(db)

    found = await feedback_letters.outlook(db, judged.edition)

    assert found.letters == []
    assert ("Lomvi", None, Why.WITHDRAWN) in found.without
    with pytest.raises(NotFound):
        await judged.of(db, "Lomvi")


async def test_what_was_reviewed_after_the_letters_were_counted_does_not_go_along(
    db: Connection, judged: Judged
) -> None:
    await judged.review(db)
    await judged.announce(db)
    counted = await feedback_letters.outlook(db, judged.edition)
    await judged.review(db, "Lomvi")

    with pytest.raises(Conflict):
        await feedback_letters.send(db, judged.tone, judged.edition, counted.seen)

    assert await people.letters(db) == []


async def test_before_the_announcement_nothing_is_sent(db: Connection, judged: Judged) -> None:
    await judged.review(db)

    with pytest.raises(NotYet):
        await send(db, judged)

    assert await people.letters(db) == []


async def test_all_that_is_reviewed_is_sent_once_in_each_readers_language(
    db: Connection, judged: Judged
) -> None:
    bold = (await judged.of(db)).comments[0]
    await judged.change(db, "Fjordpuls", {"nb": "Modig.", "en": "Brave."}, bold.key)
    await judged.review(db)
    await judged.review(db, "Lomvi")
    await judged.announce(db)

    count = await send(db, judged)
    again = await send(db, judged)

    assert (count, again) == (3, 0)
    assert await people.letters(db) == [
        ("feedback", "eli@company.example"),
        ("feedback", "jon@company.example"),
        ("feedback", "mia@company.example"),
    ]
    eli, jon, mia = await sent(db)
    for words in ("Modig.", "Growth nb: 75 (i kategorien: 42)", "Bold."):
        assert words in eli
    for words in ("Brave.", "Growth: 75 (in the category: 42)", "Bold."):
        assert words in jon
    assert "Growth: 50 (in the category: 42)" in mia
    for words in ("Strong in Sweden.", "Ada", "Bo:", "Skarv"):
        assert words not in eli + jon + mia
    assert [one.state for one in await feedback.all_of(db, judged.edition)] == [
        State.SENT,
        State.SENT,
        State.NOT_REVIEWED,
    ]
    deeds = await people.deeds(db)
    assert deeds[-2:] == ["feedback.sent", "feedback.sent"]


async def test_what_is_sent_stands(db: Connection, judged: Judged) -> None:
    await judged.review(db)
    await judged.announce(db)
    await send(db, judged)

    with pytest.raises(Closed):
        await judged.change(db, "Fjordpuls", {"nb": "Annet."}, version=1)
    with pytest.raises(Closed):
        await judged.review(db)


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE nominees SET state = 'withdrawn'",
        "UPDATE contributors SET ended_at = clock_timestamp()",
        "UPDATE editions SET stage = 'archived'",
    ],
)
async def test_a_letter_that_waited_too_long_is_not_sent(
    db: Connection, judged: Judged, gone: str
) -> None:
    await judged.review(db)
    await judged.announce(db)
    await send(db, judged)

    await db.execute(gone)

    with pytest.raises(Void):
        await sent(db)


async def test_text_is_text_in_the_letter(db: Connection, judged: Judged) -> None:
    await says(db, judged, "Ada", "Fjordpuls", HOSTILE)
    comment = next(one for one in (await judged.of(db)).comments if one.body == HOSTILE)
    await judged.change(db, "Fjordpuls", {"nb": HOSTILE, "en": HOSTILE}, comment.key)
    await judged.review(db)
    await judged.announce(db)
    await send(db, judged)

    ident = await db.fetchval("SELECT max(id) FROM letters")
    letter: Any = await outbox.letter(db, ident)
    envelope = await letters.envelope(db, settings(), letter)

    headers = smtp.parsed(envelope.message)
    assert headers["Bcc"] is None
    assert headers["Subject"] == (
        "What the jury thought of Fjordpuls: Export company of the year 2027"
    )
    assert envelope.written.text.count(HOSTILE) == 2
    assert "<script>" not in envelope.written.html
    assert envelope.written.html.count("&lt;script&gt;") == 2
    assert "{{ 7 * 7 }}" in envelope.written.html


async def test_a_recusal_after_the_review_has_it_reviewed_anew(
    db: Connection, judged: Judged
) -> None:
    """The juror's sheet counts no more: the means are others, and their comments are gone."""
    await judged.change(db, "Fjordpuls", {"nb": "Takk."})
    await judged.review(db)
    before = await judged.of(db)

    recusal = await db.fetchval(
        """INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')
           RETURNING id""",
        judged.jurors["Ada"],
        judged.companies["Fjordpuls"],
    )
    without = await judged.of(db)
    await judged.review(db)
    again = await judged.of(db)
    await db.execute(
        """UPDATE recusals SET undone_at = clock_timestamp(), undone_by = $2, undone_reason = 'x'
            WHERE id = $1""",
        recusal,
        judged.tone.id,
    )

    assert (before.state, len(before.figures)) == (State.REVIEWED, 2)
    assert (without.state, len(without.figures)) == (State.NOT_REVIEWED, 0)
    assert again.state is State.REVIEWED
    assert (await judged.of(db)).state is State.NOT_REVIEWED


def test_no_letters_together_tell_what_the_only_juror_of_a_nominee_gave() -> None:
    """The mean of the category times three, less the two others, would be Ada's score on Terne."""
    criterion = Criterion(1, 1, 1, {"nb": "Vekst"}, {}, 100, 0, 4, {}, 1)
    sheets = [Sheet(juror, nominee, (juror + nominee,)) for juror in (1, 2) for nominee in (1, 2)]
    lone = Sheet(1, 4, (3,))

    three = means.figures([criterion], [*sheets, lone], 1)
    four = means.figures([criterion], [*sheets, Sheet(1, 3, (0,)), Sheet(2, 3, (1,)), lone], 1)

    assert [one.others for one in three] == [None]
    assert [one.others for one in four] == [Fraction(25 * (5 + 7 + 1), 6)]
