"""What lists at the desk share: what the address asks for, the way on, states in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse

from awards import eligibility, informing, nominations, nominees, pages, requests, words
from awards.errors import N_

LONGEST_SEARCH = 200

One = TypeVar("One", bound=StrEnum)

# How a state is said, and the tone of its tag.
NOMINATIONS = {
    nominations.State.SENT: (N_("Not confirmed yet"), "warning"),
    nominations.State.CONFIRMED: (N_("Counts"), "success"),
    nominations.State.WITHDRAWN: (N_("Withdrawn"), "neutral"),
    nominations.State.REJECTED: (N_("Rejected"), "danger"),
    nominations.State.LAPSED: (N_("Lapsed"), "neutral"),
}
NOMINEES = {
    nominees.State.PROPOSED: (N_("Proposed"), "info"),
    nominees.State.SHORTLISTED: (N_("On the shortlist"), "success"),
    nominees.State.NOT_CHOSEN: (N_("Not on the shortlist"), "neutral"),
    nominees.State.INELIGIBLE: (N_("Ineligible"), "danger"),
    nominees.State.WITHDRAWN: (N_("Withdrawn"), "neutral"),
}
ASKS = {
    requests.State.ASKED: (N_("Asked, until %(due)s"), "info"),
    requests.State.OVERDUE: (N_("Asked, overdue since %(due)s"), "warning"),
    requests.State.ANSWERED: (N_("Asked, answered %(answered)s"), "success"),
    requests.State.MOOT: (N_("Asked, takes no part any more"), "neutral"),
}
HEARD = {
    informing.Heard.NOT_TOLD: N_("not told yet"),
    informing.Heard.SILENT: N_("told, silent so far"),
    informing.Heard.ACCEPTED: N_("has accepted"),
    informing.Heard.BEGUN: N_("has begun its form"),
    informing.Heard.HANDED_IN: N_("has sent its case"),
}
REQUIREMENTS = {
    eligibility.State.MET: (N_("Met"), "success"),
    eligibility.State.UNMET: (N_("Not met"), "danger"),
    eligibility.State.UNANSWERED: (N_("Not answered yet"), "neutral"),
    eligibility.State.OVERRIDDEN: (N_("Not met, let through"), "warning"),
}


@dataclass(frozen=True)
class Pager:
    """Where in a list somebody is, and the ways on."""

    first: int
    last: int
    total: int
    previous: str
    next: str


def line(asked: QueryParams, name: str) -> str:
    return words.one_line(asked.get(name, ""))[:LONGEST_SEARCH]


def wholes(texts: Iterable[str]) -> list[int]:
    return [number for text in texts if (number := words.whole(text)) is not None]


def versions(texts: Iterable[str]) -> dict[int, int]:
    """What was shown, in which version: fields like ``17:2``."""
    pairs = [text.partition(":") for text in texts]
    return {
        ident: version
        for left, _, right in pairs
        if (ident := words.whole(left)) and (version := words.whole(right))
    }


def one_of(kinds: type[One], text: str | None, otherwise: One) -> One:
    return kinds(text) if text in list(kinds) else otherwise


def pager(request: Request, page: int, shown: int, total: int, size: int) -> Pager:
    first = (page - 1) * size + 1
    return Pager(
        first=first,
        last=first + shown - 1,
        total=total,
        previous=_on_page(request, page - 1) if page > 1 else "",
        next=_on_page(request, page + 1) if shown and page * size < total else "",
    )


def _on_page(request: Request, page: int) -> str:
    kept = {name: text for name, text in request.query_params.items() if text and name != "page"}
    return f"?{urlencode({**kept, 'page': page})}"


def back(
    request: Request, name: str, asked: Mapping[str, object], **params: int
) -> RedirectResponse:
    """To a list again, as it was asked for."""
    query = urlencode({field: text for field, text in asked.items() if text})
    address = pages.url(request, name, **params)
    return RedirectResponse(f"{address}?{query}" if query else address, status_code=303)
