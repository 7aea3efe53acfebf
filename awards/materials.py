"""Materials: what a case shows, from the one value it is made of. Pure.

Staff read everything; jurors what was handed in, and what the secretariat corrected. What differs
for staff is marked on the answer itself: whether the jury reads it, and its other versions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from awards import questions, register
from awards.figures import Computed
from awards.questions import Kind, Need, Question, Texts, YearFigures
from awards.snapshots import Snapshot

PAGE = 50  # nominations on a page of a case
MOST_DECIMALS = 2  # of amounts in millions

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Version:
    """What somebody said, once. Jurors are told which side, staff the person too."""

    id: int
    body: str
    at: datetime
    by_staff: bool  # a correction
    reason: str  # of the correction
    person: str | None
    language: str = ""  # of whoever wrote it, where that is known

    @property
    def years(self) -> YearFigures:
        return questions.year_figures(self.body)


@dataclass(frozen=True)
class Answer:
    question: Question
    read: Version | None  # what the jury reads
    versions: Sequence[Version] = ()  # the newest first; none for jurors
    waived: str | None = None  # why staff let the company through all the same

    @property
    def said(self) -> Version | None:
        return self.read or next(iter(self.versions), None)

    @property
    def hidden(self) -> bool:
        """There is an answer, and the jury does not get it."""
        return bool(self.said and (not self.question.shown_to_jury or self.read is None))

    @property
    def newer(self) -> Version | None:
        """What was written since, and not handed in."""
        if not self.read or not self.versions or self.versions[0].id == self.read.id:
            return None
        return self.versions[0]

    @property
    def older(self) -> list[Version]:
        shown = {one.id for one in (self.said, self.newer) if one}
        return [one for one in self.versions if one.id not in shown]

    @property
    def due(self) -> bool:
        """Worth a line: answered, or missing though it was needed."""
        if self.said and questions.answered(self.question, self.said.body):
            return True
        return self.question.need is not Need.NEVER and not self.question.retired


@dataclass(frozen=True)
class Series:
    """One figure over the years, as it was typed, and as far as it can be read."""

    answer: Answer
    typed: YearFigures
    exact: Mapping[int, Fraction]

    @property
    def millions(self) -> dict[int, Fraction]:
        """The same in millions, where they are amounts that two decimals of it can say."""
        found = {year: value / 10**6 for year, value in self.exact.items()}
        readable = all(year in found for year, text in self.typed.figures.items() if text)
        sayable = all(one == 0 or abs(one) >= 1 for one in found.values())
        if questions.measure(self.answer.question) != "money" or not (readable and sayable):
            return {}
        return found if _decimals(found.values()) <= MOST_DECIMALS else {}

    @property
    def decimals(self) -> int:
        return _decimals(self.millions.values())


@dataclass(frozen=True)
class Years:
    """The figures of a case, and what follows from them."""

    years: Sequence[int]
    series: Sequence[Series]
    computed: Computed

    def of(self, figure: str) -> Series | None:
        """The one that is computed with."""
        found = (one for one in self.series if one.answer.question.figure == figure)
        return next(found, None)


@dataclass(frozen=True)
class Reason:
    """What one nominator wrote."""

    relation: str
    works_there: bool
    language: str
    at: datetime
    answers: Sequence[Answer]
    nominator: str | None = None  # only for staff, as is the nomination's id
    nomination: int | None = None


@dataclass(frozen=True)
class Amendment:
    """What staff added after the case was frozen."""

    words: Texts
    at: datetime
    person: str | None  # only for staff


@dataclass(frozen=True)
class Membership:
    kind: str
    may_be_nominated: bool


@dataclass(frozen=True)
class Asked:
    """What became of the questions that the reader, a juror, asked staff about the case."""

    waiting: int
    answered: int
    declined: int

    @property
    def any(self) -> bool:
        return bool(self.waiting or self.answered or self.declined)


@dataclass(frozen=True)
class Case:
    nominee: int
    category: int
    category_name: Texts
    company: int
    name: str
    organisation_number: str | None
    year: int
    everything: bool  # as staff read it
    amendments: Sequence[Amendment]
    snapshot: Snapshot | None  # None: entered by hand
    members_listed: bool
    member: Membership | None
    logo: bool
    informed: bool
    handed_in: datetime | None
    figures: Years | None
    answers: Sequence[Answer]
    nominators: int  # people, however often they wrote
    nominations: int
    page: int
    reasons: Sequence[Reason]  # of this page
    asked: Asked | None = None  # only for the juror who reads it

    @property
    def pages(self) -> int:
        return max(1, -(-self.nominations // PAGE))

    @property
    def silent(self) -> bool:
        """Nothing from the company itself, nor corrected on its behalf."""
        return self.figures is None and not any(one.said for one in self.answers)


def case(row: Row, page: int = 1, *, everything: bool) -> Case:
    """A case from its row; ``material`` is what the database made of it."""
    made = row["material"]
    told = [_answer(one) for one in made["answers"]]
    return Case(
        nominee=row["nominee"],
        category=row["category"],
        category_name=row["category_name"],
        company=row["company"],
        name=row["name"],
        organisation_number=row["organisation_number"],
        year=made["year"],
        everything=everything,
        amendments=[_amendment(one) for one in made["amendments"]],
        snapshot=_snapshot(made["snapshot"]),
        members_listed=made["members_listed"],
        member=Membership(**made["member"]) if made["member"] else None,
        logo=bool(made["logo"]),
        informed=made["informed"],
        handed_in=moment(made["handed_in"]),
        figures=years(told, made["year"]),
        answers=[one for one in told if not _is_series(one) and one.due],
        nominators=made["nominators"],
        nominations=made["nominations"],
        page=page,
        reasons=_reasons(made),
        asked=Asked(**row["asked"]) if "asked" in row else None,
    )


def moment(text: str | None) -> datetime | None:
    """JSON has no moments: they come as text."""
    return datetime.fromisoformat(text) if text else None


def years(told: Sequence[Answer], year: int) -> Years | None:
    """The figures among a company's answers, as one table; none where nothing was answered."""
    asked = questions.years(year)
    series = [_series(one) for one in told if _is_series(one) and one.due]
    # Where a question was retired for another, the one that is asked now counts.
    series.sort(key=lambda one: (one.answer.question.retired, not one.exact))
    if not any(one.typed.any for one in series):
        return None
    bodies = {one.answer.question.id: one.typed.body() for one in series}
    computed = questions.computed([one.answer.question for one in series], bodies, asked)
    return Years(asked, series, computed)


