"""Completeness: how far a company's form is, part by part, and what keeps it from the jury. Pure.

Requirements come first. Where one is not met, the form stops: of a category that it keeps the
company out of nothing more is asked, and nothing at all where it is of them all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from awards import questions
from awards.questions import Fault, Kind, Need, Question

Bodies = Mapping[int, str]  # question -> what was answered

REQUIREMENTS, FIGURES, COMPANY = "requirements", "figures", "company"


@dataclass(frozen=True)
class Part:
    """Questions under one heading: requirements, figures, the company, or a category."""

    key: str
    category: int | None
    questions: Sequence[Question]


@dataclass(frozen=True)
class Progress:
    """How many questions of a part are done, have to be mended, or wait for an answer."""

    done: int
    mend: int
    left: int

    @property
    def leaf(self) -> str:
        if not self.mend and not self.left:
            return "done"
        return "half" if self.done or self.mend else "open"


@dataclass(frozen=True)
class Checked:
    """What stands against sending a form, and what may come later."""

    faults: Mapping[str, Fault]  # by field of the form
    unmet: Sequence[Question]  # requirements, where staff did not let the company through
    missing: Sequence[Question]  # wanted before judging opens
    stopped: bool  # nothing but requirements is asked
    parts: Sequence[Part]

    @property
    def passes(self) -> bool:
        return not self.faults and not self.stopped


def check(
    asked: Sequence[Question],
    bodies: Bodies,
    categories: Sequence[int],
    overridden: Collection[int],
) -> Checked:
    """Whether a form can be sent: every requirement met, every answer readable, none missing.

    ``categories`` are those in which the company is a nominee, in their order.
    """
    unmet = [one for one in questions.unmet(asked, bodies) if one.id not in overridden]
    reach = _reach(asked, unmet, categories)
    together = questions.impossible(reach, bodies)
    faults = [
        (one, questions.fault(one, bodies.get(one.id, "")) or together.get(one.id)) for one in reach
    ]
    return Checked(
        faults={questions.place(one, fault): fault for one, fault in faults if fault},
        unmet=unmet,
        missing=questions.missing(reach, bodies),
        stopped=_is_out(unmet, categories),
        parts=parts(reach, categories),
    )


def parts(asked: Sequence[Question], categories: Sequence[int]) -> list[Part]:
    """The questions under their headings, requirements first; no heading stands alone."""
    rest = [one for one in asked if not one.rule]
    others = [one for one in rest if one.kind is not Kind.YEAR_FIGURES]
    found = [
        Part(REQUIREMENTS, None, [one for one in asked if one.rule]),
        Part(FIGURES, None, [one for one in rest if one not in others]),
        Part(COMPANY, None, [one for one in others if one.category is None]),
    ]
    for category in categories:
        own = [one for one in others if one.category == category]
        found.append(Part(f"category-{category}", category, own))
    return [part for part in found if part.questions]


def progress(checked: Checked, bodies: Bodies) -> list[Progress]:
    """How far each part is. An answer that is missing is left, not a thing to mend."""
    return [_progress(part, bodies, checked) for part in checked.parts]


def _progress(part: Part, bodies: Bodies, checked: Checked) -> Progress:
    empty = [one for one in part.questions if not questions.answered(one, bodies.get(one.id, ""))]
    wrong = [one for one in part.questions if one not in empty and _is_wrong(one, checked)]
    return Progress(
        done=len(part.questions) - len(empty) - len(wrong),
        mend=len(wrong),
        left=sum(one.need is not Need.NEVER for one in empty),
    )


def _is_wrong(question: Question, checked: Checked) -> bool:
    of_years = f"{question.field}-"
    named = any(f == question.field or f.startswith(of_years) for f in checked.faults)
    return named or question in checked.unmet


def _is_out(unmet: Sequence[Question], categories: Sequence[int]) -> bool:
    """One requirement of all categories is enough, or one of each."""
    out = {one.category for one in unmet}
    return None in out or (bool(out) and set(categories) <= out)


def _reach(
    asked: Sequence[Question], unmet: Sequence[Question], categories: Sequence[int]
) -> list[Question]:
    """What is asked still: requirements always, the rest where no unmet one stands before it."""
    out, ended = {one.category for one in unmet}, _is_out(unmet, categories)
    return [one for one in asked if one.rule or not (ended or one.category in out)]
