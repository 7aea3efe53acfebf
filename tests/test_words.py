import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import words

ANY_TEXT = st.text(alphabet=st.characters(codec=None))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("first\r\nsecond\rthird", "first\nsecond\nthird"),
        ("first\u2028second\x85third", "first\nsecond\nthird"),
        ("a\x00b\x0bc\x7fd\x9fe", "abcde"),
        ("tab\tstays", "tab\tstays"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("\ufeffnot \ufffea \uffffletter", "not a letter"),
        ("exe.\u202egnp.\u2066pdf\u2069", "exe.gnp.pdf"),
        ("A\u030are", "\u00c5re"),
        (" \n around \n ", "around"),
        ("Smørbrød 🥪 👩‍⚕️", "Smørbrød 🥪 👩‍⚕️"),
    ],
)
def test_typed_text_is_text_in_every_output(typed: str, kept: str) -> None:
    assert words.clean(typed) == kept


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    once = words.clean(typed)

    assert words.clean(once) == once
    assert words.legal(once) == once
    assert not {unicodedata.category(letter) for letter in once if letter not in "\n\t"} & {
        "Cc",
        "Cs",
    }
    assert once.encode().decode() == once


def test_a_character_that_breaks_a_feed_is_dropped() -> None:
    assert words.legal("a\x0b\x00\ufffeb\ud800c\n\td\r🥪") == "abc\n\td\r🥪"


def test_one_line_is_one_line() -> None:
    assert words.one_line(" Nordic\r\n\tHealth \u2028 AS\u00a0") == "Nordic Health AS"


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("Ola.Nordmann+pris@Example.NO", "ola.nordmann+pris@example.no"),
        ("ola@blåbær.no", "ola@xn--blbr-roah.no"),
        ("OLA@BLÅBÆR.NO", "ola@xn--blbr-roah.no"),
        ("ola@bla\u030abær.no", "ola@xn--blbr-roah.no"),
        ("ola@XN--BLBR-ROAH.no", "ola@xn--blbr-roah.no"),
        ("\uff4fla\uff20example\uff0eno", "ola@example.no"),
        ("Ærlig@example.no", "ærlig@example.no"),
        ("o'hara&co@example.co.uk", "o'hara&co@example.co.uk"),
        ("a" * 64 + "@example.no", "a" * 64 + "@example.no"),
    ],
)
def test_a_mailbox_has_one_spelling(typed: str, mailbox: str) -> None:
    assert words.canonical_mailbox(typed) == mailbox
    assert words.canonical_mailbox(mailbox) == mailbox


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "mailbox_at"),
        ("ola.example.no", "mailbox_at"),
        ("ola@@example.no", "mailbox_at"),
        ("ola@example.no@evil.no", "mailbox_at"),
        ("@example.no", "mailbox_characters"),
        ("ola nordmann@example.no", "mailbox_characters"),
        ("ola\u00a0nordmann@example.no", "mailbox_characters"),
        ("ola\n@example.no", "mailbox_characters"),
        ("ola\x00@example.no", "mailbox_characters"),
        ("ola\u202e@example.no", "mailbox_characters"),
        ("ola,kari@example.no", "mailbox_characters"),
        ("Ola<ola@example.no>", "mailbox_characters"),
        ('"ola"@example.no', "mailbox_characters"),
        ("ola..n@example.no", "mailbox_characters"),
        ("ola.@example.no", "mailbox_characters"),
        ("=?utf-8?q?=0D=0Abcc=3A?=@example.no", "mailbox_characters"),
        ("ola@example", "mailbox_domain"),
        ("ola@example.no\n", "mailbox_domain"),
        ("ola@example.no.", "mailbox_domain"),
        ("ola@.no", "mailbox_domain"),
        ("ola@", "mailbox_domain"),
        ("ola@127.0.0.1", "mailbox_domain"),
        ("ola@[127.0.0.1]", "mailbox_domain"),
        ("ola@under_score.no", "mailbox_domain"),
        ("ola@" + "a" * 64 + ".no", "mailbox_domain"),
        ("a" * 65 + "@example.no", "mailbox_length"),
        ("æ" * 33 + "@example.no", "mailbox_length"),
        ("ola@" + "a." * 140 + "no", "mailbox_length"),
        ("ola@" + "æøå" * 12 + "." + ("æøå" * 12 + ".") * 5 + "no", "mailbox_domain"),
    ],
)
def test_what_is_no_mailbox_is_said_to_be_none(typed: str, code: str) -> None:
    with pytest.raises(words.Malformed) as refused:
        words.canonical_mailbox(typed)

    assert refused.value.code == code


