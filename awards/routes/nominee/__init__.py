"""The nominated company's addresses: behind the link in its letter."""

from starlette.routing import BaseRoute

from awards.routes.nominee import enter, form, home, logo, people, press, withdraw

routes: list[BaseRoute] = [
    *enter.routes,
    *home.routes,
    *form.routes,
    *press.routes,
    *logo.routes,
    *withdraw.routes,
    *people.routes,
]
