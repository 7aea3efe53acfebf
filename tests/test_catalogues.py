"""Every sentence of the product is said in every language, and no catalogue says more."""

import re
from collections import defaultdict

import pytest

from tests import messages
from tests.messages import originals, strings

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")

each_language = pytest.mark.parametrize("language", messages.TRANSLATED)


@each_language
def test_no_sentence_is_left_untranslated(language: str) -> None:
    missing = messages.untranslated(language)

    assert [message.id for message in missing if message.id] == []


@each_language
def test_no_translation_belongs_to_a_sentence_that_is_gone(language: str) -> None:
    assert messages.translated(language) - messages.used().keys() == set()


@each_language
def test_no_translation_is_a_guess(language: str) -> None:
    fuzzy = [
        (entry.area, entry.message.id)
        for entry in messages.entries(language)
        if entry.message.fuzzy
    ]

    assert fuzzy == []


@each_language
def test_a_sentence_has_one_translation_wherever_it_stands(language: str) -> None:
    said = defaultdict[str, set[tuple[str, ...]]](set)
    for entry in messages.entries(language):
        said[str(entry.message.id)].add(strings(entry.message))

    assert {sentence: ways for sentence, ways in said.items() if len(ways) > 1} == {}


@each_language
def test_a_translation_fills_in_the_same_names_and_figures(language: str) -> None:
    """Only a singular may leave a field out: one nomination is one."""
    differing = []
    for entry in messages.entries(language):
        singular, *more = (set(PLACEHOLDER.findall(text)) for text in strings(entry.message))
        wanted = {name for text in originals(entry.message) for name in PLACEHOLDER.findall(text)}
        if not singular <= wanted or (more or [singular]) != [wanted] * max(1, len(more)):
            differing.append((entry.area, entry.message.id))

    assert differing == []


def test_a_percent_sign_in_a_sentence_is_doubled() -> None:
    """Every message is %-formatted when it is shown, also one without a field."""
    entries = [one.message for each in messages.TRANSLATED for one in messages.entries(each)]
    said = [text for message in entries for text in (*originals(message), *strings(message))]

    assert [text for text in said if "%" in PLACEHOLDER.sub("", text).replace("%%", "")] == []


def test_the_gathering_finds_code_templates_letters_and_refusals() -> None:
    places = {path for found in messages.used().values() for path, _ in found}

    assert {
        "awards/errors.py",
        "awards/templates/base.html",
        "awards/templates/staff.html",
    } <= places
