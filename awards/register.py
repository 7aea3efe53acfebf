"""The company register (Enhetsregisteret): what it says about a number, and what a name may be.

Nothing here ever raises: whatever the register answers, or does not, is an outcome. What it said is
read field by field and nothing is believed: a field of another kind than expected is not there.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from awards import names, outgoing, words
from awards.outgoing import Failed, Fetched

SEARCH = 2.0  # seconds a search may take
MOST_HITS = 10  # the register refuses pages beyond its 10,000th hit; we never turn one
SHORTEST, LONGEST = 2, 180  # characters of a name that is searched for
LONGEST_TEXT = 500
AT_ONCE = 8  # questions under way, of each process
KEPT = 600.0  # seconds
MOST_KEPT = 1000

_UNTOLD = {"employees": None, "bankrupt": False, "winding_up": False}
BANDS = ((250, "250+"), (100, "100-249"), (50, "50-99"), (20, "20-49"), (10, "10-19"), (5, "5-9"))

Outcome = Literal["found", "unknown", "gone", "unreachable"]


@dataclass(frozen=True)
class Facts:
    """What the register said about a company, as it said it, on the day it was asked."""

    number: str
    name: str  # the legal name, in capitals
    form: str
    place: str
    municipality: str
    country: str
    industry_code: str  # as given: the codes changed in 2025
    industry_text: str
    employees: int | None  # None: not told, which is not none
    employee_band: str
    bankrupt: bool
    winding_up: bool
    dissolved: str  # the day, or ""
    parent: str  # the number of the company that this one is a branch of
    home_page: str  # with http(s) before it, or ""
    language_form: str
    email: str
    founded: str
    fetched_at: str

    @property
    def announced(self) -> str:
        """A suggestion of how the company writes its own name."""
        return names.announced(self.name)

    @property
    def personal(self) -> bool:
        """The name of a sole proprietorship is a person's."""
        return self.form == "ENK"

    @property
    def dissolved_on(self) -> date | None:
        return date.fromisoformat(self.dissolved) if self.dissolved else None

    @property
    def fetched(self) -> datetime:
        return datetime.fromisoformat(self.fetched_at)


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    facts: Facts | None = None


@dataclass(frozen=True)
class Found:
    hits: list[Facts]
    reachable: bool


def as_json(facts: Facts) -> dict[str, Any]:
    return asdict(facts)


def from_json(kept: Mapping[str, Any]) -> Facts:
    """The facts of a snapshot; one from before a fact was asked for does not have it."""
    return Facts(
        **{one.name: kept.get(one.name, _UNTOLD.get(one.name, "")) for one in fields(Facts)}
    )


