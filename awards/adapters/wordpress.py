"""WordPress: an announcement becomes a post of the site; corrections and withdrawals follow it.

A post is made as a draft, gets its picture, and is published last. Its text is overwritten only
where it is still ours: whoever edited or removed it by hand is asked, and to try again means yes.
``remote`` keeps slug, post, link, media (id by key), terms; stored and sending: marks of texts;
found: a post that is not ours; removed, absent: what staff were asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awards.adapters import wordpress_extras as extras
from awards.adapters import wordpress_posts as posts
from awards.adapters.shape import (
    Channel,
    Delivered,
    Dispatch,
    Finding,
    Outcome,
    Refused,
    Steps,
)
from awards.adapters.troubles import SAID
from awards.adapters.wordpress_posts import Names, Post
from awards.adapters.wordpress_rest import Site, Stopped, found_root, not_possible
from awards.adapters.wordpress_trial import tried_out
from awards.deliveries import Deed
from awards.errors import N_
from awards.outgoing import Caller, Failed

PUBLISHED = N_("Post %(post)s was published.")
DRAFTED = N_("Post %(post)s waits as a draft.")
CORRECTED = N_("Post %(post)s was corrected.")
WITHDRAWN = N_("Post %(post)s is in the trash.")
NEVER_THERE = N_("There was no post to withdraw.")
PICTURE_STAYS = N_("Post %(post)s is in the trash, but the user may not remove its picture.")
FOREIGN = N_("Post %(post)s stands at our address and is not ours. Adopt it, or rename it there.")
REMOVED = N_("Somebody removed post %(post)s. Try again to put it back, or skip this.")
EDITED = N_("Somebody edited post %(post)s. Try again to overwrite that, or skip this.")
ABSENT = N_("There is no post to correct. Try again to publish it now, or skip this.")
HELD_BACK = N_("Post %(post)s is not public: WordPress keeps it as “%(status)s”.")


class _WordPress:
    kind = "wordpress"
    name = "WordPress"

    async def deliver(
        self, caller: Caller, channel: Channel, dispatch: Dispatch, steps: Steps
    ) -> Outcome:
        if reason := not_possible(caller, channel):
            return Refused(reason, permanent=True)
        await steps.hold()
        try:
            root, _ = await found_root(caller, channel)
            site = Site(caller, channel, root, steps.hold)
            work = _Work(site, dispatch, steps, dict(dispatch.remote))
            return await (work.withdraw() if dispatch.deed == Deed.WITHDRAW else work.show())
        except Failed as failure:
            return Refused(SAID[failure.trouble], permanent=False)
        except Stopped as stopped:
            return stopped.outcome

    async def try_out(self, caller: Caller, channel: Channel) -> list[Finding]:
        return await tried_out(caller, channel)


WORDPRESS = _WordPress()


@dataclass
class _Work:
    """One deed on its way, and what is known of its post."""

    site: Site
    dispatch: Dispatch
    steps: Steps
    remote: dict[str, Any]

    async def show(self) -> Outcome:
        """Published, or corrected: the post says what the article says."""
        typed = posts.text(self.dispatch.article, self.names)
        post = await self._known() or await self._made(typed)
        await self._ask_about_edits(post, typed)
        changes = {**typed, **await self._picture(post), **await self._state(post)}
        if _says(post, changes):
            await self.remember(stored=post.mark)
        else:
            post = await self._overwritten(post, changes)
        await self._forget_pictures()
        return Delivered(self._answer, _facts(post.id))

    async def withdraw(self) -> Outcome:
        ids = await self._all_posts()
        for id in ids:
            await posts.throw_away(self.site, id)
        removed = [await extras.remove_picture(self.site, id) for id in await self._all_pictures()]
        if not ids:
            return Delivered(NEVER_THERE)
        return Delivered(WITHDRAWN if all(removed) else PICTURE_STAYS, _facts(ids[0]))

    @property
    def names(self) -> Names:
        now = posts.names(self.dispatch.article, self.dispatch.publication)
        return Names(self.remote.get("slug", now.slug), now.key)

    @property
    def publishes(self) -> bool:
        return self.dispatch.deed == Deed.PUBLISH

    @property
    def status(self) -> str:
        return "draft" if self.site.channel.settings.get("status") == "draft" else "publish"

    @property
    def media(self) -> dict[str, int]:
        return dict(self.remote.get("media") or {})

    @property
    def _answer(self) -> str:
        if self.publishes:
            return DRAFTED if self.status == "draft" else PUBLISHED
        return CORRECTED

    async def remember(self, **remote: Any) -> None:
        """Only what is news: each is a transaction."""
        news = {name: one for name, one in remote.items() if self.remote.get(name) != one}
        if news:
            self.remote.update(news)
            await self.steps.remember(**news)

    async def _known(self) -> Post | None:
        """The post that is ours. What somebody removed comes back only when staff say so."""
        if id := self.remote.get("post"):
            post = await posts.read(self.site, int(id))
            if post is None or post.is_trash:
                await self._ask_about_removed(int(id))
            if post is None:
                await self.remember(post=None, media={}, stored=None, absent=True)
            return post
        return await self._looked_up()

    async def _looked_up(self) -> Post | None:
        """The oldest with our slug and our key; its twins go to the trash before it is out."""
        found = await posts.look_up(self.site, self.names)
        if found.foreign and not any(one.slug == self.names.slug for one in found.ours):
            for one in found.ours:
                await posts.throw_away(self.site, one.id)
            await self.remember(found=found.foreign[0].id)
            raise Stopped(Refused(FOREIGN, True, facts=_facts(found.foreign[0].id)))
        for stray in found.ours[1:]:
            await posts.throw_away(self.site, stray.id)
        if not found.ours and found.removed:
            await self._ask_about_removed(found.removed[0].id)
        post = next(iter(found.ours + found.removed), None)
        if post:
            await self.remember(post=post.id, found=None)
        return post

    async def _ask_about_removed(self, id: int) -> None:
        if self.remote.get("removed") != id:
            await self.remember(removed=id)
            raise Stopped(Refused(REMOVED, permanent=True, facts=_facts(id)))

    async def _made(self, typed: Mapping[str, Any]) -> Post:
        if not self.publishes and not self.remote.get("absent"):
            await self.remember(absent=True)
            raise Stopped(Refused(ABSENT, permanent=True))
        await self.remember(slug=self.names.slug, sending=_mark(typed))
        post = await posts.create(self.site, self.names, {**typed, **await self._terms()})
        if post.slug != self.names.slug:
            post = await self._looked_up() or post
        await self.remember(post=post.id, stored=post.mark, link=post.link, found=None)
        return post

    async def _ask_about_edits(self, post: Post, typed: Mapping[str, Any]) -> None:
        """Its text is to be what we wrote, or what we are about to write."""
        stored = self.remote.get("stored")
        if stored and post.mark not in (stored, self.remote.get("sending"), _mark(typed)):
            await self.remember(stored=post.mark)
            raise Stopped(Refused(EDITED, permanent=True, facts=_facts(post.id)))

    async def _terms(self) -> dict[str, list[int]]:
        """Looked up once: whoever files the post elsewhere later is right."""
        if "terms" not in self.remote:
            settings = self.site.channel.settings
            category = settings.get("category")
            categories = await extras.terms(self.site, "categories", [category] if category else [])
            tags = await extras.terms(self.site, "tags", settings.get("tags") or [])
            found = {"categories": categories, "tags": tags}
            await self.remember(terms={kind: ids for kind, ids in found.items() if ids})
        return dict(self.remote["terms"])

    async def _picture(self, post: Post) -> dict[str, int]:
        """What has to be said about the picture of the post; nothing if that stands as it is."""
        image, media = self.dispatch.article.picture, self.media
        if image is None:
            return {"featured_media": 0} if post.picture in media.values() else {}
        if image.key not in media:
            article = self.dispatch.article
            id = await extras.picture(self.site, self.names, article, image, post.id)
            await self.remember(media={**media, image.key: id})
        elif not self.publishes:
            await extras.describe(self.site, media[image.key], image)
        return {"featured_media": self.media[image.key]}

    async def _state(self, post: Post) -> dict[str, Any]:
        """A correction publishes nothing that somebody has taken off the site by hand."""
        anew = self.remote.get("absent") or post.is_trash
        if (self.publishes or anew) and not (self.status == "draft" and not post.is_trash):
            return {"status": self.status, **await self._terms()}
        return {}

    async def _overwritten(self, post: Post, changes: Mapping[str, Any]) -> Post:
        await self.remember(sending=_mark(changes))
        written = await posts.update(self.site, post.id, changes)
        if written and written.status == "future" and changes.get("status") == "publish":
            then = f"{self.dispatch.article.published_at:%Y-%m-%dT%H:%M:%S}+00:00"
            written = await posts.update(self.site, post.id, {**changes, "date_gmt": then})
        if written is None:
            await self._ask_about_removed(post.id)
            raise Stopped(Refused(REMOVED, permanent=True, facts=_facts(post.id)))
        await self.remember(stored=written.mark, link=written.link, removed=None, absent=None)
        if written.status != changes.get("status", written.status):
            facts = {**_facts(post.id), "status": written.status}
            raise Stopped(Refused(HELD_BACK, permanent=written.status != "future", facts=facts))
        return written

    async def _forget_pictures(self) -> None:
        """Those that an earlier version had."""
        image, media = self.dispatch.article.picture, self.media
        kept = {key: id for key, id in media.items() if image and key == image.key}
        for key in media.keys() - kept.keys():
            await extras.remove_picture(self.site, media[key])
        await self.remember(media=kept)

    async def _all_posts(self) -> list[int]:
        if id := self.remote.get("post"):
            return [int(id)]
        return [one.id for one in (await posts.look_up(self.site, self.names)).ours]

    async def _all_pictures(self) -> list[int]:
        image, media = self.dispatch.article.picture, self.media
        if image and image.key not in media:
            lost = await extras.find_picture(self.site, self.names, image)
            return [*media.values(), *([lost] if lost else [])]
        return list(media.values())


def _says(post: Post, changes: Mapping[str, Any]) -> bool:
    """Whether the post is as it is to be; then an answer was lost, and nothing has to be done."""
    return (
        post.mark == _mark(changes)
        and post.status == changes.get("status", post.status)
        and post.picture == changes.get("featured_media", post.picture)
    )


def _mark(typed: Mapping[str, Any]) -> str:
    return posts.mark(typed["title"], typed["content"])


def _facts(post: int) -> Mapping[str, str]:
    return {"post": str(post)}
