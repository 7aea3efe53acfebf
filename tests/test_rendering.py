"""Templates, catalogues and formats: what a reader gets to see, to the letter."""

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from awards import formats, rendering
from tests import messages

DEADLINE = datetime(2027, 9, 17, 10, 0, tzinfo=UTC)
OSLO = "Europe/Oslo"
STATIC = rendering.HERE / "static"
LAYOUTS = ("public.html", "jury.html", "staff.html", "door.html")


def shown(source: str, language: str, **facts: Any) -> str:
    return rendering._pages(language).from_string(source).render(facts, language=language)


# Days, clocks and numbers


def test_a_deadline_names_weekday_date_time_and_whose_time() -> None:
    assert formats.moment("nb", DEADLINE, OSLO) == "fredag 17. september 2027 kl. 12.00 norsk tid"
    assert (
        formats.moment("en", DEADLINE, OSLO) == "Friday 17 September 2027 at 12:00 Norwegian time"
    )
    assert formats.moment("en", DEADLINE, "America/New_York").endswith("at 06:00 New York time")
    assert formats.moment("nb", DEADLINE, "UTC").endswith("kl. 10.00 UTC")


def test_a_date_is_written_as_its_readers_write_it() -> None:
    day = date(2027, 9, 7)

    assert formats.day("nb", day) == "tirsdag 7. september 2027"
    assert formats.day("en", day) == "Tuesday 7 September 2027"
    assert formats.short_day("nb", day) == "07.09.2027"
    assert formats.short_day("en", day) == "7 Sept 2027"
    assert formats.short_moment("nb", DEADLINE, OSLO) == "17.09.2027 12.00"


def test_a_day_is_read_in_the_zone_of_the_award() -> None:
    late = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)

    assert formats.short_day("nb", late, OSLO) == "01.01.2028"
    assert formats.iso(late, OSLO) == "2028-01-01T00:30:00+01:00"
    assert formats.iso(date(2027, 12, 31)) == "2027-12-31"


def test_a_moment_without_a_zone_never_reaches_a_page() -> None:
    with pytest.raises(ValueError, match="naive"):
        formats.clock("nb", datetime(2027, 9, 17, 12), OSLO)


@pytest.mark.parametrize(
    ("value", "decimals", "norwegian", "english"),
    [
        (1234567, 0, "1\u00a0234\u00a0567", "1\u00a0234\u00a0567"),
        (Fraction(147, 5), 1, "29,4", "29.4"),
        (Fraction(1, 20), 1, "0,1", "0.1"),
        (Fraction(-7, 4), 1, "\u22121,8", "\u22121.8"),
        (Fraction(-1, 100), 1, "0,0", "0.0"),
        (None, 1, "–", "–"),
    ],
)
def test_a_number_is_rounded_exactly_and_written_for_its_reader(
    value: formats.Number | None, decimals: int, norwegian: str, english: str
) -> None:
    assert formats.number("nb", value, decimals) == norwegian
    assert formats.number("en", value, decimals) == english


def test_a_percent_sign_stands_where_the_language_puts_it() -> None:
    assert formats.percent("nb", 25) == "25\u00a0%"
    assert formats.percent("en", 25) == "25%"
    assert formats.percent("nb", Fraction(25, 2)) == "12,5\u00a0%"


# Languages


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "nb"),
        ("no", "nb"),
        ("nn-NO,nn;q=0.9,en;q=0.4", "nb"),
        ("sv, en;q=0.8, nb;q=0.3", "en"),
        ("en;q=0, de", "nb"),
        ("nb;q=0.2,en-GB;q=0.9", "en"),
        ("*;q=x,;;,\u0663", "nb"),
    ],
)
def test_a_browser_gets_the_language_it_likes_best_of_those_offered(
    accepted: str, chosen: str
) -> None:
    assert rendering.negotiate(accepted, ["nb", "en"]) == chosen


def test_nynorsk_is_taken_before_bokmaal_where_it_is_offered() -> None:
    assert rendering.negotiate("nn", ["en", "nb", "nn"]) == "nn"


def test_a_sentence_is_said_in_the_readers_language_and_else_in_english() -> None:
    said = [rendering.translate(language, "Sign out") for language in ("nb", "nn", "en", "fi")]

    assert said == ["Logg ut", "Logg ut", "Sign out", "Sign out"]


def test_what_fills_a_sentence_is_text_in_a_page_and_as_it_stands_in_a_letter() -> None:
    source = '{{ _("Hello %(name)s", name=name) }}'
    plain = rendering._plain("nb").from_string(source)

    assert shown(source, "nb", name="<Kari>") == "Hello &lt;Kari&gt;"
    assert plain.render(name="<Kari>") == "Hello <Kari>"


def test_a_text_of_the_staff_in_another_language_says_which() -> None:
    source = "{{ name | tr }} {{ name | tr_plain }}"
    name = {"nb": "Årets bedrift & venner", "en": ""}

    assert shown(source, "nb", name=name) == "Årets bedrift &amp; venner Årets bedrift &amp; venner"
    assert shown(source, "en", name=name) == (
        '<span lang="nb">Årets bedrift &amp; venner</span> Årets bedrift &amp; venner'
    )
    assert rendering._plain("en").from_string(source).render(name=name) == (
        "Årets bedrift & venner Årets bedrift & venner"
    )


