"""The checkers of the feeds find nothing in a feed that is right, and each planted fault."""

import json
from collections.abc import Callable

import pytest

from tests.feeds import atom, json_feed, rss

Checker = Callable[[bytes], list[str]]

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nb">
  <id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id>
  <title>Årets eksportbedrift</title>
  <updated>2027-11-30T18:30:02Z</updated>
  <link rel="self" type="application/atom+xml" href="https://award.example/nb/feed.atom"/>
  <author><name>Helseklyngen</name></author>
  <entry xml:lang="nb">
    <id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id>
    <title>Lomvi vant</title>
    <published>2027-11-30T18:30:02Z</published>
    <updated>2027-11-30T18:30:02.25+01:00</updated>
    <link rel="alternate" type="text/html" hreflang="nb" href="https://award.example/nb/2027/l"/>
    <link rel="alternate" type="text/html" hreflang="en" href="https://award.example/en/2027/l"/>
    <link rel="enclosure" type="image/jpeg" length="1234" href="https://award.example/l"/>
    <category term="winner"/>
    <summary>Kort</summary>
    <content type="html">&lt;p&gt;Kort&lt;/p&gt;</content>
  </entry>
</feed>"""
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Årets eksportbedrift</title>
  <link>https://award.example/nb/news/</link>
  <description>Nyheter</description>
  <language>nb</language>
  <lastBuildDate>Tue, 30 Nov 2027 18:30:02 GMT</lastBuildDate>
  <atom:link rel="self" type="application/rss+xml" href="https://award.example/nb/feed.rss"/>
  <item>
    <title>Lomvi vant</title>
    <link>https://award.example/nb/2027/l</link>
    <guid isPermaLink="false">urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</guid>
    <pubDate>Tue, 30 Nov 2027 18:30:02 GMT</pubDate>
    <dc:language>nb</dc:language>
    <content:encoded>&lt;p&gt;Kort&lt;/p&gt;</content:encoded>
    <enclosure url="https://award.example/l" length="1234" type="image/jpeg"/>
  </item>
</channel>
</rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Årets eksportbedrift",
        "home_page_url": "https://award.example/nb/news/",
        "feed_url": "https://award.example/nb/feed.json",
        "language": "nb",
        "authors": [{"name": "Helseklyngen"}],
        "_ours": {"is": "allowed"},
        "items": [
            {
                "id": "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
                "url": "https://award.example/nb/2027/l",
                "title": "Lomvi vant",
                "content_html": "<p>Kort</p>",
                "date_published": "2027-11-30T18:30:02.25+00:00",
                "tags": ["winner"],
                "attachments": [
                    {
                        "url": "https://award.example/l",
                        "mime_type": "image/jpeg",
                        "size_in_bytes": 9,
                    }
                ],
            }
        ],
    }
)
RIGHT: dict[Checker, str] = {atom.faults: ATOM, rss.faults: RSS, json_feed.faults: JSON_FEED}

TWICE = "</entry>\n<entry><id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id>"
PLANTED: list[tuple[Checker, str, str, str]] = [
    (atom.faults, "Lomvi", "Lom\x0bvi", "it is no XML"),
    (atom.faults, "Lomvi", "Lom & vi", "it is no XML"),
    (atom.faults, "</feed>", "", "it is no XML"),
    (atom.faults, "2005/Atom", "2005/Atomic", "it is no Atom feed"),
    (atom.faults, "<title>Lomvi vant</title>", "", "entry has 0 of title"),
    (atom.faults, "<title>Lomvi vant</title>", "<title>a</title><title>b</title>", "2 of title"),
    (atom.faults, "<updated>2027-11-30T18:30:02Z</updated>", "", "feed has 0 of updated"),
    (atom.faults, "2027-11-30T18:30:02.25+01:00", "2027-11-30 18:30:02Z", "is no date"),
    (atom.faults, "2027-11-30T18:30:02.25+01:00", "2027-11-31T18:30:02Z", "is no date"),
    (atom.faults, "2027-11-30T18:30:02.25+01:00", "2027-11-30T18:30:02", "is no date"),
    (atom.faults, "urn:uuid:1225", "the winner 1225", "is no IRI"),
    (atom.faults, '    <category term="winner"/>', TWICE, "stands twice"),
    (atom.faults, '<category term="winner"/>', "<category/>", "category without a term"),
    (atom.faults, '<category term="winner"/>', "<logo>x</logo>", "may hold no logo"),
    (atom.faults, "<author><name>Helseklyngen</name></author>", "", "nobody wrote it"),
    (atom.faults, "<name>Helseklyngen</name>", "<name> </name>", "author without a name"),
    (atom.faults, 'hreflang="en"', 'hreflang="nb"', "alternate of 'text/html nb' stands twice"),
    (atom.faults, 'href="https://award.example/l"', 'href="/l"', "link to '/l'"),
    (atom.faults, 'length="1234"', 'length="1 kB"', "link is '1 kB' long"),
    (atom.faults, 'type="image/jpeg"', 'type="jpeg"', "link is of type 'jpeg'"),
    (atom.faults, 'rel="self"', 'rel="related"', "does not say where it is"),
    (atom.faults, 'type="html"', 'type="markdown"', "content is of type 'markdown'"),
    (atom.faults, "&lt;p&gt;Kort&lt;/p&gt;", "<p>Kort</p>", "content holds elements"),
    (atom.faults, 'xml:lang="nb"', 'xml:lang="på norsk"', "xml:lang is no language"),
    (rss.faults, "Lomvi", "Lom\x0bvi", "it is no XML"),
    (rss.faults, 'version="2.0" ', 'version="0.92" ', "it is no RSS 2.0"),
    (rss.faults, "<description>Nyheter</description>", "", "channel has 0 of description"),
    (rss.faults, "<link>https://award.example/nb/news/</link>", "", "channel has 0 of link"),
    (rss.faults, "<link>https://award.example/nb/news/</link>", "<link>/nb/</link>", "link to"),
    (rss.faults, "<title>Lomvi vant</title>", "", "neither title nor description"),
    (rss.faults, "<pubDate>Tue, 30", "<pubDate>Mon, 30", "is no date"),
    (rss.faults, "<pubDate>Tue, 30 Nov 2027 18:30:02 GMT", "<pubDate>2027-11-30", "is no date"),
    (rss.faults, ' isPermaLink="false"', "", "is no address"),
    (rss.faults, 'isPermaLink="false"', 'isPermaLink="no"', "isPermaLink is 'no'"),
    (rss.faults, "</item>", "</item><item><title>b</title><guid>x</guid></item>", "is no address"),
    (rss.faults, 'length="1234"', "", "enclosure is '' long"),
    (rss.faults, 'type="image/jpeg"', "", "enclosure is of type ''"),
    (rss.faults, 'url="https://award.example/l"', 'url="l"', "enclosure at 'l'"),
    (rss.faults, "<language>nb", "<language>på norsk", "is none"),
    (rss.faults, 'rel="self"', 'rel="next"', "0 links to itself"),
    (rss.faults, "<dc:language>nb</dc:language>", "<summary>b</summary>", "may hold no summary"),
    (rss.faults, "Lomvi vant", "Lomvi <b>vant</b>", "title holds elements"),
    (json_feed.faults, '"title": "Lomvi', '"title": "Lom\x0bvi', "it is no JSON"),
    (json_feed.faults, '"language": "nb"', '"title": "b"', "a name stands twice"),
    (json_feed.faults, "version/1.1", "version/2", "version of feed is"),
    (json_feed.faults, '"title": "\\u00c5rets eksportbedrift", ', "", "feed has no title"),
    (json_feed.faults, '"id": "urn', '"id": 7, "_id": "urn', "id of item is 7"),
    (json_feed.faults, '"content_html"', '"_html"', "item has no content"),
    (json_feed.faults, "2027-11-30T18:30:02.25+00:00", "30.11.2027", "date_published of item is"),
    (json_feed.faults, '"mime_type": "image/jpeg", ', "", "attachment has no mime_type"),
    (json_feed.faults, '"size_in_bytes": 9', '"size_in_bytes": "9"', "size_in_bytes of attachment"),
    (json_feed.faults, '["winner"]', '"winner"', "tags of item is"),
    (json_feed.faults, '"url": "https://award.example/nb/2027/l"', '"url": "/l"', "url of item is"),
    (json_feed.faults, '{"name": "Helseklyngen"}', "{}", "author of whom nothing is said"),
    (json_feed.faults, '"tags"', '"category"', "item may hold no category"),
]


@pytest.mark.parametrize("checker", RIGHT, ids=lambda checker: checker.__module__)
def test_nothing_is_found_in_a_feed_that_is_right(checker: Checker) -> None:
    assert checker(RIGHT[checker].encode()) == []


@pytest.mark.parametrize(("checker", "right", "wrong", "found"), PLANTED)
def test_a_planted_fault_is_found(checker: Checker, right: str, wrong: str, found: str) -> None:
    assert right in RIGHT[checker]

    faults = checker(RIGHT[checker].replace(right, wrong, 1).encode())

    assert found in "\n".join(faults)
