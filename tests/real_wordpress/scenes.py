"""What is to be seen at a real WordPress, scene by scene; each says in a line what it saw."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import httpx

from awards.adapters import wordpress as adapter
from awards.adapters import wordpress_extras as extras
from awards.adapters import wordpress_rest as rest
from awards.adapters.shape import Article, Delivered, Outcome, Refused, Unclear
from awards.deliveries import Deed
from tests.real_wordpress.doorstep import Doorstep
from tests.real_wordpress.house import House
from tests.wordpress_story import ARTICLE, CORRECTED, IMAGE, Publication, channel

EDITOR = "news-editor"
POSTS = "/wp-json/wp/v2/posts"
HEADLINE = 'Fjordpuls & "sønner" er årets <bedrift>'


@dataclass
class Visit:
    """One scene's own announcement, and the site it goes to."""

    reader: httpx.AsyncClient  # a stranger's
    doorstep: Doorstep
    url: str
    lodging: House
    number: int

    def __post_init__(self) -> None:
        place = self.url.removeprefix("http://")
        self.publication = Publication(self._channel(EDITOR), place)
        self.publication.publication = f"{self.number:08x}-1111-4222-8333-944445555666"
        key = f"{self.number:08x}-0000-4000-8000-000000000001"
        self.image = replace(IMAGE, key=key)
        self.pictured = replace(ARTICLE, picture=self.image)

    @property
    def slug(self) -> str:
        return f"{ARTICLE.slug}-{self.number:08x}"

    def _channel(self, user: str, **settings: Any) -> Any:
        return channel(self.url, user, self.lodging.passwords[user], **settings)

    async def told(
        self, deed: Deed = Deed.PUBLISH, article: Article = ARTICLE, **changed: Any
    ) -> Outcome:
        return await self.publication.told(deed, article, **changed)

    async def page(self) -> httpx.Response:
        return await self.reader.get(f"/{self.slug}/")

    async def feed(self) -> str:
        return (await self.reader.get("/feed/")).text

    async def desk(self, method: str, route: str, **asked: Any) -> Any:
        """What the editor does by hand."""
        auth = (EDITOR, self.lodging.passwords[EDITOR])
        return (
            await self.reader.request(method, f"/wp-json/wp/v2{route}", auth=auth, **asked)
        ).json()

    async def posts(self) -> list[Any]:
        """Every post that stands under our slug or one that was made of it, trash left out."""
        slugs = ",".join([self.slug, *(f"{self.slug}-{number}" for number in range(2, 6))])
        asked = {"slug": slugs, "status": "any", "context": "edit"}
        return list(await self.desk("GET", "/posts", params=asked))


def expect(so: object, seen: object) -> None:
    if not so:
        raise SystemExit(f"This is not as it should be: {str(seen)[:2000]}")


def words(outcome: Outcome) -> str:
    return outcome.answer % outcome.facts


async def create(visit: Visit) -> str:
    filed = {**visit.publication.channel.settings, "category": "Årets bedrift", "tags": ["Pris"]}
    expect((await visit.page()).status_code == 404, "a page before the post")
    outcome = await visit.told(settings=filed)
    expect(isinstance(outcome, Delivered), outcome)
    page, (post,) = await visit.page(), await visit.posts()
    expect(page.status_code == 200 and "[gallery]" in unescape(page.text), page)
    expect(unescape(post["title"]["raw"]) == HEADLINE, post["title"])
    expect(post["categories"] != [1] and post["tags"] and post["comment_status"] == "closed", post)
    expect(visit.slug in await visit.feed(), "the feed")
    return f"{words(outcome)} Its page answers 200, the feed has it, filed and closed for comments."


async def update(visit: Visit) -> str:
    await visit.told()
    outcome = await visit.told(Deed.CORRECT, CORRECTED)
    page = await visit.page()
    expect("<p>Rettet.<!--" in page.text and len(await visit.posts()) == 1, page)
    expect("<p><!--" not in page.text and "<p></p>" not in page.text, "an empty paragraph")
    return f"{words(outcome)} The same post, the same address, the new text."


async def picture(visit: Visit) -> str:
    outcome = await visit.told(article=visit.pictured)
    expect(isinstance(outcome, Delivered), outcome)
    (post,) = await visit.posts()
    media = await visit.desk("GET", f"/media/{post['featured_media']}")
    file = await visit.reader.get(media["source_url"])
    expect((file.status_code, media["alt_text"]) == (200, "Vinneren"), media)
    return f"featured as {media['source_url'].rpartition('/')[2]}, with its alternative text."


async def withdraw(visit: Visit) -> str:
    await visit.told(article=visit.pictured)
    (post,) = await visit.posts()
    media = await visit.desk("GET", f"/media/{post['featured_media']}")
    outcome = await visit.told(Deed.WITHDRAW, visit.pictured)
    again = await visit.told(Deed.WITHDRAW, visit.pictured)
    gone = [
        (await visit.page()).status_code,
        (await visit.reader.get(media["source_url"])).status_code,
    ]
    expect(gone == [404, 404] and again == outcome, gone)
    expect(visit.slug not in await visit.feed(), "the feed")
    return (
        f"{words(outcome)} Page and picture answer 404, the feed has forgotten it; twice is once."
    )


async def wrong_password(visit: Visit) -> str:
    outcome = await visit.told(secrets=("abcd efgh ijkl mnop qrst uvwx",))
    expect(outcome == Refused(rest.SIGN_IN, permanent=True), outcome)
    expect(await visit.posts() == [], "a post")
    return words(outcome)


