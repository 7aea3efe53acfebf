"""Names in capitals, as the company register writes them, spelt as people write them. Pure."""

import re

LETTERS = re.compile(r"[^\W\d_]+")
VOWELS = frozenset("aeiouyæøåäöüéèêóòô")
SHORT = 3  # letters; so short a word is more often an abbreviation than a word
JOINING = re.compile(
    "og|i|på|av|for|til|fra|med|ved|om|en|et|den|det|de|som|and|of|the|in|on|at|by|und|von|du|la",
    re.IGNORECASE,
)


def announced(legal: str) -> str:
    """A suggestion for announcements: "FJORDPULS AS" is Fjordpuls AS. People know better."""
    return _respelt(legal, keeps_short=True)


def place(capitals: str) -> str:
    """A place or a municipality: "MO I RANA" is Mo i Rana."""
    return _respelt(capitals, keeps_short=False)


def _respelt(text: str, *, keeps_short: bool) -> str:
    """A text that is not all in capitals was spelt by somebody already."""
    if text != text.upper():
        return text

    def spelt(found: re.Match[str]) -> str:
        word = found[0]
        inside = found.start() > 0 and text[found.start() - 1] == " "
        if inside and JOINING.fullmatch(word) and text[found.end() : found.end() + 1] == " ":
            return word.lower()
        if keeps_short and _is_abbreviation(word):
            return word
        return word[0] + word[1:].lower()

    return LETTERS.sub(spelt, text)


def _is_abbreviation(word: str) -> bool:
    return len(word) <= SHORT or not VOWELS & set(word.lower())
