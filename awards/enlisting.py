"""Enlisting: a list of jurors is read beside the panel, and who is new on it is added."""

from collections.abc import Collection

from awards import editions, panel, roll
from awards.database import Connection
from awards.panel import Appointment
from awards.roll import Line, Sorting
from awards.stages import Action


async def read(db: Connection, edition: int, text: str, ticked: Collection[int]) -> Sorting:
    """What would become of each line of a list of jurors."""
    year = await editions.edition(db, edition)
    categories = {
        one.id: [one.slug, *one.name.values()] for one in await editions.categories(db, edition)
    }
    lines = roll.read_lines(text, roll.Offered(year.languages, categories, ticked))
    return roll.sort_out(lines, {one.mailbox for one in await panel.jurors(db, edition)})


async def add(
    db: Connection,
    edition: int,
    text: str,
    ticked: Collection[int],
    shown: Collection[str],
    actor: str,
) -> int:
    """Add those jurors of a list, by mailbox, who were shown as new; how many that made.

    The list is read again: who came onto the panel meanwhile is left as they are.
    """
    inside = await editions.entered(db, edition)
    inside.require(Action.CHANGE_PANEL)
    sorting = await read(db, edition, text, ticked)
    wanted = [line for line in (*sorting.new, *sorting.already) if line.mailbox in shown]
    wanted.sort(key=lambda line: line.number)
    leader = roll.leader(wanted)
    added = 0
    for line in wanted:
        appointment = _of_line(line, leads=line is leader)
        added += await panel.take_in(db, inside, appointment, actor) is not None
    return added


def _of_line(line: Line, *, leads: bool) -> Appointment:
    return Appointment(
        line.name,
        line.address,
        line.language,
        leads,
        line.employer,
        line.seats,
        employer_number=line.employer_number,
    )