async def lost_answer(visit: Visit) -> str:
    lost = [f"POST {POSTS} ", "POST /wp-json/wp/v2/media ", f"POST {POSTS}/"]
    for one in lost:
        visit.doorstep.lose(one)
        outcome = await visit.told(article=visit.pictured)
        expect(isinstance(outcome, Unclear), outcome)
    outcome = await visit.told(article=visit.pictured)
    (post,) = await visit.posts()
    slugs = ",".join(f"{visit.slug}-{visit.image.key[:8]}{end}" for end in ("", "-1", "-2"))
    media = await visit.desk("GET", "/media", params={"slug": slugs})
    expect((post["slug"], post["status"], len(media)) == (visit.slug, "publish", 1), post)
    return f"lost after creating, uploading and publishing; {words(outcome)} One post, one picture."


async def lost_correction(visit: Visit) -> str:
    await visit.told()
    visit.doorstep.lose(f"POST {POSTS}/")
    expect(isinstance(await visit.told(Deed.CORRECT, CORRECTED), Unclear), "clear")
    (before,) = await visit.posts()
    outcome = await visit.told(Deed.CORRECT, CORRECTED)
    (post,) = await visit.posts()
    expect(post["modified_gmt"] == before["modified_gmt"], post)
    return f"{words(outcome)} It was seen to be there, and not written again."


async def foreign_post(visit: Visit) -> str:
    typed = {"slug": visit.slug, "title": "Noe annet", "content": "x", "status": "publish"}
    foreign = (await visit.desk("POST", "/posts", json=typed))["id"]
    outcome = await visit.told()
    expect(outcome == Refused(adapter.FOREIGN, True, facts={"post": str(foreign)}), outcome)
    expect([one["title"]["raw"] for one in await visit.posts()] == ["Noe annet"], "ours beside it")
    visit.publication.remote["post"] = visit.publication.remote.pop("found")
    adopted = await visit.told()
    (post,) = await visit.posts()
    expect((post["id"], unescape(post["title"]["raw"])) == (foreign, HEADLINE), post)
    return f"{words(outcome)} Adopted: {words(adopted)}"


async def edited_by_hand(visit: Visit) -> str:
    await visit.told()
    (post,) = await visit.posts()
    await visit.desk("POST", f"/posts/{post['id']}", json={"content": "<p>For hånd</p>"})
    outcome = await visit.told(Deed.CORRECT, CORRECTED)
    expect(isinstance(outcome, Refused) and outcome.answer == adapter.EDITED, outcome)
    again = await visit.told(Deed.CORRECT, CORRECTED)
    expect("Rettet." in (await visit.page()).text, again)
    return f"{words(outcome)} Again: {words(again)}"


async def removed_by_hand(visit: Visit) -> str:
    await visit.told()
    (post,) = await visit.posts()
    await visit.desk("DELETE", f"/posts/{post['id']}")
    outcome = await visit.told(Deed.CORRECT, CORRECTED)
    expect(isinstance(outcome, Refused) and outcome.answer == adapter.REMOVED, outcome)
    again = await visit.told(Deed.CORRECT, CORRECTED)
    expect("Rettet." in (await visit.page()).text, again)
    return f"{words(outcome)} Again: {words(again)}"


async def a_draft_where_the_channel_wants_one(visit: Visit) -> str:
    settings = {**visit.publication.channel.settings, "status": "draft"}
    outcome = await visit.told(article=visit.pictured, settings=settings)
    (post,) = await visit.posts()
    expect((post["status"], bool(post["featured_media"])) == ("draft", True), post)
    expect((await visit.page()).status_code == 404, "its page")
    return words(outcome)


async def an_author_instead_of_an_editor(visit: Visit) -> str:
    visit.publication.channel = visit._channel("news-author")
    outcome = await visit.told(article=visit.pictured)
    corrected = await visit.told(Deed.CORRECT, replace(CORRECTED, picture=visit.image))
    expect(isinstance(outcome, Delivered) and isinstance(corrected, Delivered), corrected)
    return f"{words(outcome)} {words(corrected)}"


async def a_contributor_instead_of_an_editor(visit: Visit) -> str:
    visit.publication.channel = visit._channel("news-contributor")
    outcome = await visit.told()
    expect(outcome == Refused(rest.NOT_PUBLISHING, True, facts=outcome.facts), outcome)
    wrong = await visit.publication.tried_out()
    expect(set(wrong) == {rest.NOT_PUBLISHING, extras.NO_PICTURES}, wrong)
    return words(outcome)


async def maintenance(visit: Visit) -> str:
    flag = visit.lodging.site / ".maintenance"
    flag.write_text("<?php $upgrading = time();")
    outcome = await visit.told()
    flag.unlink()
    facts = {"status": "503", "code": "wp_die"}
    expect(outcome == Refused(rest.BUSY, permanent=False, after=600, facts=facts), outcome)
    return f"{words(outcome)} To be tried again after 600 seconds."


async def the_trial(visit: Visit) -> str:
    visit.publication.channel = visit._channel(EDITOR, category="Finnes ikke ennå")
    expect(await visit.publication.tried_out() == {}, "a finding")
    visit.publication.channel = replace(visit.publication.channel, secrets=("wrong",))
    wrong = await visit.publication.tried_out()
    expect(wrong == {rest.SIGN_IN: {}}, wrong)
    expect(await visit.posts() == [], "a post")
    return "all is well with the right password, and with a wrong one it says so."


Scene = Callable[[Visit], Awaitable[str]]
SCENES: tuple[Scene, ...] = (
    create,
    update,
    picture,
    withdraw,
    wrong_password,
    lost_answer,
    lost_correction,
    foreign_post,
    edited_by_hand,
    removed_by_hand,
    a_draft_where_the_channel_wants_one,
    an_author_instead_of_an_editor,
    a_contributor_instead_of_an_editor,
    maintenance,
    the_trial,
)
