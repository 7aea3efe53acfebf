"""What must be there before an edition moves, and what a move does, in sentences. Pure.

A sentence is a message with its fields, said in the reader's language when it is shown. What is
missing stops a move; what is short needs somebody to answer for it with a reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from awards.errors import N_
from awards.formats import moment
from awards.rendering import translate
from awards.stages import Stage
from awards.words import choose

Sentence = tuple[str, dict[str, Any]]  # fields may be texts by language, and moments


@dataclass(frozen=True)
class Grounds:
    """The edition as a move looks at it."""

    now: datetime
    quorum: int
    due: Mapping[Stage, datetime]
    categories: Sequence[Mapping[str, Any]]  # name, weight, fixed, nominees, jurors, ballots
    counts: Mapping[str, int]  # questions, pending, uninvited, announcing, links
    under_quorum: Sequence[tuple[dict[str, str], str, int]] = ()  # category, company, sheets
    more_time: Sequence[tuple[str, datetime]] = ()  # who was given more, until when

    def passed(self, stage: Stage) -> bool:
        return stage in self.due and self.due[stage] <= self.now

    def where(self, lacking: Callable[[Mapping[str, Any]], bool], message: str) -> list[Sentence]:
        """The sentence for each category that lacks something."""
        return [(message, dict(one)) for one in self.categories if lacking(one)]


@dataclass(frozen=True)
class Outlook:
    missing: list[Sentence] = field(default_factory=list)
    short: list[Sentence] = field(default_factory=list)
    effects: list[Sentence] = field(default_factory=list)


def said(sentence: Sentence, language: str, zone: str) -> str:
    """A sentence in a reader's language, its moments in the award's zone."""
    message, fields = sentence
    spoken = dict(fields)
    for name, value in fields.items():
        if isinstance(value, datetime):
            spoken[name] = moment(language, value, zone)
        elif isinstance(value, dict):
            spoken[name] = choose(value, language)[0]
    return translate(language, message, **spoken)


def _weights(grounds: Grounds) -> list[Sentence]:
    return grounds.where(
        lambda one: one["weight"] != 100,
        N_("The weights in «%(name)s» add up to %(weight)s, not to 100."),
    )


def nominating(grounds: Grounds) -> Outlook:
    missing = _weights(grounds)
    if not grounds.categories:
        missing.append((N_("There is no category yet. Make at least one."), {}))
    if not grounds.counts["questions"]:
        missing.append((N_("The nomination form has no question yet. Write one."), {}))
    closes = grounds.due.get(Stage.SCREENING)
    if closes is None:
        missing.append((N_("The timetable does not say when nominations close."), {}))
        return Outlook(missing)
    if closes <= grounds.now:
        passed = N_("The deadline for nominations was %(closes)s. Set one that is still to come.")
        missing.append((passed, {"closes": closes}))
    return Outlook(
        missing,
        effects=[
            (
                N_("The public form opens. Anybody can nominate until %(closes)s."),
                {"closes": closes},
            ),
            (N_("Categories and languages stay as they are from then on."), {}),
        ],
    )


def screening(grounds: Grounds) -> Outlook:
    effects: list[Sentence] = [
        (N_("Nobody can nominate any more, or mend what they sent."), {}),
        (N_("You can reject, join and choose for the shortlist."), {}),
    ]
    if grounds.counts["pending"]:
        pending = N_(
            "Nominations that wait for their nominator: %(pending)s. They count if they are "
            "confirmed in time; the others lapse."
        )
        effects.append((pending, dict(grounds.counts)))
    closes = grounds.due.get(Stage.SCREENING)
    if closes is not None and closes > grounds.now:
        early = N_("This is before the deadline that everybody can read: %(closes)s.")
        effects.append((early, {"closes": closes}))
    return Outlook(effects=effects)


def judging(grounds: Grounds) -> Outlook:
    missing = _weights(grounds)
    missing += grounds.where(
        lambda one: not one["fixed"], N_("The shortlist of «%(name)s» is not fixed yet.")
    )
    missing += grounds.where(
        lambda one: one["fixed"] and not one["nominees"],
        N_("There is nobody on the shortlist of «%(name)s»."),
    )
    missing += grounds.where(
        lambda one: not one["jurors"], N_("No juror has a seat in «%(name)s».")
    )
    if grounds.counts["pending"]:
        pending = N_(
            "Nominations that wait for their nominator: %(pending)s. They have to be confirmed, "
            "or lapse, first."
        )
        missing.append((pending, dict(grounds.counts)))
    closes = grounds.due.get(Stage.DECIDING)
    if grounds.passed(Stage.DECIDING):
        passed = N_("The jury's deadline was %(closes)s. Set one that is still to come.")
        missing.append((passed, {"closes": closes}))
    return Outlook(missing, effects=_of_judging(grounds, closes))


def _of_judging(grounds: Grounds, closes: datetime | None) -> list[Sentence]:
    effects: list[Sentence] = [
        (N_("The rules are sealed, and the fingerprint of their text is public."), {}),
        (N_("Cases and shortlists stay as they are from then on."), {}),
    ]
    if closes is not None:
        effects.append((N_("The jury can score until %(closes)s."), {"closes": closes}))
    if grounds.counts["silent"]:
        silent = N_(
            "Companies on the shortlists that have not sent their case: %(silent)s. They are judged"
            " on what is known."
        )
        effects.append((silent, dict(grounds.counts)))
    if grounds.counts["uninvited"]:
        uninvited = N_("Jurors who have not had their invitation: %(uninvited)s.")
        effects.append((uninvited, dict(grounds.counts)))
    return effects


def deciding(grounds: Grounds) -> Outlook:
    under = N_(
        "%(company)s in «%(category)s» has %(found)s score sheets that count. The rules ask for "
        "%(quorum)s."
    )
    short: list[Sentence] = [
        (under, {"company": company, "category": name, "found": found, "quorum": grounds.quorum})
        for name, company, found in grounds.under_quorum
    ]
    effects = [
        (N_("The jury can score no more, and confirm no more ballots."), {}),
        *grounds.where(
            lambda one: bool(one["judged"]),
            N_("Confirmed ballots in «%(name)s»: %(ballots)s of %(jurors)s."),
        ),
        *(
            (N_("%(name)s has more time until %(until)s. It ends with this."), one)
            for one in ({"name": name, "until": until} for name, until in grounds.more_time)
        ),
        (N_("You see the standings, and record what the panel decides."), {}),
    ]
    return Outlook(short=short, effects=effects)


def archived(grounds: Grounds) -> Outlook:
    links = N_("The links of jurors, nominators and companies stop working: %(links)s.")
    return Outlook(
        effects=[
            (links, dict(grounds.counts)),
            (N_("The public pages stay as they are."), {}),
            (N_("There is no way back from the archive."), {}),
        ]
    )


def nominating_again(grounds: Grounds) -> Outlook:
    missing = grounds.where(
        lambda one: one["fixed"],
        N_("The shortlist of «%(name)s» is fixed. Open it again first."),
    )
    return Outlook(
        missing, effects=[(N_("Anybody can nominate again, until the new deadline."), {})]
    )


def judging_again(grounds: Grounds) -> Outlook:
    missing: list[Sentence] = []
    if grounds.counts["announcing"]:
        approved = N_("The announcement of the winner is approved. Make it a draft again first.")
        missing.append((approved, {}))
    missing += grounds.where(
        lambda one: one["begun"] and one["nominees"] < 2,
        N_("Round %(round)s of «%(name)s» has fewer than two nominees left. Drop it first."),
    )
    if any(one["begun"] for one in grounds.categories):
        return Outlook(missing, effects=_of_a_new_round(grounds))
    return Outlook(
        missing,
        effects=[
            (
                N_("Jurors who have not confirmed their ballot can score until the new deadline."),
                {},
            ),
            (N_("The standings are closed to you until then."), {}),
        ],
    )


def _of_a_new_round(grounds: Grounds) -> list[Sentence]:
    """Only what was begun opens; the other categories are judged to the end."""
    return [
        *grounds.where(
            lambda one: bool(one["begun"]),
            N_(
                "Round %(round)s of «%(name)s» opens: %(jurors)s jurors score %(nominees)s nominees"
                " from empty sheets, until the new deadline."
            ),
        ),
        *grounds.where(
            lambda one: not one["begun"],
            N_("«%(name)s» stays closed, and nobody is asked for more. Round %(round)s counts."),
        ),
        (N_("The standings of the earlier rounds stay open to you. The new ones come after."), {}),
        (N_("Jurors are not told by letter. Remind them from the board when it is open."), {}),
    ]


ON: Mapping[Stage, Callable[[Grounds], Outlook]] = {
    Stage.NOMINATING: nominating,
    Stage.SCREENING: screening,
    Stage.JUDGING: judging,
    Stage.DECIDING: deciding,
    Stage.ARCHIVED: archived,
}
BACK: Mapping[Stage, Callable[[Grounds], Outlook]] = {
    Stage.NOMINATING: nominating_again,
    Stage.JUDGING: judging_again,
}
