"""An announcement becomes one post of a WordPress site, whatever goes wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from awards.adapters import wordpress as adapter
from awards.adapters import wordpress_extras as extras
from awards.adapters import wordpress_rest as rest
from awards.adapters import wordpress_trial as trial
from awards.adapters.shape import Delivered, Refused, Unclear
from awards.adapters.troubles import SAID
from awards.deliveries import Deed
from awards.outgoing import Trouble
from tests import wordpress
from tests.wordpress import WordPress
from tests.wordpress_moods import Nastiness
from tests.wordpress_story import ARTICLE, CORRECTED, IMAGE, SLUG, Publication, channel

pytestmark = pytest.mark.anyio

TITLE = 'Fjordpuls &amp; "sønner" er årets &lt;bedrift&gt;'
KEY = "<!-- awards:4f3c2b1a-1111-4222-8333-944445555666 -->"
PICTURED = replace(ARTICLE, picture=IMAGE)


@pytest.fixture(scope="module")
def server() -> Iterator[WordPress]:
    with wordpress.running() as site:
        yield site


@pytest.fixture
def site(server: WordPress) -> WordPress:
    server.begin_again()
    return server


@pytest.fixture
def publication(site: WordPress) -> Publication:
    return Publication(channel(site.url, site.user, site.password), site.host)


def published(post: int) -> Delivered:
    return Delivered(adapter.PUBLISHED, {"post": str(post)})


def corrected(post: int) -> Delivered:
    return Delivered(adapter.CORRECTED, {"post": str(post)})


def refused(sentence: str, **facts: Any) -> Refused:
    return Refused(sentence, True, facts=facts)


async def until_delivered(publication: Publication, deed: Deed, article: Any = ARTICLE) -> int:
    """Tries until it is done; how many that took."""
    for tried in range(1, 200):
        if isinstance(outcome := await publication.told(deed, article), Delivered):
            return tried
        assert not (isinstance(outcome, Refused) and outcome.permanent), outcome
    raise AssertionError


async def test_an_announcement_is_made_as_a_draft_and_published_last(
    site: WordPress, publication: Publication
) -> None:
    assert await publication.told() == published(1)
    assert site.asked == ["HEAD ", "GET /posts", "POST /posts", "POST /posts/1"]
    assert publication.held == len(site.requests)
    (post,) = site.public
    assert (post.slug, post.title, post.comment_status, post.ping_status) == (
        SLUG,
        TITLE,
        "closed",
        "closed",
    )
    assert post.content == (
        f"<p>En jury har valgt...</p> <p>Fjordpuls &#91;gallery] &amp; sønner.{KEY}</p>"
    )
    assert [status for status, _, _ in post.versions] == ["draft", "publish"]
    assert publication.remote["link"] == f"{site.url}/{SLUG}/"


async def test_what_is_filed_has_its_category_and_tags_once(
    site: WordPress, publication: Publication
) -> None:
    filed = {**publication.channel.settings, "category": "årets BEDRIFT", "tags": ["Pris", "Nytt"]}
    site.answer("POST", "/wp/v2/categories", {}, {"name": "Årets bedrift"}, "editor")
    assert await publication.told(settings=filed) == published(4)
    assert [(one.kind, one.name) for one in site.terms.values()] == [
        ("categories", "Årets bedrift"),
        ("tags", "Pris"),
        ("tags", "Nytt"),
    ]
    assert (site.posts[4].categories, site.posts[4].tags) == ([1], [2, 3])


async def test_a_site_may_want_a_draft(site: WordPress, publication: Publication) -> None:
    waiting = {**publication.channel.settings, "status": "draft"}
    outcome = await publication.told(article=PICTURED, settings=waiting)
    assert outcome == Delivered(adapter.DRAFTED, {"post": "1"})
    assert (site.posts[1].status, site.posts[1].featured_media, site.public) == ("draft", 2, [])


async def test_a_picture_is_uploaded_before_the_post_is_out(
    site: WordPress, publication: Publication
) -> None:
    assert await publication.told(article=PICTURED) == published(1)
    assert site.asked[2:] == ["POST /posts", "GET /media", "POST /media", "POST /posts/1"]
    media = site.media[2]
    assert (media.slug, media.alt_text, media.caption, media.post, media.content) == (
        f"{SLUG}-0a1b2c3d",
        "Vinneren",
        "Foto: Å",
        1,
        IMAGE.content,
    )
    assert media.file_name == f"{IMAGE.key}.png"
    assert site.posts[1].featured_media == 2


async def test_a_correction_changes_the_same_post(
    site: WordPress, publication: Publication
) -> None:
    await publication.told(article=PICTURED)
    assert await publication.told(Deed.CORRECT, CORRECTED) == corrected(1)
    (post,) = site.public
    assert (post.content, post.featured_media, site.media) == (f"<p>Rettet.{KEY}</p>", 0, {})


async def test_a_corrected_picture_takes_the_place_of_the_first(
    site: WordPress, publication: Publication
) -> None:
    await publication.told(article=PICTURED)
    better = replace(IMAGE, alt="Vinneren og Kåre")
    await publication.told(Deed.CORRECT, replace(CORRECTED, picture=better))
    assert [(one.id, one.alt_text) for one in site.media.values()] == [(2, "Vinneren og Kåre")]
    other = replace(IMAGE, key="ffff0000-0000-4000-8000-000000000002")
    await publication.told(Deed.CORRECT, replace(CORRECTED, picture=other))
    assert [one.slug for one in site.media.values()] == [f"{SLUG}-ffff0000"]
    assert site.posts[1].featured_media == 3


async def test_a_withdrawn_post_and_its_picture_are_gone(
    site: WordPress, publication: Publication
) -> None:
    await publication.told(article=PICTURED)
    for _ in range(2):
        outcome = await publication.told(Deed.WITHDRAW, PICTURED)
        assert outcome == Delivered(adapter.WITHDRAWN, {"post": "1"})
    assert (site.public, site.media) == ([], {})


async def test_what_was_never_there_needs_no_withdrawal(publication: Publication) -> None:
    assert await publication.told(Deed.WITHDRAW) == Delivered(adapter.NEVER_THERE)


async def test_a_wrong_password_is_refused_in_words(
    site: WordPress, publication: Publication
) -> None:
    assert await publication.told(secrets=("wrong",)) == refused(rest.SIGN_IN)
    assert site.posts == {}


@pytest.mark.parametrize("unsafe", ["http://avis.example/", "http://127.0.0.1:1/"])
async def test_a_password_never_travels_in_the_clear(publication: Publication, unsafe: str) -> None:
    assert await publication.told(address=unsafe) == refused(rest.NOT_SAFE)


@pytest.mark.parametrize("named", ["https://elsewhere.example/wp-json/", "http://[", "/wp-json/"])
async def test_a_password_goes_to_no_other_server_than_the_one_that_staff_named(
    site: WordPress, publication: Publication, named: str
) -> None:
    site.named = named
    assert await publication.told() == published(1)


@pytest.mark.parametrize("mood", ["plain", "no_link"])
async def test_every_way_to_the_interface_is_found(
    site: WordPress, publication: Publication, mood: str
) -> None:
    site.moods.add(mood)
    assert await publication.told() == published(1)


@pytest.mark.parametrize("path", ["/posts", "/posts/1", "/media"])
@pytest.mark.parametrize("kind", wordpress.KINDS)
async def test_nothing_that_goes_wrong_makes_a_second_post(
    site: WordPress, publication: Publication, path: str, kind: str
) -> None:
    """One request goes wrong, and then all is well: after one more try there is one post."""
    site.late = 0.3
    publication.channel = replace(publication.channel, patience=0.4)
    site.spoil("POST", path, kind)
    outcome = await publication.told(article=PICTURED)
    if kind == "redirect":
        address = f"https://www.avis.example/wp-json/wp/v2{path}"
        assert outcome == refused(rest.MOVED, address=address)
    elif kind == "too_many":
        facts = {"status": "429", "code": "429"}
        assert outcome == Refused(rest.BUSY, permanent=False, after=2.0, facts=facts)
    else:
        assert isinstance(outcome, Unclear), outcome
    site.requests.clear()
    publication.channel = replace(publication.channel, patience=10.0)
    await wordpress.finished(site)
    again = await publication.told(article=PICTURED)
    assert isinstance(again, Delivered)
    assert [(one.slug, one.featured_media) for one in site.public] == [(SLUG, min(site.media))]
    assert (len(site.posts), len(site.media)) == (1, 1)


@pytest.mark.parametrize("kind", ["lose_after", "error_after", "half", "gzip", "hang"])
async def test_a_correction_whose_answer_was_lost_is_not_written_again(
    site: WordPress, publication: Publication, kind: str
) -> None:
    await publication.told()
    site.spoil("POST", "/posts/1", kind)
    site.late = 0.1
    await publication.told(Deed.CORRECT, CORRECTED)
    assert await publication.told(Deed.CORRECT, CORRECTED) == corrected(1)
    assert len(site.posts[1].versions) == 3


async def test_what_was_written_with_a_lost_answer_is_no_edit_by_hand_later(
    site: WordPress, publication: Publication
) -> None:
    await publication.told()
    site.spoil("POST", "/posts/1", "lose_after")
    await publication.told(Deed.CORRECT, CORRECTED)
    await publication.told(Deed.CORRECT, CORRECTED)
    again = replace(CORRECTED, content="<p>Rettet igjen.</p>")
    site.spoil("POST", "/posts/1", "lose_before")
    await publication.told(Deed.CORRECT, again)
    assert await publication.told(Deed.CORRECT, again) == corrected(1)


async def test_a_site_where_everything_goes_wrong_gets_one_post_of_each_version(
    site: WordPress, publication: Publication
) -> None:
    site.nasty = Nastiness(
        7, lose_before=0.15, lose_after=0.3, error_before=0.05, error_after=0.1, half=0.1
    )
    await until_delivered(publication, Deed.PUBLISH, PICTURED)
    corrections = [replace(PICTURED, content=f"<p>{number}</p>") for number in range(5)]
    for one in corrections:
        await until_delivered(publication, Deed.CORRECT, one)
    (post,) = site.posts.values()
    told = list(dict.fromkeys(content for _, _, content in post.versions))
    assert told[1:] == [f"<p>{number}{KEY}</p>" for number in range(5)]
    assert (post.slug, len(site.media)) == (SLUG, 1)
    await until_delivered(publication, Deed.WITHDRAW, PICTURED)
    assert (site.public, site.media) == ([], {})


async def test_of_twins_the_oldest_is_ours_and_the_others_go(
    site: WordPress, publication: Publication
) -> None:
    for _ in range(2):
        site.written(SLUG, content=f"Utkast {KEY}")
    assert await publication.told() == published(1)
    assert [(one.id, one.slug, one.status) for one in site.posts.values()] == [
        (1, SLUG, "publish"),
        (2, f"{SLUG}-2__trashed", "trash"),
    ]


async def test_the_post_of_somebody_else_is_left_alone_until_staff_adopt_it(
    site: WordPress, publication: Publication
) -> None:
    site.written(SLUG, title="Noe annet", content="Noe annet", status="publish")
    assert await publication.told() == refused(adapter.FOREIGN, post="1")
    assert publication.remote["found"] == 1
    assert (site.posts[1].content, len(site.posts)) == ("Noe annet", 1)
    publication.remote["post"] = publication.remote.pop("found")
    assert await publication.told() == published(1)
    assert (site.posts[1].title, len(site.posts)) == (TITLE, 1)


async def test_a_post_that_came_between_look_up_and_creation_is_seen(
    site: WordPress, publication: Publication
) -> None:
    site.in_between = lambda: site.written(SLUG, content="Noe annet", status="publish")
    assert await publication.told() == refused(adapter.FOREIGN, post="1")
    assert {one.id: one.status for one in site.posts.values()} == {1: "publish", 2: "trash"}


async def test_a_post_edited_by_hand_is_overwritten_only_when_staff_try_again(
    site: WordPress, publication: Publication
) -> None:
    await publication.told()
    site.by_hand(1, content="<p>Skrevet for hånd</p>")
    assert await publication.told(Deed.CORRECT, CORRECTED) == refused(adapter.EDITED, post="1")
    assert site.posts[1].content == "<p>Skrevet for hånd</p>"
    assert await publication.told(Deed.CORRECT, CORRECTED) == corrected(1)
    assert site.posts[1].content == f"<p>Rettet.{KEY}</p>"


async def test_who_files_a_post_elsewhere_is_not_asked(
    site: WordPress, publication: Publication
) -> None:
    await publication.told()
    site.terms[9] = wordpress.Term(9, "categories", "Forsiden", "forsiden")
    site.by_hand(1, categories=[9])
    assert await publication.told(Deed.CORRECT, CORRECTED) == corrected(1)
    assert site.posts[1].categories == [9]


@pytest.mark.parametrize("for_good", [False, True])
async def test_a_post_removed_by_hand_comes_back_only_when_staff_try_again(
    site: WordPress, publication: Publication, for_good: bool
) -> None:
    await publication.told()
    if for_good:
        del site.posts[1]
    else:
        site.trash(1)
    assert await publication.told(Deed.CORRECT, CORRECTED) == refused(adapter.REMOVED, post="1")
    assert site.public == []
    assert await publication.told(Deed.CORRECT, CORRECTED) == corrected(2 if for_good else 1)
    assert [(one.slug, one.content) for one in site.public] == [(SLUG, f"<p>Rettet.{KEY}</p>")]


async def test_a_correction_of_what_was_skipped_asks_first(
    site: WordPress, publication: Publication
) -> None:
    assert await publication.told(Deed.CORRECT, CORRECTED) == refused(adapter.ABSENT)
    assert site.posts == {}
    assert await publication.told(Deed.CORRECT, CORRECTED) == corrected(1)
    assert [one.slug for one in site.public] == [SLUG]


async def test_a_correction_does_not_publish_what_was_taken_off_by_hand(
    site: WordPress, publication: Publication
) -> None:
    await publication.told()
    site.by_hand(1, status="private")
    assert await publication.told(Deed.CORRECT, CORRECTED) == corrected(1)
    assert site.posts[1].status == "private"


async def test_a_post_that_somebody_dated_ahead_is_published_now(
    site: WordPress, publication: Publication
) -> None:
    site.spoil("POST", "/posts/1", "lose_before")
    await publication.told()
    site.by_hand(1, date_gmt=wordpress.tomorrow())
    assert await publication.told() == published(1)
    assert [one.slug for one in site.public] == [SLUG]


SHUT = [
    ("passwords_off", rest.SIGN_IN, trial.NO_PASSWORDS, {}, True),
    ("disabled", rest.NO, rest.NO, {"status": "403", "code": "rest_disabled"}, True),
    ("blocked", rest.NO_REST, rest.NO_REST, {"status": "404", "code": "404"}, True),
    ("maintenance", rest.BUSY, rest.BUSY, {"status": "503", "code": "wp_die"}, False),
    ("firewall", rest.FIREWALL, rest.FIREWALL, {"status": "403", "code": "403"}, True),
    ("contributor", rest.NOT_PUBLISHING, rest.NOT_PUBLISHING, None, True),
]


@pytest.mark.parametrize(("mood", "answer", "finding", "facts", "permanent"), SHUT)
async def test_a_door_that_is_shut_is_explained(
    site: WordPress,
    publication: Publication,
    mood: str,
    answer: str,
    finding: str,
    facts: dict[str, str] | None,
    permanent: bool,
) -> None:
    site.moods.add(mood)
    outcome = await publication.told()
    assert isinstance(outcome, Refused)
    assert (outcome.answer, outcome.permanent) == (answer, permanent)
    wrong = await publication.tried_out()
    assert finding in wrong
    if facts is not None:
        assert (outcome.facts, wrong) == (facts, {finding: facts})
    assert site.public == []


async def test_a_site_that_is_down_is_tried_again(publication: Publication) -> None:
    publication.host = "127.0.0.1:1"
    outcome = await publication.told(address="http://127.0.0.1:1/")
    assert outcome == Refused(SAID[Trouble.CLOSED], permanent=False)


async def test_a_trial_says_that_all_is_well_and_publishes_nothing(
    site: WordPress, publication: Publication
) -> None:
    settings = {**publication.channel.settings, "category": "Priser"}
    publication.channel = replace(publication.channel, settings=settings)
    assert await publication.tried_out() == {}
    assert (site.posts, site.terms) == ({}, {})


async def test_a_trial_says_what_the_user_may_not_do(
    site: WordPress, publication: Publication
) -> None:
    settings = {**publication.channel.settings, "category": "Priser"}
    publication.channel = replace(publication.channel, settings=settings)
    site.moods.add("contributor")
    assert await publication.tried_out() == {
        rest.NOT_PUBLISHING: {},
        extras.NO_PICTURES: {},
        extras.NO_TERM: {"name": "Priser"},
    }


async def test_a_trial_of_another_site_than_a_wordpress_says_so(
    site: WordPress, publication: Publication
) -> None:
    publication.channel = replace(publication.channel, secrets=("wrong",))
    assert await publication.tried_out() == {rest.SIGN_IN: {}}
    site.spoil("GET", "/", "redirect")
    assert list(await publication.tried_out()) == [rest.MOVED]
    site.spoil("GET", "/", "front_page")
    assert list(await publication.tried_out()) == [rest.NOT_JSON]
