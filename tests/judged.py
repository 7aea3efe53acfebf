"""Panels as they may be judged: few nominees and short scales, so that equals are met."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from hypothesis import strategies as st

from awards.robustness import Panel
from awards.scoring import Criterion, Method, Sheet, TieRule

WEIGHTS: list[tuple[int, ...]] = [
    (100,),
    (50, 50),
    (97, 3),
    (40, 40, 20),
    (60, 37, 3),
    (80, 20, 0),
    (25, 25, 25, 25),
    (40, 30, 28, 2),
]


def panel(
    scores: Mapping[int, Sequence[str]],
    weights: Sequence[int] = (50, 30, 20),
    method: Method = Method.MEAN,
    tie_rule: TieRule = TieRule.PANEL,
    margin: Fraction | None = Fraction(2),
    band: int | None = 5,
) -> Panel:
    """Scores from 0 to 4 by nominee: a word for each juror, a digit for each criterion; an empty
    word is no sheet."""
    sheets = [
        Sheet(juror, nominee, tuple(map(int, word)))
        for nominee, words in scores.items()
        for juror, word in enumerate(words, 1)
        if word
    ]
    criteria = [Criterion(weight, 0, 4) for weight in weights]
    return Panel(criteria, sheets, list(scores), method, tie_rule, margin, band)


@st.composite
def panels(draw: st.DrawFn, methods: Iterable[Method] = tuple(Method)) -> Panel:
    """Up to five jurors and five nominees, some sheets missing or not complete."""
    weights = draw(st.sampled_from(WEIGHTS))
    scales = [(0, draw(st.sampled_from([1, 2, 4, 5]))) for _ in weights]
    nominees = list(range(10, 10 + draw(st.integers(1, 5))))
    jurors = range(1, 1 + draw(st.integers(0, 5)))
    score = [st.integers(lowest, highest) for lowest, highest in scales]
    sheets: list[Sheet] = [
        Sheet(juror, nominee, tuple(draw(one) for one in score))
        for juror in jurors
        for nominee in nominees
        if draw(st.integers(0, 5))
    ]
    incomplete: bool = draw(st.booleans())
    if sheets and incomplete:
        sheets[0] = Sheet(sheets[0].juror, sheets[0].nominee, (None,) * len(weights))
    return Panel(
        [Criterion(weight, *scale) for weight, scale in zip(weights, scales, strict=True)],
        sheets,
        nominees,
        draw(st.sampled_from(list(methods))),
        draw(st.sampled_from(TieRule)),
        draw(st.sampled_from([None, Fraction(0), Fraction(2), Fraction(10)])),
        draw(st.sampled_from([None, 0, 1, 5, 25])),
    )
