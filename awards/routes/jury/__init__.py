"""The jury's addresses: the door, the overview, conflicts, score sheets, ballots."""

from starlette.routing import BaseRoute

from awards.routes.jury import ballot, case, conflicts, enter, overview, sheet

routes: list[BaseRoute] = [
    *overview.routes,
    *enter.routes,
    *conflicts.routes,
    *sheet.routes,
    *case.routes,
    *ballot.routes,
]
