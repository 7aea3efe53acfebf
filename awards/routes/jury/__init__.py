"""The jury's addresses: the way in, the rules, the overview, conflicts, cases, sheets, ballots."""

from starlette.routing import BaseRoute

from awards.routes.jury import (
    ballot,
    case,
    cases,
    conflicts,
    devices,
    enter,
    flags,
    meeting,
    overview,
    sheet,
    welcome,
)

routes: list[BaseRoute] = [
    *overview.routes,
    *welcome.routes,
    *enter.routes,
    *devices.routes,
    *conflicts.routes,
    *sheet.routes,
    *case.routes,
    *cases.routes,
    *flags.routes,
    *ballot.routes,
    *meeting.routes,
]
