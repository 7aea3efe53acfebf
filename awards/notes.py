"""Private notes: what a juror writes for themselves about a nominee.

Nobody else reads them and they count nowhere, so that no event speaks of them. They are written as
long as the case is open to their juror: also when the ballot is confirmed, and judging is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from awards.cells import LONGEST_COMMENT, Note, mark, number
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Conflict, ConflictsFirst, Invalid, NotFound
from awards.panel import Juror

sql = Queries("notes")

FIELD = "note"
TOO_LONG = N_("This note is too long: at most %(most)s characters.")


@dataclass(frozen=True)
class Typed:
    """A note as it was typed, and the version that stood beside it."""

    body: str
    shown: int


@dataclass(frozen=True)
class Kept:
    """A note as it now stands, and what was typed: they differ if it was changed elsewhere."""

    note: Note
    typed: Typed

    @property
    def clashes(self) -> bool:
        return self.note.body != self.typed.body


def typed(body: str, shown: str) -> Typed:
    if len(body) > LONGEST_COMMENT:
        raise Invalid(TOO_LONG, most=LONGEST_COMMENT)
    return Typed(body, number(shown))


def of_form(fields: Mapping[str, str]) -> Typed | None:
    """The note of a whole form, unless it is as it was shown."""
    body = fields.get(FIELD, "")
    if mark(body) == fields.get(f"{FIELD}-was", ""):
        return None
    return typed(body, fields.get(f"{FIELD}-version", ""))


async def save(db: Connection, inside: Entered, juror: Juror, nominee: int, typed: Typed) -> Kept:
    """Keep a note if it is still as it was shown; else what was written elsewhere stands."""
    row = await sql.save.one(
        db,
        juror=juror.id,
        nominee=nominee,
        body=typed.body,
        shown=typed.shown,
        now=inside.now,
    )
    if row is None or row["recused"]:
        raise NotFound
    if not row["declared"]:
        raise ConflictsFirst
    if row["version"] is None:
        raise Conflict
    return Kept(Note(row["body"], row["version"], row["saved_at"]), typed)
