"""What the form of a score sheet shows: each criterion and the note, and what clashes, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from awards import cells
from awards.cells import Note
from awards.editions import Criterion
from awards.errors import N_
from awards.notes import Kept
from awards.rendering import translate
from awards.sheets import Clash, Page

OTHER_SCORE = N_(
    "Elsewhere you have given %(held)s since this page was shown. "
    "Save again, and what is marked here counts."
)
OTHER_COMMENT = N_(
    "Elsewhere you have written «%(held)s» since this page was shown. "
    "Save again, and what stands here is kept."
)


@dataclass(frozen=True)
class Line:
    """A criterion as the form shows it: what is marked, with which versions, and what is wrong."""

    criterion: Criterion
    score: int | None
    comment: str
    score_version: int
    comment_version: int
    score_was: str
    comment_was: str
    error: str = ""
    comment_error: str = ""


@dataclass(frozen=True)
class Aside:
    """The note as the form shows it."""

    body: str
    version: int
    was: str
    error: str = ""


def lines(page: Page, clashes: Mapping[str, Clash], spoken: str) -> list[Line]:
    found = []
    for criterion in page.sheet.criteria:
        place = criterion.place - 1
        score = clashes.get(f"criterion-{criterion.place}")
        comment = clashes.get(f"criterion-{criterion.place}-comment")
        found.append(
            Line(
                criterion=criterion,
                score=int(score.cell.value) if score else page.sheet.scores[place],
                comment=str(comment.cell.value) if comment else page.sheet.comments[place],
                score_version=page.sheet.score_versions[place],
                comment_version=page.sheet.comment_versions[place],
                score_was=cells.mark(page.sheet.scores[place]),
                comment_was=cells.mark(page.sheet.comments[place]),
                error=both(spoken, score) if score else "",
                comment_error=both(spoken, comment) if comment else "",
            )
        )
    return found


def aside(note: Note, kept: Kept | None, spoken: str) -> Aside:
    was = cells.mark(note.body)
    if kept is None or not kept.clashes:
        return Aside(note.body, note.version, was)
    error = both_notes(spoken, kept)
    return Aside(kept.typed.body, note.version, was, error)


def both(spoken: str, clash: Clash) -> str:
    return translate(spoken, OTHER_SCORE if clash.cell.is_score else OTHER_COMMENT, held=clash.held)


def both_notes(spoken: str, kept: Kept) -> str:
    return translate(spoken, OTHER_COMMENT, held=kept.note.body)
