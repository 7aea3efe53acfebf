"""The form of a decision: for staff, and for whoever leads the meeting. Shown, read, recorded."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from starlette.requests import Request

from awards import decisions, forms, pages, words
from awards.database import Connection
from awards.decisions import Choice, Decision
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.panel import Juror
from awards.rendering import translate
from awards.results import Table
from awards.routes.staff import fields
from awards.routes.staff.fields import Labels, Shown, Values
from awards.staff import Member


def labels(category: int) -> Labels:
    texts = {
        f"reason-{category}": N_("The reason of the jury"),
        f"departure-{category}": N_("Why it differs from the standings"),
    }
    return fields.labels({}, texts)


async def record(
    db: Connection,
    by: Member | Juror,
    edition: Edition,
    table: Table,
    stood: Decision | None,
    typed: Typed,
) -> Shown | None:
    """Record what was typed; the form again, where it has faults, or somebody else was first."""
    category = table.category.id
    version = stood.version if stood else 0
    theirs = _theirs(typed, stood, category)
    errors = _faults(typed, edition, table)
    if theirs or errors:
        return fields.again(typed, version, errors, theirs)
    choice = Choice(
        int(typed[f"nominee-{category}"]),
        typed.texts(f"reason-{category}", edition.languages),
        typed.texts(f"departure-{category}", edition.languages),
    )
    await decisions.record(db, by, edition.id, category, choice, version)
    return None


def _theirs(typed: Typed, stood: Decision | None, category: int) -> list[tuple[str, str]]:
    """What somebody else decided meanwhile: another text, or another winner."""
    version = stood.version if stood else 0
    found = fields.theirs(typed, version, _recorded(category, stood), labels(category))
    other = stood and typed[f"nominee-{category}"] != str(stood.nominee)
    if stood and other and typed["version"] != str(version):
        return [(N_("Who wins"), stood.company), *found]
    return found


def _faults(typed: Typed, edition: Edition, table: Table) -> Errors:
    category = table.category.id
    nominee, reason, departure = (
        f"{name}-{category}" for name in ("nominee", "reason", "departure")
    )
    texts = [reason, departure]
    errors = fields.faults(typed, edition.languages, required=[reason], texts=texts)
    chosen = [one for one in table.places if str(one.standing.nominee) == typed[nominee]]
    if not chosen:
        errors = {**forms.wrong(nominee, N_("Choose who wins.")), **errors}
    elif table.leaders and chosen[0] not in table.leaders:
        field = f"{departure}-{edition.first_language}"
        if not typed[field]:
            errors |= forms.wrong(field, decisions.NO_DEPARTURE)
    return errors


def _recorded(category: int, decision: Decision | None) -> Values:
    if decision is None:
        return {"version": "0"}
    return {
        **fields.flat(f"reason-{category}", decision.reason),
        **fields.flat(f"departure-{category}", decision.departure),
        f"nominee-{category}": str(decision.nominee) if decision.stands else "",
        "version": str(decision.version),
    }


def facts(
    edition: Edition,
    tables: Iterable[Table],
    made: Mapping[int, Decision],
    typed: Mapping[int, Shown],
    by: Member | Juror,
    spoken: str,
) -> dict[str, Any]:
    """What meeting/decision.html needs: each form as recorded, or as it was typed a moment ago."""
    found = [table.category.id for table in tables]
    shown = {one: Shown(_recorded(one, made.get(one))) for one in found} | dict(typed)
    return {
        "languages": [(code, pages.NAMES.get(code, code)) for code in edition.languages],
        "forms": {category: _said(one, spoken) for category, one in shown.items()},
        "approves": {one for one in found if one in made and made[one].awaits(by)},
        "author": by.id if isinstance(by, Juror) else "",
        "status": max((one.status for one in typed.values()), default=200),
    }


def _said(shown: Shown, spoken: str) -> dict[str, Any]:
    return {
        "values": shown.values,
        "errors": forms.said(shown.errors, spoken),
        "theirs": [(translate(spoken, label), text) for label, text in shown.theirs],
    }


def version(typed: Typed) -> int:
    """Of the decision as it was shown; one that cannot be read is none."""
    return whole(typed, "version")


def whole(typed: Typed, field: str) -> int:
    return words.whole(typed[field]) or 0


def on_screen(request: Request) -> bool:
    """A case as it stands on the wall of the meeting, with nothing around it."""
    return bool(request.query_params.get("screen"))


def address(request: Request, audience: str, **always: Any) -> Callable[..., str]:
    """What gives the partials the address of a name, in whichever room they stand."""
    return lambda name, **params: pages.url(request, f"{audience}:{name}", **always, **params)
