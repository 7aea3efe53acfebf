"""Proofs: what a juror keeps to show later that their ballot, and the log around it, is unchanged.

The commitment is theirs at once. The rest would tell, while others still judge, how much was done:
it waits until the round is closed, and judging with it.
"""

from dataclasses import dataclass
from typing import Any

from awards import audit, award, ballots, chain, stages
from awards.ballots import Ballot
from awards.chain import Head
from awards.database import Connection, Queries
from awards.errors import N_, NotFound, NotYet
from awards.panel import Juror
from awards.stages import Action

sql = Queries("proofs")

FORMAT = 1

NOT_CLOSED = N_("The receipt as a file is here when judging has closed.")


@dataclass(frozen=True)
class Proof:
    """What opens a commitment, and the chain that holds it."""

    salt: bytes
    contents: dict[str, Any] | None  # None where an older ballot does not say
    event: int
    head: Head


async def proof(db: Connection, juror: Juror, ballot: Ballot) -> Proof | None:
    """None before judging has closed, and until the deed is sealed."""
    if not ballot.closed or not stages.allows(juror.stage, Action.SEE_STANDINGS):
        return None
    subject = f"ballot:{ballot.ident}"
    event = await sql.sealed.value(db, edition=juror.edition, subject=subject)
    if event is None or ballot.salt is None:
        return None
    return Proof(ballot.salt, _contents(ballot), event, await chain.head(db))


def _contents(ballot: Ballot) -> dict[str, Any] | None:
    """As it was confirmed. An older one is told from its sheets, where they still say the same."""
    if ballot.contents is not None:
        return ballot.contents
    told = ballots.contents_of(ballot)
    same = audit.commitment(ballot.salt or b"", told) == ballot.commitment
    return told if same else None


async def receipt(db: Connection, juror: Juror, ballot: Ballot) -> dict[str, Any]:
    """The receipt as a file that ``awards verify`` reads."""
    found = await proof(db, juror, ballot)
    if found is None:
        raise NotYet(NOT_CLOSED)
    if found.contents is None:
        raise NotFound
    assert ballot.confirmed_at is not None and ballot.commitment is not None
    return {
        "kind": "receipt",
        "format": FORMAT,
        "award": (await award.known(db)).name,
        "year": juror.year,
        "category": ballot.category_name,
        "receipt": ballot.receipt,
        "confirmed_at": ballot.confirmed_at.isoformat(),
        "commitment": ballot.commitment.hex(),
        "salt": found.salt.hex(),
        "contents": found.contents,
        "event": found.event,
        "head": {"height": found.head.height, "hash": found.head.hash.hex()},
    }
