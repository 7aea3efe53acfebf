"""Pictures, categories and tags of the stand-in for WordPress, and what all its routes share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CAPABILITIES: Mapping[str, tuple[str, ...]] = {
    "editor": ("edit_posts", "publish_posts", "upload_files", "manage_categories", "read"),
    "author": ("edit_posts", "publish_posts", "upload_files", "read"),
    "contributor": ("edit_posts", "read"),
}


class Wrong(Exception):
    """An answer that is an error, as WordPress writes it."""

    def __init__(self, status: int, code: str, **more: Any) -> None:
        self.status = status
        self.said = {"code": code, "message": f"<b>{code}</b>", "data": {"status": status, **more}}


@dataclass
class Media:
    id: int
    slug: str
    file_name: str
    media_type: str
    content: bytes
    title: str = ""
    alt_text: str = ""
    caption: str = ""
    post: int | None = None


@dataclass
class Term:
    id: int
    kind: str  # categories, tags
    name: str
    slug: str


@dataclass
class Library:
    posts: dict[int, Any] = field(default_factory=dict)
    media: dict[int, Media] = field(default_factory=dict)
    terms: dict[int, Term] = field(default_factory=dict)
    last_id: int = 0

    def files(
        self, method: str, id: int, query: Mapping[str, str], typed: dict[str, Any], role: str
    ) -> tuple[Any, int]:
        if method == "GET":
            slugs = query.get("slug", "").split(",")
            found = [one for one in self.media.values() if one.slug in slugs]
            return [only(_pictured(one), query) for one in found], 200
        may(role, "upload_files", "rest_cannot_create")
        if not id:
            return self._uploaded(typed), 201
        if id not in self.media:
            raise Wrong(404, "rest_post_invalid_id")
        if method == "DELETE":
            return self._binned(id, query), 200
        for name in ("title", "alt_text", "caption"):
            setattr(self.media[id], name, typed.get(name, getattr(self.media[id], name)))
        return _pictured(self.media[id]), 200

    def _uploaded(self, typed: dict[str, Any]) -> Any:
        name, media_type, content = typed["file"]
        if media_type not in ("image/png", "image/jpeg") or not content:
            raise Wrong(500, "rest_upload_sideload_error")
        taken = {one.slug for one in self.media.values()} | {
            one.slug for one in self.posts.values()
        }
        slug = numbered(typed.get("slug") or name.rpartition(".")[0], taken)
        told = {one: typed[one] for one in ("title", "alt_text", "caption") if one in typed}
        media = Media(self.next_id(), slug, name, media_type, content, **told)
        media.post = int(typed["post"]) if "post" in typed else None
        self.media[media.id] = media
        return _pictured(media)

    def _binned(self, id: int, query: Mapping[str, str]) -> Any:
        if query.get("force") != "true":
            raise Wrong(501, "rest_trash_not_supported")
        gone = self.media.pop(id)
        for post in self.posts.values():
            if post.featured_media == id:
                post.featured_media = 0
        return {"deleted": True, "previous": _pictured(gone)}

    def lists(
        self, method: str, kind: str, query: Mapping[str, str], typed: dict[str, Any], role: str
    ) -> tuple[Any, int]:
        ours = [one for one in self.terms.values() if one.kind == kind]
        if method == "GET":
            asked = query.get("search", "").lower()
            found = [one for one in ours if asked in one.name.lower()]
            return [only(vars(one), query) for one in found], 200
        may(role, "manage_categories" if kind == "categories" else "edit_posts", "")
        for one in ours:
            if one.name == typed["name"]:
                raise Wrong(400, "term_exists", term_id=one.id)
        slug = numbered(slugged(typed["name"]), {one.slug for one in ours})
        term = Term(self.next_id(), kind, typed["name"], slug)
        self.terms[term.id] = term
        return vars(term), 201

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id


def may(role: str, capability: str, code: str) -> None:
    if not role or capability not in CAPABILITIES[role]:
        raise Wrong(403 if role else 401, code or "rest_cannot_create")


def slugged(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:200]


def numbered(slug: str, taken: set[str]) -> str:
    numbers = (f"{slug}-{number}" for number in range(2, 1000))
    return next(one for one in (slug, *numbers) if one not in taken)


def _pictured(media: Media) -> dict[str, Any]:
    return {
        "id": media.id,
        "slug": media.slug,
        "alt_text": media.alt_text,
        "post": media.post,
        "source_url": f"/wp-content/uploads/{media.file_name}",
    }


def only(shown: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    wanted = query.get("_fields", "").split(",")
    return {name: one for name, one in shown.items() if wanted == [""] or name in wanted}