@given(ANY_TEXT | st.builds("{}@{}".format, ANY_TEXT, ANY_TEXT | st.just("blåbær.no")))
def test_a_mailbox_is_canonical_or_it_is_malformed(typed: str) -> None:
    try:
        mailbox = words.canonical_mailbox(typed)
    except words.Malformed:
        return
    assert words.canonical_mailbox(mailbox) == mailbox
    assert len(mailbox.split()) == 1
    assert mailbox.count("@") == 1


TEXTS = {"nb": "Årets eksportbedrift", "en": "Export company of the year", "da": " "}


@pytest.mark.parametrize(
    ("language", "first", "chosen"),
    [
        ("en", "nb", ("Export company of the year", "en")),
        ("nn", "en", ("Årets eksportbedrift", "nb")),
        ("da", "en", ("Export company of the year", "en")),
        ("da", "nb", ("Årets eksportbedrift", "nb")),
        ("da", None, ("Export company of the year", "en")),
        ("sv", "da", ("Export company of the year", "en")),
    ],
)
def test_a_missing_text_falls_back(
    language: str, first: str | None, chosen: tuple[str, str]
) -> None:
    assert words.choose(TEXTS, language, first) == chosen


def test_where_there_is_no_text_none_is_chosen() -> None:
    assert words.choose({}, "nb", "en") == ("", "")
    assert words.choose({"nb": "  "}, "nb", "nb") == ("", "")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ærlig Øl & Årø AS", "aerlig-ol-aro-as"),
        ("  --Café Ñandú--  ", "cafe-nandu"),
        ("Łódź Đakovo Straße", "lodz-dakovo-strasse"),
        ("a" * 79 + " b", "a" * 79),
        ("日本", ""),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_an_address_is_made_of_plain_letters(text: str, slug: str) -> None:
    assert words.slug(text) == slug


@given(ANY_TEXT)
def test_every_slug_can_stand_in_an_address(text: str) -> None:
    slug = words.slug(text)

    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) <= 80
    assert words.slug(slug) == slug


def test_companies_stand_in_norwegian_order() -> None:
    ordered = [
        "7 Fjell",
        "ada Helse",
        "Éclair",
        "Edda",
        "Zoom",
        "ære",
        "Ärlig",
        "ÖL",
        "Ørn",
        "Aasen",
        "Åsgard",
    ]

    shuffled = ordered[1::2] + ordered[::2]

    assert sorted(shuffled, key=words.sort_key) == ordered


def test_capitals_do_not_change_the_order() -> None:
    assert words.sort_key("ÅSEN as") == words.sort_key("Åsen AS")


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  CAFÉ  Ålesund ", "cafe ålesund"),
        ("Göteborg", "gøteborg"),
        ("Växjö", "væxjø"),
        ("A\u030are", "åre"),
        ("Straße", "strasse"),
        ("Isaac", "isaac"),
    ],
)
def test_a_search_sees_past_case_and_accents_but_not_past_norwegian_letters(
    typed: str, folded: str
) -> None:
    assert words.fold(typed) == folded


def test_words_are_counted() -> None:
    assert words.word_count("") == 0
    assert words.word_count(" Two\n words\t") == 2


@pytest.mark.parametrize(
    "typed",
    ["988077917", " 988 077 917 ", "988.077.917", "988\u00a0077\u2009917", "NO 988 077 917 MVA"],
)
def test_an_organisation_number_may_be_typed_as_people_do(typed: str) -> None:
    assert words.organisation_number(typed) == "988077917"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("988077918", "organisation_number_checksum"),
        ("98807791", "organisation_number_length"),
        ("9880779170", "organisation_number_length"),
        ("", "organisation_number_characters"),
        ("MVA", "organisation_number_characters"),
        ("98807791x", "organisation_number_characters"),
        ("٩٨٨٠٧٧٩١٧", "organisation_number_characters"),
        ("988077917\x00", "organisation_number_characters"),
        ("988-077-917", "organisation_number_characters"),
    ],
)
def test_what_is_no_organisation_number_is_said_to_be_none(typed: str, code: str) -> None:
    with pytest.raises(words.Malformed) as refused:
        words.organisation_number(typed)

    assert refused.value.code == code
