"""One year of the award, told by the people in it: the same story over plain HTTP and in a browser.

Tone sets the award up and runs the year, Bjørn approves what is announced, Siri is told when she
may nominate, twenty people nominate twelve companies, one of them for her own, which hands in its
case; two other companies are told by letter; five jurors score, their chair approves what Tone
writes down as the decision, and the winner looks through what will be said about it. Nobody here
knows the program: they open addresses, read what stands there, fill in forms, and follow the links
in their letters.
"""

import asyncio
import csv
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tests import smtp
from tests.smtp import PostOffice

Fields = dict[str, Any]  # what is typed, by the name of its field

YEAR = 2027
STAFF = f"/staff/{YEAR}"
COMPANIES = list(
    csv.DictReader((Path(__file__).parent / "companies.csv").read_text("utf-8").splitlines())
)
PATIENCE = 30.0

AWARD: Fields = {
    "name-nb": "Årets eksportbedrift",
    "name-en": "Export company of the year",
    "organisation-nb": "Helseklyngen",
    "organisation-en": "The Health Cluster",
    "sender_name": "Helseklyngen",
    "sender": "pris@helseklyngen.example",
    "reply_public": "svar@helseklyngen.example",
    "reply_jury": "jury@helseklyngen.example",
    "privacy_notice-nb": "Vi bruker navnet ditt bare til prisen.",
    "privacy_notice-en": "We use your name for the award only.",
    "own_name": "Tone Ulvestad",
    "own_address": "tone@helseklyngen.example",
}
CRITERIA = (("Vekst", "Growth", 60), ("Markeder", "Markets", 40))
LATER = ("judging", "deciding", "announced", "archived")

# Who nominates what: twelve companies, three people for the first, two for four of them.
PLAN = [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11]
UNCONFIRMED, LATE = 12, 13
SHORTLISTED = 6
AT_WORK, WAITING = 0, 1  # nominators who work in the first company: one goes in, one has to wait
MANY = range(6, 18)  # nominators who do what others did before them

# What is asked of companies, in the suggested order, and what the first of them answers.
SAID: dict[str, Fields] = {
    "responsible": {"": "yes"},
    "turnover": {"-2024": "100", "-2025": "120,5", "-2026": "150 mill."},
    "exports": {"-2024": "40", "-2025": "48,2", "-2026": "NOK 75m"},
    "employees": {"-2024": "48", "-2025": "45", "-2026": "60"},
    "countries": {"": "9"},
    "largest": {"": "62,5"},
    "markets": {"": "Hospitals asked us. We followed the ones that paid."},
}
PRESS: Fields = {"name": "Eli Berg", "address": "press@winner.example", "telephone": "55 55 55 55"}
TOLD = ("post@second.example", "post@third.example")  # companies that staff tell by letter
COLLEAGUE = "colleague@second.example"
FOLLOWER = "siri@reader.example"

JURORS = [
    ("Ada Lie", "en"),
    ("Ole Åsen", "nb"),
    ("Mia Bø", "nb"),
    ("Tom Ash", "en"),
    ("Eva Ek", "nb"),
]
ORDINARY = "Tom Ash"  # does what the others do
CHAIR = 1  # Ole leads the jury: he has to step out of no case


class Teller(Protocol):
    """Somebody at a browser: ``Visitor`` or ``Person``."""

    language: str

    async def open(self, address: str, *, expect: int = 200) -> str: ...
    async def press(
        self, message: str, *, expect: int = 200, nth: int = 0, **given: Any
    ) -> str: ...
    async def submit(self, action: str, *, expect: int = 200, **given: Any) -> str: ...
    async def addresses(self) -> list[str]: ...
    @property
    def path(self) -> str: ...


Cast = Callable[[str], Awaitable[Teller]]  # a language -> somebody with a browser of their own
Pause = Callable[[str], Awaitable[None]]  # told where in the year we are, between the acts


async def _no_pause(stage: str) -> None:
    return None


