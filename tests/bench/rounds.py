"""Interleaved rounds: every target is asked once in each, and its figure is the median."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

from tests.bench.load import Count, Plan

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 5
WARMING = 0.4  # seconds that are asked and not counted
SHOWN = 90  # characters of a wrong answer


@dataclass(frozen=True)
class Target:
    """One side's work. The plan for so many seconds is made anew for each round."""

    name: str
    plan: Callable[[float], Plan]


@dataclass(frozen=True)
class NoFigure:
    """Why there is none: an answer was wrong."""

    reason: str


Figure: TypeAlias = float | NoFigure  # right answers a second


def measure(targets: Sequence[Target], seconds: float) -> Mapping[str, Figure]:
    """The median of the rounds of each target; one wrong answer, and a target has no figure.

    Warming up, a slow page may have no answer ready in time."""
    figures: dict[str, list[Figure]] = {target.name: [] for target in targets}
    for length in (WARMING, *[seconds] * ROUNDS):
        for target in targets:
            so_far = figures[target.name]
            if not any(isinstance(figure, NoFigure) for figure in so_far):
                count = _asked(target.plan(length), length)
                so_far.append(rate(count) if count.wrong or length != WARMING else 0.0)
    return {name: _of_all(found) for name, found in figures.items()}


def _of_all(figures: Sequence[Figure]) -> Figure:
    """The first round only warmed up; but a wrong answer is one in any round."""
    for figure in figures:
        if isinstance(figure, NoFigure):
            return figure
    return median(figure for figure in figures[1:] if not isinstance(figure, NoFigure))


def rate(count: Count) -> Figure:
    if count.wrong:
        said = " ".join(count.first_wrong.split())
        return NoFigure(f"{count.wrong} wrong beside {count.right} right: {said[:SHOWN]}")
    if not count.right or not count.seconds:
        return NoFigure("nothing was answered")
    return count.right / count.seconds


def _asked(plan: Plan, seconds: float) -> Count:
    """The count of one round, by a load process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=ROOT,
        input=json.dumps({"plan": asdict(plan), "seconds": seconds}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Count(**json.loads(done.stdout))
