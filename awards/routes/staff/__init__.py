"""The staff's addresses: one module per page family."""

from starlette.routing import BaseRoute

from awards.routes.staff import (
    award,
    edition,
    home,
    letters,
    log,
    news,
    nominations,
    nominees,
    panel,
    people,
    standings,
    year,
)

routes: list[BaseRoute] = [
    *home.routes,
    *year.routes,
    *nominations.routes,
    *nominees.routes,
    *panel.routes,
    *standings.routes,
    *news.routes,
    *edition.routes,
    *log.routes,
    *letters.routes,
    *award.routes,
    *people.routes,
]