def _is_series(answer: Answer) -> bool:
    return answer.question.kind is Kind.YEAR_FIGURES


def _series(answer: Answer) -> Series:
    typed = questions.year_figures(answer.said.body if answer.said else "")
    read = {year: questions.known(answer.question, text) for year, text in typed.figures.items()}
    return Series(answer, typed, {year: one for year, one in read.items() if one is not None})


def _decimals(values: Iterable[Fraction]) -> int:
    """As few as say all of them."""
    counts = range(MOST_DECIMALS + 1)
    return max(
        (
            next((n for n in counts if (one * 10**n).denominator == 1), len(counts))
            for one in values
        ),
        default=0,
    )


def _answer(row: Row) -> Answer:
    return Answer(
        questions.question(row["question"]),
        _version(row["read"]),
        [Version(**{**one, "at": moment(one["at"])}) for one in row["versions"] or []],
        row["waived"],
    )


def _version(row: Row | None) -> Version | None:
    return Version(**{**row, "at": moment(row["at"])}) if row else None


def _reasons(made: Row) -> list[Reason]:
    asked = [questions.question(one) for one in made["questions"]]
    return [_reason(one, asked) for one in made["reasons"]]


def _reason(row: Row, asked: Sequence[Question]) -> Reason:
    told = [Answer(one, _version(row["answers"].get(str(one.id)))) for one in asked]
    return Reason(
        **{
            **row,
            "at": moment(row["at"]),
            "answers": [one for one in told if one.said and one.said.body],
        }
    )


def _amendment(row: Row) -> Amendment:
    return Amendment(row["words"], datetime.fromisoformat(row["at"]), row["person"])


def _snapshot(row: Row | None) -> Snapshot | None:
    if row is None:
        return None
    facts = register.from_json(row["facts"]) if row["facts"] else None
    times = {name: moment(row[name]) for name in ("fetched_at", "purged_at")}
    return Snapshot(**{**row, **times, "facts": facts})
