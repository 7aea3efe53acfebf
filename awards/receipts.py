"""What nominators get for a nomination: a letter with its link, and a receipt in their browser.

Letters to mailboxes that nobody has confirmed quote none of the nomination.
"""

from dataclasses import dataclass

from awards import links, outbox
from awards.database import Connection, Queries
from awards.editions import Texts
from awards.outbox import Recipient
from awards.tokens import Purpose

sql = Queries("receipts")


@dataclass(frozen=True)
class Receipt:
    """What the browser that sent a nomination is shown."""

    nomination: int
    edition: int
    company_name: str
    category_name: Texts
    address: str


async def receipt(db: Connection, nomination: int) -> Receipt | None:
    """None for junk that staff have emptied: its sender learns no more than anybody."""
    row = await sql.receipt.one(db, id=nomination)
    return Receipt(**row) if row else None


async def write(
    db: Connection, edition: int, nomination: int, to: Recipient, again: int | None
) -> None:
    """The letter with the link; where the same was nominated before, with the link to that."""
    leads_to = again or nomination
    ident = await link(db, leads_to) if again else await _new_link(db, nomination)
    await outbox.post(
        db,
        "nomination_again" if again else "nomination_received",
        f"nomination:{nomination}",
        to,
        edition=edition,
        most=outbox.MOST_UNCONFIRMED,
        link=ident,
        nomination=leads_to,
    )


async def link(db: Connection, nomination: int) -> str:
    """The nomination's link, made to hold again if it does not."""
    known = await links.of_subject(db, Purpose.NOMINATION, nomination)
    if known is None:
        return await _new_link(db, nomination)
    if not known.holds:
        await links.renew(db, known.id)
    return known.id


async def _new_link(db: Connection, nomination: int) -> str:
    return await links.issue(db, Purpose.NOMINATION, nomination)
