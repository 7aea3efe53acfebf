"""Posts of ours at a WordPress site: found again by a slug and a key, made once, never twice.

WordPress takes no key for a request. So a post gets a slug of ours with a random part, and a key
in a comment of its content, both kept before the first request; and it is made as a draft. After
whatever was not clear it is looked up: the oldest with slug and key is the one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from awards.adapters.shape import Article
from awards.adapters.wordpress_rest import Site, shown

FIELDS = "id,slug,status,link,featured_media,title,content"
GONE = ("rest_post_invalid_id", "rest_already_trashed")
LONGEST_SLUG = 120


@dataclass(frozen=True)
class Names:
    """What a post of ours is known by."""

    slug: str
    key: str

    @property
    def comment(self) -> str:
        return f"<!-- {self.key} -->"


@dataclass(frozen=True)
class Post:
    id: int
    slug: str
    status: str
    link: str
    picture: int
    content: str
    mark: str  # of its title and content as they are stored

    @property
    def is_trash(self) -> bool:
        return self.status == "trash"


@dataclass(frozen=True)
class Found:
    """What stands under our slug: the oldest first."""

    ours: list[Post]
    removed: list[Post]  # ours, in the trash
    foreign: list[Post]


def names(article: Article, publication: str) -> Names:
    return Names(f"{article.slug[:LONGEST_SLUG]}-{publication[:8]}", f"awards:{publication}")


def text(article: Article, names: Names) -> dict[str, Any]:
    """Title, content and excerpt as WordPress stores them, each on one line."""
    return {
        "title": plain(article.title),
        "content": _signed(_one_line(article.content), names.comment),
        "excerpt": plain(article.lead),
    }


def mark(title: str, content: str) -> str:
    """Tells texts apart, however their special characters are written."""
    both = f"{unescape(title)}\0{unescape(content).strip()}"
    return hashlib.sha256(both.encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def read(site: Site, id: int) -> Post | None:
    """None: there is no such post any more."""
    query = {"context": "edit", "_fields": FIELDS}
    said = await site.read(f"wp/v2/posts/{id}", query, bears=GONE)
    return _post(said) if said else None


async def look_up(site: Site, names: Names) -> Found:
    """A stranger may not ask for any status: a lost sign-in cannot look like "not there"."""
    slug = names.slug
    query = {
        "slug": f"{slug},{slug}-2,{slug}-3,{slug}__trashed",
        "status": "any,trash",
        "orderby": "id",
        "order": "asc",
        "per_page": "100",
        "context": "edit",
        "_fields": FIELDS,
    }
    found = [_post(one) for one in await site.read("wp/v2/posts", query)]
    ours = [one for one in found if names.comment in one.content]
    return Found(
        ours=[one for one in ours if not one.is_trash],
        removed=[one for one in ours if one.is_trash],
        foreign=[one for one in found if one.slug == slug and one not in ours],
    )


async def create(site: Site, names: Names, typed: Mapping[str, Any]) -> Post:
    """A draft: nobody sees it before everything else is in its place."""
    closed = {"comment_status": "closed", "ping_status": "closed"}
    draft = {**typed, **closed, "slug": names.slug, "status": "draft"}
    return _post((await site.change("POST", "wp/v2/posts", typed=draft)).said)


async def update(site: Site, id: int, typed: Mapping[str, Any]) -> Post | None:
    """None: there is no such post any more."""
    reply = await site.change("POST", f"wp/v2/posts/{id}", typed=typed, bears=GONE)
    return _post(reply.said) if reply.good else None


async def throw_away(site: Site, id: int) -> None:
    """To the trash; already there, or gone for good, is as well."""
    await site.change("DELETE", f"wp/v2/posts/{id}", bears=GONE)


def plain(typed: str) -> str:
    return _harmless(escape(" ".join(typed.split()), quote=False))


def _one_line(content: str) -> str:
    """WordPress makes a line break of every new line, and links of lines."""
    return _harmless(" ".join(content.split("\n")))


def _signed(content: str, comment: str) -> str:
    """The key stands inside the last paragraph: alone, it would become one that is empty."""
    before, end, after = content.rpartition("</p>")
    return f"{before}{comment}{end}{after}"


def _harmless(text: str) -> str:
    """What people typed in brackets is no shortcode of the site."""
    return text.replace("[", "&#91;")


def _link(said: str) -> str:
    return said if said.startswith(("https://", "http://")) else ""


def _post(said: Mapping[str, Any]) -> Post:
    content = said["content"]["raw"]
    return Post(
        id=int(said["id"]),
        slug=said["slug"],
        status=shown(said["status"]),
        link=_link(shown(said["link"], 500)),
        picture=int(said.get("featured_media") or 0),
        content=content,
        mark=mark(said["title"]["raw"], content),
    )
