"""What waits for a person in a year: the first thing staff see."""

from dataclasses import dataclass
from datetime import datetime

from awards import colleagues, decisions, informing, interests, invitations, moves, stages
from awards.conditions import Sentence
from awards.database import Connection, Queries
from awards.editions import Edition
from awards.stages import Action, Stage

sql = Queries("waiting")


@dataclass(frozen=True)
class Waiting:
    nominations: int  # confirmed, and nobody has gone through them
    letters: int  # refused, or nobody knows
    deliveries: int  # of announcements to channels, that failed
    uninvited: int  # jurors without an invitation
    late: int  # jurors who have not confirmed every ballot
    uninformed: int  # companies that nobody has told that they are nominated
    inform_by: datetime | None  # the first of them
    asking: int  # people who wait to be let in to their company's form
    interests: int  # suggested conflicts that nobody has settled
    flags: int  # questions of jurors about a case
    approvals: int  # decisions that somebody has to approve

    @property
    def total(self) -> int:
        ours = self.nominations + self.letters + self.deliveries + self.uninvited + self.late
        return ours + self.uninformed + self.asking + self.interests + self.flags + self.approvals


@dataclass(frozen=True)
class Next:
    """A move that staff could make from here, and what is in its way."""

    target: Stage
    back: bool
    missing: list[Sentence]


async def waiting(db: Connection, edition: Edition) -> Waiting:
    counts = await sql.counts.one(db, edition=edition.id)
    assert counts is not None
    late = await invitations.late(db, edition.id) if edition.allows(Action.REMIND_JURORS) else []
    uninformed, inform_by = await informing.most_urgent(db, edition)
    opens = edition.allows(Action.OPEN_LINKS)
    asking = (await colleagues.waiting(db, edition.id))[1] if opens else 0
    return Waiting(
        nominations=counts["nominations"] if edition.allows(Action.SCREEN) else 0,
        letters=counts["letters"],
        deliveries=counts["deliveries"],
        uninvited=counts["uninvited"] if _awaits_jurors(edition) else 0,
        late=len(late),
        uninformed=uninformed,
        inform_by=inform_by,
        asking=asking,
        interests=await _interests(db, edition),
        flags=counts["flags"] if edition.allows(Action.AMEND_CASE) else 0,
        approvals=await _approvals(db, edition),
    )


async def _approvals(db: Connection, edition: Edition) -> int:
    if not edition.allows(Action.DECIDE):
        return 0
    return len(await decisions.pending(db, edition.id))


async def _interests(db: Connection, edition: Edition) -> int:
    if not edition.allows(Action.DECLARE_RECUSAL):
        return 0
    return (await interests.suggested(db, edition.id, most=1))[1]


def _awaits_jurors(edition: Edition) -> bool:
    """The jury room is open, and judging has not closed."""
    return edition.allows(Action.ENTER_JURY_ROOM) and not edition.allows(Action.SEE_STANDINGS)


async def following(db: Connection, edition: Edition) -> list[Next]:
    """The moves that may be made by hand, forward first."""
    found = []
    for target in stages.ORDER:
        if stages.may_move(edition.stage, target):
            plan = await moves.plan(db, edition, target)
            found.append(Next(target, plan.back, plan.missing))
    return sorted(found, key=lambda one: one.back)
