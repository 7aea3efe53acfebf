"""Telling companies that they are nominated: who is to be told, what will be sent, the sending."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import colleagues, doors, forms, informing, pages
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Address, Errors, Line, Typed
from awards.informing import PAGE, Telling, Uninformed
from awards.routes.staff import fields, lists
from awards.routes.staff.companies import Language
from awards.routes.staff.fields import Shown
from awards.words import whole

NOBODY = N_("Choose at least one company.")


class Ticked(forms.Form):
    called: Line
    address: Address
    language: Language


async def uninformed(request: Request) -> Response:
    return await _list(request, Shown({}))


async def count(request: Request) -> Response:
    """What will be sent, before it is; or the list again, with what has to be mended."""
    typed = await pages.form(request)
    tellings, errors = _read(typed)
    if errors:
        return await _list(request, Shown(fields.values(typed), errors))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
    return await fields.page(
        request, member, edition, "staff/inform_count.html", Shown({}), tellings=tellings
    )


async def send(request: Request) -> Response:
    typed = await pages.form(request)
    tellings, errors = _read(typed)
    if errors:
        return await _list(request, Shown(fields.values(typed), errors))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await informing.inform_many(db, member, edition.id, tellings)
        _, left = await informing.uninformed(db, edition.id)
    return pages.see_other(request, "staff:inform" if left else "staff:year", year=edition.year)


def _read(typed: Typed) -> tuple[list[Telling], Errors]:
    """One letter for each ticked company, from the fields that carry its number."""
    tellings: list[Telling] = []
    errors: Errors = {}
    chosen = [ident for one in typed.getlist("company") if (ident := whole(one))][:PAGE]
    if not chosen:
        errors = forms.wrong("company", NOBODY)
    for ident in dict.fromkeys(chosen):
        own = {name: typed[f"{name}-{ident}"] for name in ("called", "address")}
        read, wrong = forms.read(Ticked, Typed({**own, "language": typed["language"]}))
        errors |= {
            name if name == "language" else f"{name}-{ident}": error
            for name, error in wrong.items()
        }
        if read:
            tellings.append(Telling(ident, read.called, "", read.address, read.language))
    return tellings, errors


async def _list(request: Request, form: Shown) -> Response:
    page = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, total = await informing.uninformed(db, edition.id, page)
        asking, _ = await colleagues.waiting(db, edition.id)
    return await fields.page(
        request,
        member,
        edition,
        "staff/inform.html",
        Shown({**_begun(edition, found), **form.values}, form.errors),
        languages=edition.languages,
        found=found,
        asking=asking,
        page=page,
        pager=lists.pager(request, page, len(found), total, PAGE),
    )


def _begun(edition: Edition, found: list[Uninformed]) -> dict[str, str]:
    """The form at first: the register's addresses, and ticks where there is one."""
    reachable = [str(one.company) for one in found if one.register_address and not one.gone]
    return {
        "company": " ".join(reachable),
        "language": "nb" if "nb" in edition.languages else edition.first_language,
        **{f"called-{one.company}": one.name for one in found},
        **{f"address-{one.company}": one.register_address for one in found},
    }


PATH = "/{year:year}/companies/inform"

routes: list[BaseRoute] = [
    Route(PATH, uninformed, name="inform"),
    Route(PATH, count, methods=["POST"], name="count_informing"),
    Route(PATH + "/send", send, methods=["POST"], name="send_informing"),
]