class Register:
    """The way to the register, and what it said within the last ten minutes. Without an address
    there is no register, and nothing is ever found."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.browser = outgoing.client(one_host=True) if url else None
        self.turns = asyncio.Semaphore(AT_ONCE)
        self.kept = OrderedDict[str, tuple[float, Facts]]()

    async def close(self) -> None:
        if self.browser:
            await self.browser.aclose()

    async def search(self, text: str) -> Found:
        """At most ten companies that may be meant by a name or a number."""
        typed = words.one_line(text)
        number = number_in(typed)
        if number:
            answer = await self.facts(number, within=SEARCH)
            hits = [answer.facts] if answer.facts else []
            return Found(hits, answer.outcome != "unreachable")
        if not self.browser or not SHORTEST <= len(typed) <= LONGEST or typed.isdecimal():
            return Found([], True)
        try:
            async with asyncio.timeout(SEARCH), self.turns:
                hits = await self._hits(typed)
        except (Failed, TimeoutError):
            return Found([], False)
        for hit in hits:
            self._keep(hit)
        return Found(hits, True)

    async def facts(self, number: str, within: float = 0.8, *, fresh: bool = False) -> Answer:
        """What is known about a number. ``fresh`` asks although the register was asked just now."""
        if not fresh and (known := self.known(number)):
            return Answer("found", known)
        if not self.browser:
            return Answer("unreachable")
        try:
            async with asyncio.timeout(within), self.turns:
                answer = await self._of_number(number, within)
        except (Failed, TimeoutError):
            return Answer("unreachable")
        self.kept.pop(number, None)
        if answer.facts:
            self._keep(answer.facts)
        return answer

    def known(self, number: str) -> Facts | None:
        """What the register said a moment ago. Nobody is asked."""
        until, facts = self.kept.get(number, (0.0, None))
        return facts if asyncio.get_running_loop().time() < until else None

    def _keep(self, facts: Facts) -> None:
        self.kept.pop(facts.number, None)
        self.kept[facts.number] = (asyncio.get_running_loop().time() + KEPT, facts)
        while len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)

    async def _hits(self, name: str) -> list[Facts]:
        asked = urlencode({"navn": name, "size": MOST_HITS})
        said = _read(await self._get(f"enheter?{asked}", SEARCH))
        listed = _part(_part(said, "_embedded"), "enheter")  # absent where there are no hits
        read = [_facts(one) for one in listed] if isinstance(listed, list) else []
        return [one for one in read if one][:MOST_HITS]

    async def _of_number(self, number: str, within: float) -> Answer:
        """A branch is no company of its own to the register; it is found in the second place."""
        segment = quote(number, safe="")
        answer = await self._get(f"enheter/{segment}", within)
        if answer.status == 404:
            answer = await self._get(f"underenheter/{segment}", within)
        if answer.status == 404:
            return Answer("unknown")
        if answer.status == 410:
            return Answer("gone")
        facts = _facts(_read(answer))
        if facts is None or facts.number != number:
            raise Failed("the answer is about something else")
        return Answer("found", facts)

    async def _get(self, path: str, within: float) -> Fetched:
        assert self.browser
        host = outgoing.place(self.url)
        address = f"{self.url}/{path}"
        return await outgoing.get(self.browser, address, within=within, inner_host=host)


def number_in(text: str) -> str | None:
    """The organisation number that a text is, if it is one."""
    try:
        return words.organisation_number(text)
    except words.Malformed:
        return None


def _read(answer: Fetched) -> Any:
    if answer.status != 200:
        raise Failed(f"status {answer.status}")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Failed("the answer is no JSON") from None


def _facts(said: Any) -> Facts | None:
    number = number_in(_text(said, "organisasjonsnummer"))
    name = _text(said, "navn")
    if not number or not name:
        return None
    form = _text(_part(said, "organisasjonsform"), "kode")
    at = _part(said, "forretningsadresse") or _part(said, "beliggenhetsadresse")
    industry = _part(said, "naeringskode1")
    employees = _employees(_part(said, "antallAnsatte"))
    forced = "underTvangsavviklingEllerTvangsopplosning"
    return Facts(
        number=number,
        name=name,
        form=form,
        place=names.place(_text(at, "poststed")),
        municipality=names.place(_text(at, "kommune")),
        country=_text(at, "landkode"),
        industry_code=_text(industry, "kode"),
        industry_text=_text(industry, "beskrivelse"),
        employees=employees,
        employee_band=band(employees, _part(said, "harRegistrertAntallAnsatte")),
        bankrupt=_part(said, "konkurs") is True,
        winding_up=True in (_part(said, "underAvvikling"), _part(said, forced)),
        dissolved=_day(said, "slettedato"),
        parent=number_in(_text(said, "overordnetEnhet")) or "",
        home_page=_home_page(_text(said, "hjemmeside")),
        language_form=_text(said, "maalform"),
        email="" if form == "ENK" else _text(said, "epostadresse"),
        founded=_day(said, "stiftelsesdato") or _day(said, "oppstartsdato"),
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _part(said: Any, name: str) -> Any:
    return said.get(name) if isinstance(said, dict) else None


def _text(said: Any, name: str) -> str:
    text = _part(said, name)
    return words.one_line(text)[:LONGEST_TEXT] if isinstance(text, str) else ""


def _day(said: Any, name: str) -> str:
    try:
        return date.fromisoformat(_text(said, name)[:10]).isoformat()
    except ValueError:
        return ""


def _employees(said: Any) -> int | None:
    """The register never tells fewer than five; who tells it by mistake is not repeated."""
    known = isinstance(said, int) and not isinstance(said, bool) and 5 <= said < 10**7
    return said if known else None


def band(employees: int | None, registered: Any) -> str:
    if employees is not None:
        return next(name for least, name in BANDS if employees >= least)
    if registered is True:
        return "under_5"
    return "none_registered" if registered is False else ""


def _home_page(text: str) -> str:
    address = text if text.lower().startswith(("http://", "https://")) else f"https://{text}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return address if "." in host and " " not in address else ""
