"""The table that is printed: what was reached beside what was wanted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.bench.rounds import Figure, NoFigure

HEADING = ("row", "work", "service/s", "bare/s", "reached", "wanted")
WIDTHS = "{:>3}  {:<44} {:>10} {:>10} {:>9} {:>8}"


@dataclass(frozen=True)
class Row:
    """One ratio: the service's target over the bare program's."""

    number: int
    work: str
    service: str
    bare: str
    wanted: float


def ratios(rows: Iterable[Row], figures: Mapping[str, Figure]) -> list[str]:
    return [WIDTHS.format(*HEADING), *(_line(row, figures) for row in rows)]


def _line(row: Row, figures: Mapping[str, Figure]) -> str:
    service, bare = figures[row.service], figures[row.bare]
    for side, figure in (("service", service), ("bare", bare)):
        if isinstance(figure, NoFigure):
            return f"{row.number:>3}  {row.work:<44} no figure ({side}): {figure.reason}"
    assert not isinstance(service, NoFigure) and not isinstance(bare, NoFigure)
    reached = service / bare
    return WIDTHS.format(
        row.number,
        row.work,
        f"{service:,.0f}",
        f"{bare:,.0f}",
        f"{reached:.2f}",
        f"{row.wanted:.2f}",
    )


def figure(number: int, work: str, reached: str, beside: str, wanted: str) -> str:
    return f"{number:>3}  {work:<44} {reached}; {beside}; wanted {wanted}"
