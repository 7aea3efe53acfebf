"""What stands around a post at a WordPress site: its categories, its tags, its picture."""

from collections.abc import Iterable
from html import unescape

import httpx

from awards.adapters.shape import Article, Image, Refused
from awards.adapters.wordpress_posts import GONE, Names, plain
from awards.adapters.wordpress_rest import Site, Stopped
from awards.errors import N_

NO_TERM = N_("WordPress has no “%(name)s”, and the user may not make it. Make the user an editor.")
NO_PICTURES = N_("The user may not upload pictures. Make it an editor in WordPress.")
STAYS = ("rest_cannot_delete", "rest_trash_not_supported")


async def terms(site: Site, kind: str, wanted: Iterable[str]) -> list[int]:
    """The ids of categories or tags by their names; those that are not there yet are made."""
    return [await _known_as(site, kind, name) or await _made(site, kind, name) for name in wanted]


async def look_up(site: Site, kind: str, name: str) -> list[int]:
    query = {"search": name, "per_page": "100", "_fields": "id,name"}
    found = await site.read(f"wp/v2/{kind}", query)
    return [int(one["id"]) for one in found if _same(unescape(one["name"]), name)]


async def picture(site: Site, names: Names, article: Article, image: Image, post: int) -> int:
    """Its id. Uploaded once: it is looked up by a slug of ours first."""
    if (known := await find_picture(site, names, image)) is not None:
        return known
    fields = {
        "slug": _slug(names, image),
        "title": plain(article.title),
        "alt_text": image.alt,
        "caption": plain(image.credit),
        "post": str(post),
    }
    file = (image.file_name, image.content, image.media_type)
    form = httpx.Request("POST", "https://form.invalid/", data=fields, files={"file": file})
    bears = ("rest_cannot_create",)
    reply = await site.change("POST", "wp/v2/media", form=form, bears=bears)
    if not reply.good:
        raise Stopped(Refused(NO_PICTURES, permanent=True))
    return int(reply.said["id"])


async def find_picture(site: Site, names: Names, image: Image) -> int | None:
    query = {"slug": _slug(names, image), "orderby": "id", "order": "asc", "_fields": "id"}
    found = await site.read("wp/v2/media", query)
    return int(found[0]["id"]) if found else None


async def describe(site: Site, id: int, image: Image) -> None:
    """What it shows, and who took it, may be corrected too."""
    typed = {"alt_text": image.alt, "caption": plain(image.credit)}
    await site.change("POST", f"wp/v2/media/{id}", typed=typed, bears=GONE)


async def remove_picture(site: Site, id: int) -> bool:
    """Whether its file is gone: pictures have no trash, and not every user may remove them."""
    bears = (*GONE, *STAYS)
    reply = await site.change("DELETE", f"wp/v2/media/{id}", {"force": "true"}, bears=bears)
    return reply.good or reply.code in GONE


async def _known_as(site: Site, kind: str, name: str) -> int | None:
    return next(iter(await look_up(site, kind, name)), None)


async def _made(site: Site, kind: str, name: str) -> int:
    bears = ("term_exists", "rest_cannot_create")
    reply = await site.change("POST", f"wp/v2/{kind}", typed={"name": name}, bears=bears)
    if reply.code == "rest_cannot_create":
        raise Stopped(Refused(NO_TERM, permanent=True, facts={"name": name}))
    return int(reply.said["id"] if reply.good else reply.detail["term_id"])


def _same(one: str, other: str) -> bool:
    """WordPress makes a second one for every way to write capitals."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _slug(names: Names, image: Image) -> str:
    return f"{names.slug}-{image.key[:8]}"
