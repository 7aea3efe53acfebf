"""What the stand-in for WordPress keeps, and how its REST routes answer for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.wordpress_library import CAPABILITIES, Library, Wrong, may, numbered, only, slugged

POST_FIELDS = ("title", "content", "excerpt", "featured_media", "comment_status", "ping_status")
STATUSES = ("publish", "future", "draft", "pending", "private", "trash")


@dataclass
class Post:
    id: int
    slug: str
    status: str = "draft"
    title: str = ""
    content: str = ""
    excerpt: str = ""
    categories: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    featured_media: int = 0
    comment_status: str = "open"
    ping_status: str = "open"
    date_gmt: datetime | None = None  # of a draft: none, it floats
    modified_gmt: datetime = field(default_factory=lambda: datetime.now(UTC))
    versions: list[tuple[str, str, str]] = field(default_factory=list)  # status, title, content


@dataclass
class Store(Library):
    posts: dict[int, Post] = field(default_factory=dict)
    timezone: str = "Europe/Oslo"

    @property
    def public(self) -> list[Post]:
        """What readers of the site see, in the order it came to be."""
        return [one for one in self.posts.values() if one.status == "publish"]

    @property
    def passwords(self) -> bool:
        return True

    def by_hand(self, id: int, **changed: Any) -> None:
        """Somebody edits a post in wp-admin, a little later."""
        post = self.posts[id]
        for name, value in changed.items():
            setattr(post, name, value)
        post.modified_gmt += timedelta(seconds=5)

    def written(self, slug: str, **fields: Any) -> Post:
        """A post that somebody else wrote."""
        post = Post(self.next_id(), self._free(slug), **fields)
        self.posts[post.id] = post
        return post

    def trash(self, id: int) -> None:
        post = self.posts[id]
        post.status, post.slug = "trash", f"{post.slug}__trashed"

    def answer(
        self, method: str, path: str, query: Mapping[str, str], typed: dict[str, Any], role: str
    ) -> tuple[Any, int]:
        route, _, id = path.removeprefix("/wp/v2/").partition("/")
        if path == "/":
            return only(self._index(), query), 200
        if path == "/wp/v2/users/me":
            return self._me(role), 200
        if route == "posts":
            return self._posts(method, int(id or 0), query, typed, role)
        if route == "media":
            return self.files(method, int(id or 0), query, typed, role)
        if route in ("categories", "tags"):
            return self.lists(method, route, query, typed, role)
        raise Wrong(404, "rest_no_route")

    def _index(self) -> dict[str, Any]:
        where = {"endpoints": {"authorization": "/wp-admin/authorize-application.php"}}
        return {
            "name": "Avisen",
            "namespaces": ["oembed/1.0", "wp/v2"],
            "timezone_string": self.timezone,
            "gmt_offset": 1,
            "authentication": {"application-passwords": where} if self.passwords else [],
        }

    def _me(self, role: str) -> dict[str, Any]:
        if not role:
            raise Wrong(401, "rest_not_logged_in")
        return {"id": 2, "name": role, "capabilities": dict.fromkeys(CAPABILITIES[role], True)}

    def _posts(
        self, method: str, id: int, query: Mapping[str, str], typed: dict[str, Any], role: str
    ) -> tuple[Any, int]:
        if method == "GET" and not id:
            return self._listed(query, role), 200
        if not id:
            may(role, "edit_posts", "rest_cannot_create")
            return self._create(typed, role), 201
        if id not in self.posts:
            raise Wrong(404, "rest_post_invalid_id")
        post = self.posts[id]
        if method == "GET":
            if not role and post.status != "publish":
                raise Wrong(401, "rest_forbidden")
            return only(_shown(post, self, query.get("context") == "edit"), query), 200
        may(role, "edit_posts", "rest_cannot_edit")
        if method == "DELETE":
            return self._delete(post, query), 200
        return self._update(post, typed, role), 200

    def _listed(self, query: Mapping[str, str], role: str) -> list[Any]:
        wanted = query.get("status", "publish").split(",")
        if wanted != ["publish"] and not role:
            raise Wrong(400, "rest_invalid_param", params={"status": "rest_forbidden_status"})
        if not set(wanted) <= {*STATUSES, "any"}:
            raise Wrong(400, "rest_invalid_param", params={"status": "Invalid parameter."})
        if "any" in wanted:
            wanted += [one for one in STATUSES if one != "trash"]
        slugs = query["slug"].split(",") if "slug" in query else None
        found = [
            one
            for one in self.posts.values()
            if one.status in wanted and (slugs is None or one.slug in slugs)
        ]
        found.sort(key=lambda one: one.id, reverse=query.get("order", "desc") == "desc")
        edit = query.get("context") == "edit"
        return [only(_shown(one, self, edit), query) for one in found[:10]]

    def _create(self, typed: dict[str, Any], role: str) -> Any:
        if "id" in typed:
            raise Wrong(400, "rest_post_exists")
        if not any(typed.get(one) for one in ("title", "content", "excerpt")):
            raise Wrong(400, "empty_content")
        _check(typed, role)
        post = Post(self.next_id(), "")
        self.posts[post.id] = post
        return self._update(post, typed, role)

    def _update(self, post: Post, typed: dict[str, Any], role: str) -> Any:
        _check(typed, role)
        for name in POST_FIELDS:
            if name in typed:
                setattr(post, name, typed[name])
        if post.featured_media not in self.media:
            post.featured_media = 0
        for name in ("categories", "tags"):
            if name in typed:
                setattr(post, name, [one for one in typed[name] if one in self.terms])
        self._settle(post, typed)
        moved = max(datetime.now(UTC), post.modified_gmt).replace(microsecond=0)
        post.modified_gmt = moved
        post.versions.append((post.status, post.title, post.content))
        return _shown(post, self, True)

    def _settle(self, post: Post, typed: dict[str, Any]) -> None:
        """Its slug, its state and its date, with the traps that these have."""
        status = typed.get("status", post.status)
        if post.status == "trash" and status != "trash":
            post.slug = self._free(post.slug.removesuffix("__trashed"), post.id)
        wanted = typed.get("slug") or post.slug or slugged(post.title)
        if wanted != post.slug:
            post.slug = self._free(wanted, post.id)
        if "date_gmt" in typed:
            said = datetime.fromisoformat(typed["date_gmt"]).replace(microsecond=0)
            post.date_gmt = said if said.tzinfo else said.replace(tzinfo=UTC)
        if status in ("publish", "future"):
            now = datetime.now(UTC)
            post.date_gmt = post.date_gmt or now.replace(microsecond=0)
            status = "future" if post.date_gmt >= now + timedelta(seconds=60) else "publish"
        post.status = status

    def _delete(self, post: Post, query: Mapping[str, str]) -> Any:
        if query.get("force") == "true":
            del self.posts[post.id]
            return {"deleted": True, "previous": _shown(post, self, True)}
        if post.status == "trash":
            raise Wrong(410, "rest_already_trashed")
        self.trash(post.id)
        return _shown(post, self, True)

    def _free(self, slug: str, but: int = 0) -> str:
        taken = {one.slug for one in self.posts.values() if one.id != but}
        return numbered(slugged(slug), taken)


def _check(typed: Mapping[str, Any], role: str) -> None:
    if typed.get("status", "draft") not in STATUSES:
        raise Wrong(400, "rest_invalid_param", params={"status": "Invalid parameter."})
    if typed.get("status") in ("publish", "future"):
        may(role, "publish_posts", "rest_cannot_publish")


def _texturised(text: str) -> str:
    curly = re.sub(r'"([^"<>]*)"', r"&#8220;\1&#8221;", text)
    return curly.replace("...", "&#8230;").replace(" - ", " &#8211; ")


def _shown(post: Post, store: Store, edit: bool) -> dict[str, Any]:
    def said(text: str) -> dict[str, str]:
        shown = {"rendered": _texturised(text)}
        return {"raw": text, **shown} if edit else shown

    date = post.date_gmt or post.modified_gmt
    return {
        "id": post.id,
        "date_gmt": f"{date:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{post.modified_gmt:%Y-%m-%dT%H:%M:%S}",
        "slug": post.slug,
        "status": post.status,
        "link": f"{getattr(store, 'url', '')}/{post.slug}/",
        "title": said(post.title),
        "content": said(post.content),
        "excerpt": said(post.excerpt),
        "featured_media": post.featured_media,
        "categories": post.categories,
        "tags": post.tags,
        "comment_status": post.comment_status,
        "ping_status": post.ping_status,
        "meta": [],
    }