# What people typed


def test_typed_text_is_text_with_links_made_by_us() -> None:
    typed = (
        'Se <b>https://a.example/x?y=1&z="q"</b>.\r\nOg (http://b.example/).'
        "\n\n \njavascript:alert(1)"
    )

    assert rendering.paragraphs(typed) == (
        '<p>Se &lt;b&gt;<a class="ds-link" href="https://a.example/x?y=1&amp;z=" '
        'rel="nofollow ugc">'
        "https://a.example/x?y=1&amp;z=</a>&#34;q&#34;&lt;/b&gt;.<br>"
        'Og (<a class="ds-link" href="http://b.example/" rel="nofollow ugc">'
        "http://b.example/</a>).</p>\n"
        "<p>javascript:alert(1)</p>"
    )


def test_a_feed_holds_no_character_that_xml_cannot_say() -> None:
    assert (
        shown("{{ name | legal }}", "nb", name="Lom\x0bvi\ufffe \U0001f33f") == "Lomvi \U0001f33f"
    )


def test_a_missing_fact_stops_the_page_instead_of_leaving_a_hole() -> None:
    with pytest.raises(UndefinedError):
        shown("{{ nominee.name }}", "nb")


# Pages


@pytest.mark.parametrize("language", rendering.LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_room_has_a_frame_before_there_is_an_award(layout: str, language: str) -> None:
    made = rendering.page(layout, language, award=None, edition=None)

    assert f'<html lang="{language}"' in made
    assert '<main id="main"' in made
    assert {"nb": "Hopp til innholdet", "en": "Skip to the content"}[language] in made


def test_a_refusal_gives_back_what_was_typed() -> None:
    made = rendering.page(
        "refused.html",
        "en",
        award=None,
        edition=None,
        heading="Nominations are closed",
        sentence="They closed on Friday.",
        ways=[("Follow the news", "/en/news")],
        typed=[("Company", "Lomvi <AS>"), ("Why", "One\nTwo"), ("Mailbox", "")],
    )

    assert "<title>Nominations are closed</title>" in made
    assert '<a class="ds-link" href="/en/news">Follow the news</a>' in made
    assert 'value="Lomvi &lt;AS&gt;" readonly>' in made
    assert "readonly>\nOne\nTwo</textarea>" in made
    assert "Mailbox" not in made


def test_an_error_stands_beside_its_field_and_is_tied_to_it() -> None:
    source = (
        '{% import "macros/forms.html" as f %}'
        '{{ f.field("name", "Name", "<x>", hint="In full.", error="Write it.") }}'
    )

    made = " ".join(shown(source, "en").split())

    assert made == (
        '<div class="ds-field aw-field"> <label class="ds-label" for="name">Name</label>'
        ' <p data-field="description" id="name-hint">In full.</p>'
        ' <input class="ds-input" id="name" name="name" type="text" value="&lt;x&gt;"'
        ' aria-invalid="true" aria-describedby="name-hint name-error">'
        ' <p class="ds-validation-message" id="name-error">Write it.</p> </div>'
    )


def test_each_field_per_language_is_in_its_language() -> None:
    source = (
        '{% import "macros/forms.html" as f %}'
        '{{ f.field_per_language("name", "Name", [("nb", "Norwegian"), ("en", "English")],'
        ' {"nb": "Pris"}, {"en": "Write it."}) }}'
    )

    inputs = re.findall(r"<input [^>]*>", shown(source, "en"))

    assert inputs == [
        '<input class="ds-input" id="name-nb" name="name-nb" type="text" value="Pris" lang="nb">',
        '<input class="ds-input" id="name-en" name="name-en" type="text" value="" lang="en"'
        ' aria-invalid="true" aria-describedby="name-en-error">',
    ]


def test_an_asset_has_a_new_address_when_it_changes() -> None:
    assert re.fullmatch(r"/static/css/award\.css\?v=[0-9a-f]{12}", rendering.asset("css/award.css"))


# The templates themselves


def sources() -> list[tuple[str, str]]:
    return [(path.name, path.read_text("utf-8")) for path in messages.templates()]


def test_every_template_is_escaped_by_its_ending_and_plain_letters_by_exception() -> None:
    plain = [path for path in messages.templates() if path.suffix not in {".html", ".xml"}]

    assert {(path.parent.name, path.suffix) for path in plain} == {("letters", ".txt")}


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    forbidden = re.compile(
        r"<style|\sstyle=|<script(?! src=| type=\"application/ld\+json\")|\son[a-z]+=|javascript:",
        re.IGNORECASE,
    )

    assert [name for name, source in sources() if forbidden.search(source)] == []


def test_no_macro_holds_a_word() -> None:
    places = {path for found in messages.used().values() for path, _ in found}

    assert {path for path in places if "/macros/" in path} == set()


def test_what_is_not_ours_is_listed_with_its_licence() -> None:
    listed = re.findall(r"`((?:css|img|js)/[^`*]+)`", (STATIC / "VENDORED.md").read_text("utf-8"))

    assert [path for path in listed if not (STATIC / Path(path)).exists()] == []
    assert {f"css/{path.relative_to(STATIC / 'css')}" for path in STATIC.rglob("LICENSE.*")} <= set(
        listed
    )
