"""Year figures as they are kept: canonical JSON, so that equal answers are equal texts. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ESTIMATES = "estimates"
EXPLANATION = "explanation"
YES = "yes"
YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)


@dataclass(frozen=True)
class YearFigures:
    """Figures as they were typed, by year; a year that was asked for and left out is empty."""

    figures: dict[int, str]
    estimates: bool  # "these are estimates"
    explanation: str  # of a dip, or whatever else the jury should know

    @property
    def any(self) -> bool:
        return any(self.figures.values())

    def body(self) -> str:
        """An empty text where nothing was answered."""
        if not (self.any or self.estimates or self.explanation):
            return ""
        kept = {
            ESTIMATES: self.estimates,
            EXPLANATION: self.explanation,
            "figures": {str(year): text for year, text in self.figures.items() if self.any},
        }
        return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(body: str) -> YearFigures:
    """What was answered; an answer from when the question was of another kind explains."""
    kept = _json(body)
    if kept is None:
        return YearFigures({}, False, body)
    figures = {int(year): text for year, text in sorted(kept["figures"].items())}
    return YearFigures(figures, kept[ESTIMATES] is True, kept[EXPLANATION])


def _json(body: str) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    shaped = isinstance(found, dict) and set(found) == {ESTIMATES, EXPLANATION, "figures"}
    if not shaped or not isinstance(found["figures"], dict):
        return None
    texts = [found[EXPLANATION], *found["figures"].values()]
    named = all(YEAR.fullmatch(year) for year in found["figures"])
    return found if named and all(isinstance(text, str) for text in texts) else None


def typed(named: Mapping[str, str], years: Sequence[int]) -> YearFigures:
    """From the fields of a form: YEAR, estimates, explanation. Other years are kept if filled."""
    kept = {int(name) for name, text in named.items() if YEAR.fullmatch(name) and text.strip()}
    figures = {year: named.get(str(year), "").strip() for year in sorted({*years, *kept})}
    explanation = named.get(EXPLANATION, "").strip()
    return YearFigures(figures, named.get(ESTIMATES) == YES, explanation)


def fields(said: YearFigures, years: Sequence[int]) -> dict[str, str]:
    """The inverse of ``typed``."""
    filled = {str(year): said.figures.get(year, "") for year in [*years, *said.figures]}
    return {**filled, ESTIMATES: YES if said.estimates else "", EXPLANATION: said.explanation}