@dataclass
class Story:
    base: str
    first_link: str
    office: PostOffice
    cast: Cast
    staff_language: str = "en"
    pause: Pause = _no_pause
    crowd: Cast | None = None  # for those who do what others did before them, if another one
    soon: timedelta = timedelta(seconds=3)  # long enough to fill in a form
    tone: Teller = field(init=False)
    bjorn: Teller = field(init=False)
    asked: list[str] = field(default_factory=list)  # the names of the fields of ``SAID``
    nominators: list[Teller] = field(default_factory=list)
    contact: Teller = field(init=False)  # of a company that was told
    jurors: list[Teller] = field(default_factory=list)
    reader: Teller = field(init=False)  # of the winner's company, who looks through the text
    nominees: list[int] = field(default_factory=list)  # ids on the shortlist
    names: list[str] = field(default_factory=list)  # of their companies
    winner: str = ""
    case: str = ""  # of the first nominee, as a juror read it
    late: str = ""  # what the page said to the one who came too late
    before: dict[str, str] = field(default_factory=dict)  # public pages before the minute

    async def tell(self) -> None:
        """The whole year."""
        await self.set_up()
        await self.ask_companies()
        await self.follow()
        await self.pause("draft")
        await self.open_the_call()
        await self.nominate()
        await self.stop_following()
        await self.take_part()
        await self.pause("nominating")
        await self.screen()
        await self.pause("screening")
        await self.judge()
        await self.pause("judging")
        await self.decide()
        await self.pause("deciding")
        await self.announce()
        await self.pause("announced")
        await self.archive()
        await self.pause("archived")

    async def set_up(self) -> None:
        self.tone = await self.cast(self.staff_language)
        await self.tone.open(f"{self.first_link}?language={self.staff_language}")
        await self.tone.press("Yes, go in")
        await self.tone.submit("/staff/award/new", **AWARD)
        await self.tone.open("/staff/years/new")
        await self.tone.submit("/staff/years/new", year=str(YEAR))
        await self._outline()
        await self._category()
        await self._timetable(close=datetime.now(UTC) + timedelta(days=30))
        self.bjorn = await self._second_person()

    async def _outline(self) -> None:
        await self.tone.open(f"{STAFF}/set-up/outline")
        texts: Fields = {
            "introduction-nb": "Hvem har vokst ute?",
            "introduction-en": "Who grew abroad?",
            "ceremony-nb": "helsekonferansen i Oslo",
            "ceremony-en": "the health conference in Oslo",
        }
        await self.tone.submit("/outline", window="1", unit="seconds", least_seconds="0", **texts)

    async def _category(self) -> None:
        await self.tone.open(f"{STAFF}/set-up/categories/new")
        names: Fields = {"name-nb": "Årets eksportbedrift", "name-en": "Export company"}
        await self.tone.submit("/categories/new", **names)
        category = next(one for one in await self.tone.addresses() if one.endswith("criteria/new"))
        for norwegian, english, weight in CRITERIA:
            await self.tone.open(category)
            words: Fields = {"words-0-nb": "Ingen", "words-0-en": "None", "words-4-en": "Much"}
            words |= {"evidence-nb": "En kontrakt i to land.", "evidence-en": "Two contracts."}
            await self.tone.submit(
                "/criteria/new",
                **{"name-nb": norwegian, "name-en": english, "weight": str(weight), **words},
            )

    async def _timetable(self, close: datetime, **more: Any) -> None:
        """Every move is planned a month apart; nominations close when we are told."""
        await self.tone.open(f"{STAFF}/set-up/timetable")
        planned = written("screening", close)
        if "reason" not in more:
            planned |= written("nominating", datetime.now(UTC) + timedelta(days=1))
        for turn, stage in enumerate(LATER, start=1):
            planned |= written(stage, close + timedelta(days=30 * turn))
        await self.tone.submit("/timetable", **planned, **more)

    async def _second_person(self) -> Teller:
        await self.tone.open("/staff/people")
        who: Fields = {"name": "Bjørn Åsheim", "address": "bjorn@helseklyngen.example"}
        await self.tone.submit("/staff/people", role="publisher", language="nb", **who)
        bjorn = await self.cast("nb")
        await bjorn.open(await self.link("bjorn@helseklyngen.example", "/staff/enter/"))
        await bjorn.press("Yes, go in")
        return bjorn

    async def ask_companies(self) -> None:
        """The company's own form asks what is suggested."""
        await self.tone.open(f"{STAFF}/set-up/questions")
        before = await self._questions_there()
        await self.tone.submit("/questions/suggested")
        new = [one for one in await self._questions_there() if one not in before]
        self.asked = [f"answer-{one}" for one in new]

    async def _questions_there(self) -> list[int]:
        ours = f"{STAFF}/set-up/questions/"
        links = await self.tone.addresses()
        return [ident(one) for one in links if one.removeprefix(ours).isdecimal()]

    async def follow(self) -> None:
        """Siri leaves her address, and confirms that it is hers."""
        siri = await self.cast("en")
        await siri.open("/en/")
        await siri.press("Tell me when they open", address=FOLLOWER)
        await siri.open(await self.link(FOLLOWER, "/follow/"))
        await siri.press("Yes, tell me", mine="yes")

    async def stop_following(self) -> None:
        """Told that nominations are open, she wants no more letters, and her mail program shows her
        where to say so."""
        told = (await self.letters(FOLLOWER, 2))[-1]
        siri = await self.cast("en")
        await siri.open(smtp.parsed(told.raw)["List-Unsubscribe"].strip("<>"))
        await siri.press("Stop, and forget my address")

    async def open_the_call(self) -> None:
        await self.tone.open(f"{STAFF}/move/nominating")
        await self.tone.submit("/move/nominating")
        await asyncio.sleep(1.2)  # every process has seen it

    async def nominate(self) -> None:
        """Eighteen people nominate and confirm, one never confirms."""
        for number, company in enumerate(PLAN):
            await self._nomination(number, company, confirm=True)
        await self._nomination(len(PLAN), UNCONFIRMED, confirm=False)

    async def _nomination(self, number: int, company: int, *, confirm: bool) -> None:
        cast = self.crowd if self.crowd and number in MANY else self.cast
        who = await cast("nb" if number % 2 else "en")
        self.nominators.append(who)
        address = f"nominator{number}@example.org"
        await self._fill_in(who, number, company)
        link = await self.link(address, "/nominations/open/")
        if confirm:
            await who.open(link)
            await who.press("Open my nominations")
            await who.press("Confirm this nomination")

    async def _fill_in(self, who: Teller, number: int, company: int, expect: int = 200) -> str:
        await who.open(f"/{who.language}/nominate")
        return await self._send_form(who, number, company, expect)

    async def _send_form(self, who: Teller, number: int, company: int, expect: int) -> str:
        reason: Fields = {"answer-1": f"They have grown abroad, says {number}."}
        if number in (AT_WORK, WAITING):
            reason["works_there"] = "yes"
        return await who.press(
            "Send the nomination",
            expect=expect,
            company=COMPANIES[company]["name"],
            organisation_number=COMPANIES[company]["orgnr"],
            nominator=f"Nominator {number}",
            address=f"nominator{number}@example.org",
            relation="Customer",
            **reason,
        )

    async def take_part(self) -> None:
        """One company hands in its case; two are told, and one of them comes in."""
        await self._hand_in(self.nominators[AT_WORK])
        await self._tell_companies()
        said = await self._claim(self.nominators[WAITING])
        assert COMPANIES[0]["name"] not in said
        self.contact = await self.cast("nb")
        await self.contact.open(await self.link(TOLD[0], "/nominee/enter/"))
        await self.contact.press("Go to the form")
        await self.contact.open("/nominee/people")
        await self.contact.press("Send the invitation", name="Jon Dal", address=COLLEAGUE)

    async def _claim(self, who: Teller) -> str:
        await who.open(f"/{who.language}/nominations/mine")
        return await who.press("Go on to your company's own form")

    async def _hand_in(self, who: Teller) -> None:
        await self._claim(who)
        await who.press("Accept the nomination")
        await who.open("/nominee/form")
        typed = {
            name + end: text
            for name, said in zip(self.asked, SAID.values(), strict=True)
            for end, text in said.items()
        }
        await who.press("Send the case to the jury", **typed)
        await who.open("/nominee/press")
        await who.press("Save", **PRESS)

    async def _tell_companies(self) -> None:
        """The two that have waited longest after the one that works on its form already."""
        await self.tone.open(f"{STAFF}/companies/inform")
        links = await self.tone.addresses()
        told = [ident(one) for one in dict.fromkeys(links) if is_company(one)][1:][: len(TOLD)]
        to: Fields = {f"address-{one}": where for one, where in zip(told, TOLD, strict=True)}
        await self.tone.press("See what will be sent", company=told, **to)
        await self.tone.submit("/companies/inform/send")

    async def _let_in(self) -> None:
        """Tone vouches for the one who is in on their word, and lets the one in who has waited."""
        await self.tone.open(f"{STAFF}/companies/inform")
        links = await self.tone.addresses()
        await self.tone.open(next(one for one in links if is_company(one)))
        await self.tone.submit("/let-in")
        await self.tone.submit("/let-in")

    async def screen(self) -> None:
        """Nominations close; one comes too late; the unconfirmed one lapses; six are chosen."""
        await self._let_in()
        late = await self.cast("en")
        await late.open("/en/nominate")
        await self._timetable(close=datetime.now(UTC) + self.soon, reason="The jury meets earlier.")
        await self._until(f"{STAFF}/", "/move/judging")
        self.late = await self._send_form(late, len(PLAN) + 1, LATE, expect=409)
        await self._choose()

    async def _choose(self) -> None:
        await self.tone.open(f"{STAFF}/nominees/shortlists")
        shortlist = next(
            one for one in await self.tone.addresses() if "/nominees/shortlists/" in one
        )
        await self.tone.open(f"{STAFF}/nominees?sort=nominations")
        found = [ident(one) for one in await self.tone.addresses() if is_nominee(one)]
        self.nominees = list(dict.fromkeys(found))[:SHORTLISTED]
        for nominee in self.nominees:
            text = await self.tone.open(f"{STAFF}/nominees/{nominee}")
            self.names.append(next(one["name"] for one in COMPANIES if one["name"] in text))
        await self.tone.open(shortlist)
        await self.tone.submit("/choose", nominee=self.nominees)
        await self._until_lapsed(f"{shortlist}/fix")
        await self.tone.submit("/fix")

    async def _until_lapsed(self, address: str) -> None:
        """The shortlist can be fixed once no nomination waits to be confirmed any more."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.tone.open(f"{STAFF}/nominations?state=sent")
                if not any(is_nomination(one) for one in await self.tone.addresses()):
                    break
                await asyncio.sleep(0.3)
        await self.tone.open(address)

    async def _until(self, address: str, offered: str) -> None:
        """Open a page until it offers something: the worker moves the edition in its own time."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.tone.open(address)
                if any(one.endswith(offered) for one in await self.tone.addresses()):
                    return
                await asyncio.sleep(0.3)

    async def judge(self) -> None:
        """Five jurors: one is recused once, one abstains once, one never confirms."""
        await self._invite()
        await self.tone.open(f"{STAFF}/move/judging")
        await self.tone.submit("/move/judging")
        for number, (name, language) in enumerate(JURORS):
            juror = await self._enter(name, language)
            self.jurors.append(juror)
            await self._look_through(juror)
            await self._score(juror, number)
            if number < len(JURORS) - 1:
                await self._confirm(juror, name)
        await self._remind()

    async def _invite(self) -> None:
        lines = ["name;address;language;chair"] + [
            f"{name};{juror_address(name)};{language};{'yes' if number == CHAIR else ''}"
            for number, (name, language) in enumerate(JURORS)
        ]
        await self.tone.open(f"{STAFF}/jury/list")
        await self.tone.submit("/jury/list", list="\n".join(lines))
        await self.tone.submit("/jury/list")
        await self.tone.open(f"{STAFF}/jury/invite")
        await self.tone.submit("/jury/invite")

    async def _enter(self, name: str, language: str) -> Teller:
        cast = self.crowd if self.crowd and name == ORDINARY else self.cast
        juror = await cast(language)
        await juror.open(await self.link(juror_address(name), "/jury/enter/"))
        await juror.press("Yes, go in")
        assert juror.path == "/jury/welcome"
        await juror.submit("/jury/welcome", read="yes")
        return juror

    async def _look_through(self, juror: Teller) -> None:
        """The names come before the cases; nobody is close to one of them yet."""
        await juror.open("/jury/conflicts")
        await juror.submit("/jury/conflicts", none="yes")

    async def _score(self, juror: Teller, number: int) -> None:
        self.case = self.case or await juror.open(f"/jury/nominees/{self.nominees[0]}/case")
        for turn, nominee in enumerate(self.nominees):
            if (number, turn) == (0, 1):
                await self._declare(juror)
                continue
            await juror.open(f"/jury/nominees/{nominee}")
            if (number, turn) == (1, 2):
                await juror.press("Abstain from this nominee", reason="I know too little of it.")
                continue
            best = turn == 0
            points: Fields = {
                "criterion-1": "4" if best else "2",
                "criterion-2": str(1 + (number % 3)),
            }
            comments: Fields = {"criterion-1-comment": "Far ahead of the others."} if best else {}
            await juror.press("Save and go to the next", **points, **comments)

    async def _declare(self, juror: Teller) -> None:
        """The first juror has an interest in the second company of the shortlist."""
        await juror.open("/jury/conflicts")
        companies = [one for one in await juror.addresses() if "/jury/conflicts/" in one]
        for address in companies:
            text = await juror.open(address)
            if self.names[1] in text:
                await juror.submit(urlsplit(address).path, kind="business_interest")
                return
        raise AssertionError(f"{self.names[1]} is not among {companies}")

    async def _confirm(self, juror: Teller, name: str) -> None:
        await juror.open("/jury/")
        ballot = next(one for one in await juror.addresses() if "/jury/ballots/" in one)
        await juror.open(ballot)
        await juror.submit(urlsplit(ballot).path)
        await self.letters(juror_address(name), 3)  # after the invitation and the new device

    async def _remind(self) -> None:
        """Only the one who has not confirmed gets a letter."""
        await self.tone.open(f"{STAFF}/jury/remind")
        await self.tone.submit("/jury/remind")
        await self.letters(juror_address(JURORS[-1][0]), 3)

    async def decide(self) -> None:
        await self.tone.open(f"{STAFF}/move/deciding")
        await self.tone.submit("/move/deciding", reason="One juror does not answer.")
        await self.tone.open(f"{STAFF}/standings")
        self.winner = self.names[0]
        decision: Fields = {
            "nominee-1": str(self.nominees[0]),
            "reason-1-nb": "De vokste mest.",
            "reason-1-en": "They grew the most.",
        }
        await self.tone.submit("/standings/1", **decision)
        await self._agree_in_the_meeting(self.jurors[CHAIR])

    async def _agree_in_the_meeting(self, chair: Teller) -> None:
        """The chair finds the decision in the jury room, goes through a case, and approves."""
        await chair.open("/jury/")
        await chair.open(next(one for one in await chair.addresses() if "/jury/meeting" in one))
        cases = [one for one in await chair.addresses() if "/jury/meeting/1/" in one]
        await chair.open(cases[0])
        await chair.open("/jury/meeting/1")
        await chair.press("Approve the decision")

    async def announce(self) -> None:
        """Tone writes, the winner looks through it, Bjørn approves, and at its minute everything
        turns together."""
        address = await self._write()
        await self._ask_the_winner(address)
        await self._read_by_the_winner()
        await self._agree(address)
        await self.bjorn.open(address)
        await self.bjorn.submit("/approve")
        await self._look_before()
        await self.bjorn.open(f"{address}/schedule")
        due = datetime.now(UTC) + self.soon
        await self.bjorn.press("Publish at this minute", **written("due", due))
        await self._until_public()

    async def _write(self) -> str:
        await self.tone.open(f"{STAFF}/news/write/winner")
        texts: Fields = {
            "headline-nb": f"{self.winner} vant",
            "headline-en": f"{self.winner} has won",
            "lead-nb": "Årets eksportbedrift er kåret.",
            "lead-en": "The export company of the year is found.",
            "body-nb": "De vokste mest.\n\nJuryen var enig.",
            "body-en": "They grew the most.\n\nThe jury agreed.",
            "quote1-nb": "Vi begynte med ett land.",
            "quote1-en": "We began with one country.",
            "who1-nb": "Eli Berg, daglig leder",
            "who1-en": "Eli Berg, chief executive",
        }
        await self.tone.press("Save the draft", **texts)
        return self.tone.path

    async def _ask_the_winner(self, address: str) -> None:
        """A letter to whom the company named for newsrooms."""
        await self.tone.open(address)
        await self.tone.open(next(one for one in await self.tone.addresses() if "/check/" in one))
        due = written("due", datetime.now(UTC) + timedelta(days=1))
        await self.tone.press("Send the letter", whom="press", **due)
        await self.pause("asked")

    async def _read_by_the_winner(self) -> None:
        self.reader = await self.cast("nb")
        await self.reader.open(await self.link(PRESS["address"], "/check/enter/"))
        await self.reader.press("Go to the text")
        await self.reader.press("Send the answer", suggestion="Vi er i ni land.")

    async def _agree(self, address: str) -> None:
        """Tone has read what they suggest, and they have no objection."""
        await self.tone.open(address)
        await self.tone.press("Mark the suggestion as seen to")
        await self.reader.open("/check/")
        await self.reader.press("Send the answer", agree="yes", suggestion="")

    async def _look_before(self) -> None:
        reader = await self.cast("en")
        for address in ("/en/", "/nb/", f"/en/{YEAR}/", "/en/news/"):
            self.before[address] = await reader.open(address)

    async def _until_public(self) -> None:
        reader = await self.cast("en")
        async with asyncio.timeout(PATIENCE):
            while f"{self.winner} has won" not in await reader.open("/en/news/"):
                await asyncio.sleep(0.3)

    async def archive(self) -> None:
        await self.tone.open(f"{STAFF}/move/archived")
        await self.tone.submit("/move/archived")

    async def letters(self, address: str, count: int) -> list[smtp.Received]:
        """The letters to an address, once there are that many."""
        async with asyncio.timeout(PATIENCE):
            while len(self.office.to(address)) < count:
                await asyncio.sleep(0.02)
        return self.office.to(address)

    async def link(self, address: str, part: str) -> str:
        """The first link of this kind in the newest letter to an address that has one."""
        newest_first = reversed(await self.letters(address, 1))
        found = (link for letter in newest_first for link in smtp.links(letter.raw))
        return next(link for link in found if part in link)


def written(name: str, instant: datetime) -> Fields:
    """A date and a time as people in Norway type them."""
    local = instant.astimezone(ZoneInfo("Europe/Oslo"))
    clock = local.strftime("%H:%M:%S")
    return {f"{name}-date": local.strftime("%d.%m.%Y"), f"{name}-time": clock}


def juror_address(name: str) -> str:
    return f"{name.split()[0].lower()}@jury.example"


def is_nominee(address: str) -> bool:
    return "/nominees/" in address and address.rpartition("/")[2].isdecimal()


def is_company(address: str) -> bool:
    return "/companies/" in address and address.rpartition("/")[2].isdecimal()


def is_nomination(address: str) -> bool:
    return "/nominations/" in address and address.rpartition("/")[2].isdecimal()


def ident(address: str) -> int:
    return int(address.rpartition("/")[2])
