"""How much of each harness a run does: quick in ``make test``, long in ``make long``."""

import os
import secrets

LONG = os.environ.get("AWARDS_TESTS") == "long"
SEED = int(os.environ.get("SEED") or secrets.randbelow(10**9))


def _count(quick: int, long: int) -> int:
    return long if LONG else quick


FIFTY_POSTS = _count(200, 1000)  # rounds of fifty parallel posts of one nomination form
CLOSING_RACES = _count(200, 5000)  # scores sent while judging closes
ENDING_RACES = _count(100, 2000)  # scores sent while staff end the extra time of jurors
KILLED_NOMINATIONS = _count(300, 2000)  # acknowledged nominations during which we kill -9 ...
KILLS = _count(4, 20)  # ... the service so often
JUNK = _count(1000, 10_000)  # posts of junk ...
HONEST = _count(40, 200)  # ... and honest nominations between them
EVERY_STRING = LONG  # each naughty string in every field, not in one
EVERY_VIEW = LONG  # each page at both widths and in both languages
PAGES_LOOKED_AT = 1.0 if LONG else 0.3  # of the further shapes that a page takes in the year
MUTATED_TOKENS = _count(100_000, 1_000_000)  # in process ...
MUTATED_OVER_HTTP = _count(500, 500)  # ... and pressed at the door
SCANNED_LINKS = _count(5, 50)  # links of jurors that a mail scanner sits on ...
SCANS = 50  # ... so often each before the juror comes
INTERLEAVINGS = _count(100, 1000)  # of edits in two tabs on two devices
ASKED_PAIRS = 500  # known and unknown addresses that ask for a new link
GUESSES = _count(300, 10_000)  # addresses that somebody guesses before the minute
CARRIED = _count(60, 1000)  # announcements to a channel that loses answers ...
WORKERS_KILLED = _count(6, 40)  # ... while workers are killed
JURY_NOMINEES = _count(8, 30)  # that a juror scores by keyboard
TAMPERED = _count(300, 10_000)  # edits of an exported log, of each kind by each adversary
TAMPERED_ROWS = 30  # edits in the database
CLEAN_HISTORIES = _count(100, 1000)
PANELS = _count(100, 1000)  # random panels whose printed sentences are tried by brute force
