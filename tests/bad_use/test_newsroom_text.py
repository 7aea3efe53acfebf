"""What people typed into an announcement is text at every channel, whatever they typed."""

import json
from dataclasses import replace
from html import unescape

import html5lib
import pytest

from awards import articles, words
from awards.adapters import webhook, wordpress_posts
from awards.adapters.shape import Dispatch, Image
from awards.articles import Quote, Wording
from awards.deliveries import Deed
from tests.bad_use.test_output import TYPED, unsafe
from tests.wordpress_story import ARTICLE, NOON, PUBLICATION

HOSTILE = {
    "scripts": TYPED,
    "the end of a section": "a ]]> <![CDATA[ <!-- awards:1 --> --> </script><script>alert(1)",
    "short codes": "[gallery ids=1] [caption]x[/caption] [[embed]]https://x.example[/embed]",
    "a link that is a script": "javascript:alert(1) data:text/html,<script>alert(1)</script>",
    "a line of its own": "https://video.example/watch\n\nhttps://video.example/watch",
    "letters that turn": "vinner \u202egpj.exe \u2066x\u2069 \u200f",
    "half a letter": "a\ud800b\udfff\x00\ufffe\x0b",
    "one word": "å" * 10_000,
    "its own ends": "</p></blockquote></div><p onclick=alert(1)>",
    "blocks": "<!-- wp:html --><script>alert(1)</script><!-- /wp:html -->",
    "percent": "%s %(name)s {{7*7}} {% raw %} ${7} <?php phpinfo(); ?>",
}


def article(typed: str) -> str:
    text = {"nb": words.clean(typed)}
    wording = Wording(text, text, text, (Quote(text, text),), 1, text, words.clean(typed))
    return articles.content(wording, "nb", "nb", text)


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_a_post_holds_it_as_text_on_one_line_and_runs_nothing(typed: str) -> None:
    cleaned = words.clean(typed)
    told = replace(ARTICLE, title=cleaned, lead=cleaned, content=article(typed))
    names = wordpress_posts.names(told, PUBLICATION)
    text = wordpress_posts.text(told, names)
    sent = json.dumps(text).encode()

    assert json.loads(sent) == text
    for part in text.values():
        assert unsafe(part) == []
        assert "\n" not in part
        assert "[" not in part
    assert text["content"].count("<!--") == 1  # our key
    assert "<" not in text["title"] + text["excerpt"]
    assert unescape(text["title"]) == " ".join(cleaned.split())


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_a_message_holds_it_as_text_and_is_read_back_as_it_was_typed(typed: str) -> None:
    cleaned = words.clean(typed)
    image = Image("key", "image/png", 1, 1, b"", cleaned, cleaned)
    told = replace(
        ARTICLE, title=cleaned, lead=cleaned, content=article(typed), picture=image, correction=""
    )
    dispatch = Dispatch("d", PUBLICATION, Deed.PUBLISH, told, {}, 1, False, NOON)
    read = json.loads(webhook._written(webhook._news(dispatch)))

    assert (read["data"]["title"], read["data"]["picture"]["alt"]) == (cleaned, cleaned)
    assert unsafe(read["data"]["content"]) == []
    tags = {
        one.tag
        for one in html5lib.parse(read["data"]["content"], namespaceHTMLElements=False).iter()
    }
    assert tags <= {"html", "head", "body", "p", "a", "br", "blockquote", "cite"}
