"""Verdicts: all there is to say of the result of a category, for staff and for whoever leads there.

Nothing is decided here: the sealed rules say what the lead is worth, and what is done then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction

from markupsafe import Markup

from awards import editions, findings, panel, result_rules, results, robustness, sentences, words
from awards.charts import Charts
from awards.database import Connection
from awards.editions import Edition
from awards.errors import NotFound
from awards.findings import Finding
from awards.result_rules import ResultRules, TooClose
from awards.results import Table
from awards.robustness import Panel, Report
from awards.statements import Claim

ABOUT = {  # the part of what is said that a claim belongs to; all others say how well it holds
    **dict.fromkeys((Claim.NO_SHEETS, Claim.ONLY_NOMINEE, Claim.METHOD_REFUSED), "lead"),
    **dict.fromkeys((Claim.LEADS, Claim.LEADS_BY_TIE_RULE, Claim.SHARED, Claim.ALL_EQUAL), "lead"),
    Claim.SHARED_BY_TIE_RULE: "lead",
    **dict.fromkeys((Claim.CLEAR, Claim.TOO_CLOSE, Claim.TOO_CLOSE_EQUAL), "margin"),
    **dict.fromkeys((Claim.AGREEMENT_STRONG, Claim.AGREEMENT_MODERATE), "jurors"),
    **dict.fromkeys((Claim.AGREEMENT_WEAK, Claim.AGREEMENT_UNMEASURED), "jurors"),
    **dict.fromkeys((Claim.AGREEMENT_WITHOUT_ORDER, Claim.STRICTNESS), "jurors"),
    Claim.STRICTNESS_EVEN: "jurors",
    Claim.UNSCORED: "sheets",
    Claim.SCORED_ONCE: "sheets",
}


class Advice(StrEnum):
    """What the sealed rules say of the lead."""

    NOTHING = "nothing"  # no sheet counts
    ALONE = "alone"  # nobody to compare with
    UNSEALED = "unsealed"  # no margin was sealed
    CLEAR = "clear"
    TALK = "talk"  # too close: the panel talks it over
    SECOND_ROUND = "second_round"  # too close: a second round
    JUDGED_AGAIN = "judged_again"  # too close, after the second round that the rules ask for
    TWO_LEFT = "two_left"  # too close, and too few nominees for a second round


@dataclass(frozen=True)
class Said:
    """The findings in words, by what they are about."""

    lead: list[Markup]
    margin: list[Markup]
    holds: list[Markup]  # without a juror, a criterion, with moved weights
    jurors: list[Markup]  # how they agree, how strict they are
    sheets: list[Markup]  # that are few


@dataclass(frozen=True)
class Verdict:
    table: Table
    rules: ResultRules
    report: Report
    findings: list[Finding]
    advice: Advice
    criteria: Sequence[editions.Criterion]
    charts: Charts

    def said(self, language: str) -> Said:
        found: dict[str, list[Markup]] = {part.name: [] for part in fields(Said)}
        criteria = [words.choose(one.name, language)[0] for one in self.criteria]
        for finding in self.findings:
            told = sentences.sentence(finding, self.charts.companies, criteria, language)
            found[ABOUT.get(finding.claim, "holds")].append(told)
        return Said(**found)


async def of(db: Connection, edition: int, category: int) -> Verdict:
    """Refused until judging has closed; for whom it is, the door has to know."""
    found = await editions.edition(db, edition)
    table = await _table(db, edition, category)
    rules = result_rules.of(found)
    report = robustness.report(_panel(table, rules))
    criteria = (await editions.criteria(db, edition)).get(category, [])
    return Verdict(
        table=table,
        rules=rules,
        report=report,
        findings=list(findings.findings(report)),
        advice=_advice(table, rules, report),
        criteria=criteria,
        charts=Charts(table, report, criteria, await _names(db, found)),
    )


async def _table(db: Connection, edition: int, category: int) -> Table:
    for table in await results.standings(db, edition):
        if table.category.id == category:
            return table
    raise NotFound


async def _names(db: Connection, edition: Edition) -> dict[int, str]:
    if not edition.score_names:
        return {}
    return {juror.id: juror.name for juror in await panel.jurors(db, edition.id)}


def _panel(table: Table, rules: ResultRules) -> Panel:
    return Panel(
        table.criteria,
        table.sheets,
        [place.standing.nominee for place in table.places],
        rules.method,
        rules.tie_rule,
        None if rules.margin is None else Fraction(rules.margin),
        rules.weight_band,
    )


def _advice(table: Table, rules: ResultRules, report: Report) -> Advice:
    if not report.order.scored:
        return Advice.NOTHING
    if report.order.scored == 1:
        return Advice.ALONE
    if report.advice is None:
        return Advice.UNSEALED
    if report.advice is robustness.Advice.CLEAR:
        return Advice.CLEAR
    if rules.too_close is TooClose.TALK:
        return Advice.TALK
    if table.number > 1:
        return Advice.JUDGED_AGAIN
    return Advice.SECOND_ROUND if len(table.places) > 2 else Advice.TWO_LEFT
