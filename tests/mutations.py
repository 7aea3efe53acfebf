"""Ways to spell a signed link otherwise: what mail programs, people and attackers make of one."""

import base64
import json
import random
import string
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from awards.errors import LinkUnknown

Contents = tuple[str, int]  # the link's id and its generation
Read = Callable[[str], Contents]

LETTERS = string.ascii_letters + string.digits + "-_"
STRANGE = [
    "=",
    ".",
    "..",
    "é",
    "\u0430",
    "\uff21",
    "\u200b",
    "\u202e",
    "%2e",
    "+",
    "/",
    " ",
    "\n",
    "\0",
]


@dataclass
class Findings:
    """What came of many mutations: how many verify all the same, and which act for another."""

    tried: int = 0
    spellings: int = 0
    crossings: list[str] = field(default_factory=list)


def mutated(chance: random.Random, token: str, others: Sequence[str]) -> str:
    """Another text than the token: a slip, a forgery, or pieces of other links."""
    while True:
        text = chance.choice(WAYS)(chance, token, others)
        if text != token and text not in others:
            return text


def _one_changed(chance: random.Random, token: str, _: Sequence[str]) -> str:
    place = chance.randrange(len(token))
    return token[:place] + chance.choice(LETTERS) + token[place + 1 :]


def _several_changed(chance: random.Random, token: str, others: Sequence[str]) -> str:
    for _ in range(chance.randint(2, 6)):
        token = _one_changed(chance, token, others)
    return token


def _one_added(chance: random.Random, token: str, _: Sequence[str]) -> str:
    place = chance.randint(0, len(token))
    return token[:place] + chance.choice([*STRANGE, chance.choice(LETTERS)]) + token[place:]


def _cut(chance: random.Random, token: str, _: Sequence[str]) -> str:
    first, last = sorted(chance.sample(range(len(token) + 1), 2))
    return chance.choice([token[:first], token[last:], token[:first] + token[last:]])


def _last_letter(chance: random.Random, token: str, _: Sequence[str]) -> str:
    """Bits that the last letter of a signature carries in vain: some of these verify."""
    return token[:-1] + chance.choice(LETTERS)


def _padded(chance: random.Random, token: str, _: Sequence[str]) -> str:
    contents, _, signature = token.rpartition(".")
    return chance.choice(
        [token + "=" * chance.randint(1, 4), f"{contents}=.{signature}", f".{token}", f"{token}."]
    )


def _other_case(chance: random.Random, token: str, _: Sequence[str]) -> str:
    return chance.choice([token.upper(), token.lower(), token.swapcase(), token[::-1]])


def _anothers_signature(chance: random.Random, token: str, others: Sequence[str]) -> str:
    return f"{token.rpartition('.')[0]}.{chance.choice(others).rpartition('.')[2]}"


def _anothers_contents(chance: random.Random, token: str, others: Sequence[str]) -> str:
    return f"{chance.choice(others).rpartition('.')[0]}.{token.rpartition('.')[2]}"


def _spliced(chance: random.Random, token: str, others: Sequence[str]) -> str:
    other = chance.choice(others)
    place = chance.randrange(len(token))
    return token[:place] + other[place:]


def _rewritten(chance: random.Random, token: str, others: Sequence[str]) -> str:
    """Contents that nobody signed, in front of a signature of ours."""
    theirs = chance.choice(others).rpartition(".")[0]
    generation = chance.choice([0, 1, 2, -1, 10**9, True, "1", None])
    made = json.dumps([_ident(theirs), generation], separators=(",", ":")).encode()
    contents = base64.urlsafe_b64encode(made).decode().rstrip("=")
    return f"{contents}.{token.rpartition('.')[2]}"


def _ident(contents: str) -> str:
    """What anybody can read in a link: it is signed, not secret."""
    with suppress(ValueError, IndexError):
        return str(json.loads(base64.urlsafe_b64decode(contents + "=" * (-len(contents) % 4)))[0])
    return contents


WAYS: Sequence[Callable[[random.Random, str, Sequence[str]], str]] = (
    _one_changed,
    _several_changed,
    _one_added,
    _cut,
    _last_letter,
    _padded,
    _other_case,
    _anothers_signature,
    _anothers_contents,
    _spliced,
    _rewritten,
)


def tried(read: Read, tokens: Sequence[str], count: int, chance: random.Random) -> Findings:
    """Read so many mutations; each is unknown, or means what the link means it was made of."""
    known = {token: read(token) for token in tokens}
    found = Findings()
    for _ in range(count):
        token = chance.choice(tokens)
        text = mutated(chance, token, [other for other in tokens if other != token])
        found.tried += 1
        try:
            meant = read(text)
        except LinkUnknown:
            continue
        found.spellings += 1
        if meant not in _meant(text, known):
            found.crossings.append(text)
    return found


def _meant(text: str, known: dict[str, Contents]) -> set[Contents]:
    """The links whose contents this text begins with: only what they say may it say."""
    head = text.rpartition(".")[0].strip("=.")
    return {meant for token, meant in known.items() if token.rpartition(".")[0] == head}
