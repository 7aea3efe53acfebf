"""What answers with a file to keep have in common: who reads it, and how it is handed over."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from awards import pages
from awards.editions import Edition
from awards.extracts import Reader
from awards.routes.staff import lists
from awards.site import Site
from awards.staff import Member

STATES: Mapping[str, Mapping[str, str]] = {
    "nomination": {state: said for state, (said, _) in lists.NOMINATIONS.items()},
    "nominee": {state: said for state, (said, _) in lists.NOMINEES.items()},
    "company": {str(state): said for state, said in lists.HEARD.items()},
}


def reader(request: Request, member: Member, edition: Edition, around: Site) -> Reader:
    spoken = pages.language(request, member.language)
    return Reader(
        spoken, edition.first_language, around.award.zone if around.award else "UTC", STATES
    )


def attached(body: bytes, mime: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, media_type=mime)
