"""How well a result holds: who leads without one juror, without one criterion, with moved weights.

Pure and exact. Every question is asked of the method and the tie rule that count: those that were
sealed, or the weighted mean where the sealed method was refused for the whole panel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from awards import agreement, corners, points
from awards.agreement import Agreement, Strictness
from awards.corners import Band
from awards.points import Order, Points
from awards.scoring import Criterion, Method, Sheet, TieRule


@dataclass(frozen=True)
class Panel:
    """A category as it was judged. A sheet counts when it is complete and its nominee is listed;
    a juror has at most one for each nominee.

    ``margin`` is in points of 100, ``band`` in per cent; None where the sealed rules have none.
    """

    criteria: Sequence[Criterion]
    sheets: Sequence[Sheet]
    nominees: Sequence[int]
    method: Method = Method.MEAN
    tie_rule: TieRule = TieRule.PANEL
    margin: Fraction | None = None
    band: int | None = None


class Advice(StrEnum):
    CLEAR = "clear"
    TOO_CLOSE = "too_close"  # by the sealed margin; equals always are


@dataclass(frozen=True)
class Without:
    """Who leads when one juror (by number) or one criterion (by place, from 0) is left out."""

    left_out: int
    order: Order | None  # None where the method is refused for what is left


@dataclass(frozen=True)
class Report:
    """What there is to say about a panel; by number of nominee and juror, by place of criterion.

    ``unscored`` and ``scored_once``: the nominees with no sheet that counts, and with one.
    ``without_juror`` is empty where fewer than two jurors have sheets that count, and
    ``without_criterion`` where fewer than two criteria have weight. ``band`` is None where no
    weights are moved: no band is sealed, or it is 0, fewer than two criteria have weight, fewer
    than two nominees have sheets, or not exactly one leads.
    """

    panel: Panel
    method: Method  # that counts
    order: Order
    jurors: tuple[int, ...]  # with sheets that count
    unscored: tuple[int, ...]
    scored_once: tuple[int, ...]
    advice: Advice | None  # None without a margin, or without two to compare
    weighty: tuple[int, ...]  # criteria that have weight
    without_juror: tuple[Without, ...]
    without_criterion: tuple[Without, ...]
    band: Band | None
    agreement: Agreement
    strictness: tuple[Strictness, ...]

    @property
    def refused(self) -> bool:
        return self.method is not self.panel.method


def report(panel: Panel) -> Report:
    """Raises ValueError where no criterion has a weight."""
    sheets = points.of(panel.criteria, panel.sheets, panel.nominees)
    method = _that_counts(panel.method, sheets)
    order = points.order(sheets, method, panel.tie_rule)
    return Report(
        panel=panel,
        method=method,
        order=order,
        jurors=sheets.jurors,
        unscored=tuple(sorted(set(panel.nominees) - sheets.by_nominee.keys())),
        scored_once=tuple(
            nominee for nominee, by_juror in sheets.by_nominee.items() if len(by_juror) == 1
        ),
        advice=_advice(order, panel.margin),
        weighty=sheets.weighty,
        without_juror=_without_jurors(sheets, method, panel.tie_rule),
        without_criterion=_without_criteria(sheets, method, panel.tie_rule),
        band=corners.band(sheets, method, order, panel.band or 0),
        agreement=agreement.agreement(sheets),
        strictness=agreement.strictness(sheets),
    )


def _that_counts(method: Method, sheets: Points) -> Method:
    refused = method is Method.ADDITIVE and not points.connected(sheets)
    return Method.MEAN if refused else method


def _advice(order: Order, margin: Fraction | None) -> Advice | None:
    if margin is None or order.lead is None:
        return None
    close = order.lead == 0 or order.lead < margin
    return Advice.TOO_CLOSE if close else Advice.CLEAR


def _without_jurors(sheets: Points, method: Method, tie_rule: TieRule) -> tuple[Without, ...]:
    if len(sheets.jurors) < 2:
        return ()
    return tuple(
        Without(juror, _order(sheets.without_juror(juror), method, tie_rule))
        for juror in sheets.jurors
    )


def _without_criteria(sheets: Points, method: Method, tie_rule: TieRule) -> tuple[Without, ...]:
    if len(sheets.weighty) < 2:
        return ()
    return tuple(
        Without(place, _order(sheets.without_criterion(place), method, tie_rule))
        for place in sheets.weighty
    )


def _order(sheets: Points, method: Method, tie_rule: TieRule) -> Order | None:
    refused = method is Method.ADDITIVE and not points.connected(sheets)
    return None if refused else points.order(sheets, method, tie_rule)
