"""The reception of a company's form: whose link it is, and a new one for a link that has ended.

The answer is the same whether or not a letter leaves; it leaves only to the address on file of
somebody whose way in was not ended, once an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from awards import contributors, links, stages, tokens
from awards.contributors import Contributor
from awards.database import Connection
from awards.stages import Action
from awards.tokens import Purpose


@dataclass(frozen=True)
class Visitor:
    """Who stands at the reception, with a link of ours in their hand."""

    contributor: Contributor
    holds: bool  # the link does, as it is spelt here

    @property
    def welcome(self) -> bool:
        opens = stages.allows(self.contributor.stage, Action.OPEN_LINKS)
        return opens and self.contributor.ended_at is None

    @property
    def may_enter(self) -> bool:
        return self.welcome and self.holds


async def visitor(db: Connection, keys: Sequence[str], token: str) -> Visitor:
    link = await links.known(db, keys, Purpose.CONTRIBUTOR, token)
    _, generation = tokens.read(keys, Purpose.CONTRIBUTOR, token)
    holds = link.holds and generation == link.generation
    return Visitor(await contributors.contributor(db, link.subject), holds)


async def send_new(db: Connection, keys: Sequence[str], token: str) -> Visitor:
    """Send a link that works to the address on file, if its owner may still come in."""
    found = await visitor(db, keys, token)
    await contributors.held(db, found.contributor.edition)
    found = await visitor(db, keys, token)
    if found.welcome:
        await contributors.post(db, "company_link", found.contributor)
    return found
