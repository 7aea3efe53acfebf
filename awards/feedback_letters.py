"""The letters with feedback: who gets one, who gets none and why, and all of them sent in one go.

They go to the people of the company whom the secretariat knows, or somebody it knows has let in:
"I work there" alone opens nobody else's judgement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from awards import audit, contributors, editions, feedback, outbox, stages
from awards.contributors import Contributor
from awards.database import Connection, Queries
from awards.editions import Criterion, Texts
from awards.errors import N_, Conflict
from awards.feedback import Comment, Feedback, State
from awards.means import Figure
from awards.outbox import Letter
from awards.staff import Member
from awards.stages import Action

sql = Queries("feedback_letters")

KIND = "feedback"
COUNT_AGAIN = N_("What goes out has changed since it was counted. Look at the list, and send then.")
SAID = "Steady growth in three markets, and the figures bear it out."


class Why(StrEnum):
    """Why a company gets no letter."""

    NOT_REVIEWED = "not_reviewed"
    NOBODY = "nobody"  # no person of the company is known
    UNKNOWN = "unknown"  # there is only the word of somebody that they work there
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Outlook:
    """What sending would do."""

    letters: list[tuple[Feedback, list[int]]]  # with the people each goes to
    without: list[tuple[str, int | None, Why]]  # company, its id where there is something to do
    sent: int  # feedback that is sent already

    @property
    def count(self) -> int:
        return sum(len(people) for _, people in self.letters)

    @property
    def seen(self) -> str:
        """What goes out, to whom, as the page that counts it shows it."""
        return " ".join(
            f"{one.nominee}:{one.version}:{','.join(map(str, people))}"
            for one, people in self.letters
        )


@dataclass(frozen=True)
class Told:
    """What a letter says."""

    company: str
    category: Texts
    figures: Sequence[Figure]
    words: Texts
    comments: Sequence[Comment]

    @property
    def beside(self) -> bool:
        """The category's means stand beside the nominee's own."""
        return any(one.others is not None for one in self.figures)


async def outlook(db: Connection, edition: int) -> Outlook:
    found = await feedback.all_of(db, edition)
    known, named = await _people(db, found)
    letters, without = [], []
    for one in found:
        if one.state is State.SENT:
            continue
        if not known.get(one.head):
            why = Why.UNKNOWN if one.head in named else Why.NOBODY
            without.append((one.company, one.head, why))
        elif one.state is State.REVIEWED:
            letters.append((one, known[one.head]))
        else:
            without.append((one.company, one.nominee, Why.NOT_REVIEWED))
    gone = [(name, None, Why.WITHDRAWN) for name in await feedback.out_of_it(db, edition)]
    sent = sum(one.state is State.SENT for one in found)
    return Outlook(letters, [*without, *gone], sent)


async def _people(
    db: Connection, found: Sequence[Feedback]
) -> tuple[dict[int, list[int]], set[int]]:
    """Who is known at each company, and the companies where there is anybody at all."""
    known: dict[int, list[int]] = {}
    rows = await sql.people.all(db, heads=[one.head for one in found])
    for row in rows:
        if row["vouched"]:
            known.setdefault(row["head"], []).append(row["contributor"])
    return known, {row["head"] for row in rows}


async def readers(db: Connection, found: Feedback) -> list[Contributor]:
    known, _ = await _people(db, [found])
    return [await contributors.contributor(db, one) for one in known.get(found.head, [])]


async def send(db: Connection, member: Member, edition: int, seen: str) -> int:
    """Send all that is reviewed, in one go, if it is what was ``seen``; how many letters that
    makes. Twice is once."""
    inside = await contributors.held(db, edition)
    inside.require(Action.SEND_FEEDBACK)
    found = await outlook(db, edition)
    if found.letters and found.seen != seen:
        raise Conflict(COUNT_AGAIN)
    for one, people in found.letters:
        if not await feedback.sent(db, one):
            raise Conflict
        for ident in people:
            await _post(db, one, await contributors.contributor(db, ident))
        await audit.record(
            db,
            member.actor,
            "feedback.sent",
            f"nominee:{one.nominee}",
            edition=edition,
            letters=len(people),
        )
    return found.count


async def _post(db: Connection, about: Feedback, to: Contributor) -> None:
    await outbox.post(
        db,
        KIND,
        f"{KIND}:{about.nominee}:{to.id}",
        to.recipient,
        edition=to.edition,
        most=0 if to.confirmed else outbox.MOST_UNCONFIRMED,
        link=(await contributors.link(db, to)).id,
        contributor=to.id,
        nominee=about.nominee,
    )


async def is_due(db: Connection, letter: Letter) -> bool:
    """Whether it is still to be told: the nominee is there, and nobody took anything back."""
    inside = await editions.entered(db, letter.edition or 0)
    if not stages.allows(inside.stage, Action.SEND_FEEDBACK):
        return False
    return bool(await sql.is_sent.value(db, nominee=letter.facts["nominee"]))


async def told(db: Connection, letter: Letter) -> Told:
    found = await feedback.of(db, letter.edition or 0, letter.facts["nominee"])
    return of(found)


def of(found: Feedback) -> Told:
    return Told(found.company, found.category.name, found.figures, found.words, found.chosen)


def sample(criteria: Sequence[Criterion], category: Texts, words: Texts) -> Told:
    """An invented one, on the criteria of a year."""
    points = zip(criteria, range(75, 40, -7), strict=False)
    figures = [Figure(one.name, Fraction(mean), Fraction(mean - 9)) for one, mean in points]
    said = [Comment("", one.name, SAID, "", True, 0, 0, one.place) for one in criteria[:1]]
    return Told("Fjordpuls", category, figures, words, said)
