"""How much of each harness a run does: quick in ``make test``, long in ``make long``."""

import os
import secrets

LONG = os.environ.get("AWARDS_TESTS") == "long"
SEED = int(os.environ.get("SEED") or secrets.randbelow(10**9))


def _count(quick: int, long: int) -> int:
    return long if LONG else quick


FIFTY_POSTS = _count(200, 1000)  # rounds of fifty parallel posts of one nomination form
CLOSING_RACES = _count(200, 5000)  # scores sent while judging closes
KILLED_NOMINATIONS = _count(300, 2000)  # acknowledged nominations during which we kill -9 ...
KILLS = _count(4, 20)  # ... the service so often
JUNK = _count(1000, 10_000)  # posts of junk ...
HONEST = _count(40, 200)  # ... and honest nominations between them
EVERY_STRING = LONG  # each naughty string in every field, not in one
EVERY_VIEW = LONG  # each page at both widths and in both languages
