from datetime import UTC, datetime
from itertools import permutations

import pytest

from awards.errors import Invalid, LinkUnknown
from awards.tokens import Purpose, form_key, read, read_form_key, sign

KEYS = ["the key of this year"]
NOW = datetime(2027, 9, 17, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_names_what_it_is_for(purpose: Purpose) -> None:
    assert read(KEYS, purpose, sign(KEYS, purpose, "q3f", 7)) == ("q3f", 7)
    assert read(KEYS, purpose, sign(KEYS, purpose, "q3f")) == ("q3f", 0)


@pytest.mark.parametrize(("made_for", "used_for"), list(permutations(Purpose, 2)))
def test_a_link_is_void_for_any_other_purpose(made_for: Purpose, used_for: Purpose) -> None:
    with pytest.raises(LinkUnknown):
        read(KEYS, used_for, sign(KEYS, made_for, "q3f"))


def test_keys_are_changed_without_killing_the_links_that_are_out() -> None:
    old = sign(["old"], Purpose.JUROR, "q3f")
    new = sign(["old", "new"], Purpose.JUROR, "q3f")

    assert read(["old", "new"], Purpose.JUROR, old) == ("q3f", 0)
    assert read(["new"], Purpose.JUROR, new) == ("q3f", 0)
    with pytest.raises(LinkUnknown):
        read(["new"], Purpose.JUROR, old)


def test_one_link_has_several_spellings_and_one_meaning() -> None:
    token = sign(KEYS, Purpose.JUROR, "q3f")
    signature = token.rindex(".") + 3
    spellings = [token + "=", token[:signature] + "\u00e9" + token[signature:]]

    assert {read(KEYS, Purpose.JUROR, spelling) for spelling in spellings} == {("q3f", 0)}


@pytest.mark.parametrize(
    "token", ["", ".", "a.b", "..", "\ud800", "\x00", "=" * 9, "æ.ø", "x" * 100_000]
)
def test_a_broken_link_is_unknown_and_no_error(token: str) -> None:
    with pytest.raises(LinkUnknown):
        read(KEYS, Purpose.JUROR, token)


def test_a_link_with_one_changed_letter_inside_is_unknown() -> None:
    token = sign(KEYS, Purpose.JUROR, "q3f", 1)
    contents = token.rindex(".")

    for place in range(contents):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(LinkUnknown):
            read(KEYS, Purpose.JUROR, token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("keys", [[], [""], ["good", ""]])
def test_nothing_is_signed_without_a_key(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="key"):
        sign(keys, Purpose.JUROR, "q3f")


def test_a_form_knows_when_it_was_opened() -> None:
    first, second = form_key(KEYS, NOW), form_key(KEYS, NOW)

    assert read_form_key(KEYS, first)[1] == NOW
    assert read_form_key(KEYS, first)[0] != read_form_key(KEYS, second)[0]


@pytest.mark.parametrize("key", ["", "made up", sign(KEYS, Purpose.NOMINATION, "q3f")])
def test_a_form_key_that_is_not_ours_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        read_form_key(KEYS, key)
