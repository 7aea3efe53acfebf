"""The day the panel meets, in a real browser: the chair and the secretariat go through two
categories. One ends in a tie and a second round, the other in a decision against the standings,
made without the chair, who steps out. Two approve each, the winner is announced in the panel's own
words, and the companies are told how they did.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser

from awards import database, links
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import chromium, people, router, service, smtp
from tests.chromium import Inspection, Person
from tests.conftest import fresh_database
from tests.service import Service, running
from tests.smtp import PostOffice, Received
from tests.story import Fields, written

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(600)]

YEAR = 2027
DESK = f"/staff/{YEAR}"
TIED, THIRD = ("Fjordpuls", "Lomvi"), "Havsule"
LEADS, CHOSEN, CONFLICT = "Skarv", "Krykkje", "Tyvjo"  # of the other category
JURORS = ("Ada", "Bo", "Cy")
WHY = "De har vokst i fem land uten å vokse fra oss."
DEPARTS = "Skarv har solgt virksomheten siden vurderingen."
SAID = "Sterk vekst, tynn plan for neste år."
POINTS: dict[str, dict[str, tuple[tuple[int, int] | None, ...]]] = {  # of Ada, Bo and Cy
    "export": {
        TIED[0]: ((3, 3), (2, 3), (3, 2)),
        TIED[1]: ((2, 3), (3, 2), (3, 3)),
        THIRD: ((1, 1), (1, 2), (2, 1)),
    },
    "newcomer": {
        LEADS: ((3, 3), (3, 3), (3, 2)),
        CHOSEN: ((3, 2), (2, 3), (2, 2)),
        CONFLICT: (None, (1, 1), (1, 2)),
    },
}
CONTACT = "post@company.example"


@dataclass
class Day:
    """Everybody there, each with a browser of their own."""

    browser: Browser
    service: Service
    office: PostOffice
    inspection: Inspection
    categories: dict[str, int]
    nominees: dict[str, int]
    entrances: dict[str, str]  # of jurors
    people: dict[str, Person] = field(default_factory=dict)

    async def person(self, name: str, language: str = "en") -> Person:
        found = await chromium.person(self.browser, self.service.url, self.inspection, language)
        self.people[name] = found
        return found

    async def letters(self, address: str, part: str) -> list[Received]:
        """Those to an address with this in their text, once there is one."""
        async with asyncio.timeout(30):
            while True:
                found = [one for one in self.office.to(address) if part in smtp.text(one)]
                if found:
                    return found
                await asyncio.sleep(0.1)


@asynccontextmanager
async def meeting_day() -> AsyncIterator[Day]:
    """Judging has closed in both categories; the chair is recused from one company."""
    async with fresh_database() as url:
        db = await database.connect(url)
        categories, nominees, entrances = await _judged(db)
        await db.close()
        with PostOffice() as office, running(office.url, workers=2, database_url=url) as served:
            async with chromium.chromium() as browser:
                inspection = Inspection(router.key, every_view=False, share=1.0, stage="meeting")
                at = Day(browser, served, office, inspection, categories, nominees, entrances)
                for name in ("tone", "per"):
                    await _signs_in(at, await at.person(name), f"{name}@helseklyngen.example")
                for name in JURORS:
                    juror = await at.person(name, "nb" if name == "Bo" else "en")
                    await juror.open(at.entrances[name])
                    await juror.press("Yes, go in")
                yield at


async def _judged(db: Connection) -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    await people.award(db)
    for name, role in (("Tone", "administrator"), ("Per", "publisher")):
        await people.staff(db, name, role)
    edition = await people.edition(db, stage=Stage.DECIDING, year=YEAR)
    categories = {
        name: await people.category(db, edition, name, place)
        for place, name in enumerate(("export", "newcomer"), start=1)
    }
    jurors = {
        name: await people.juror(
            db, edition, name, chair=name == "Ada", language="nb" if name == "Bo" else "en"
        )
        for name in JURORS
    }
    nominees = {}
    for category, points in POINTS.items():
        for name in points:
            company = await people.company(db, edition, name)
            nominees[name] = await people.nominee(db, categories[category], company)
            if name == TIED[1]:
                await people.contributor(db, company, "post", language="nb")
        round = await people.shortlist(
            db, categories[category], *(nominees[name] for name in points)
        )
        await _score(db, round, jurors, {nominees[name]: points[name] for name in points})
    await db.execute(
        """INSERT INTO recusals (juror, company, kind)
           SELECT $1, company, 'own_company' FROM nominees WHERE id = $2""",
        *(jurors["Ada"], nominees[CONFLICT]),
    )
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    return categories, nominees, {name: await _entrance(db, jurors[name]) for name in JURORS}


async def _entrance(db: Connection, juror: int) -> str:
    link = await links.by_id(db, await links.issue(db, Purpose.JUROR, juror))
    return f"/jury/enter/{links.token((service.KEY,), link)}"


async def _score(
    db: Connection,
    round: int,
    jurors: dict[str, int],
    points: dict[int, tuple[tuple[int, int] | None, ...]],
) -> None:
    for turn, juror in enumerate(jurors.values()):
        for nominee, given in points.items():
            if scores := given[turn]:
                await people.sheet(db, round, juror, nominee, *scores)
        await people.ballot(db, round, juror)


async def _signs_in(at: Day, who: Person, address: str) -> None:
    await who.open("/staff/sign-in")
    await who.submit("/staff/sign-in", address=address)
    [letter] = await at.letters(address, "/staff/enter/")
    await who.open(next(one for one in smtp.links(letter) if "/staff/enter/" in one))
    await who.press("Yes, go in")


async def test_the_day_the_panel_meets() -> None:
    async with meeting_day() as at:
        await _they_open_the_meeting(at)
        await _the_tie_needs_a_second_round(at)
        await _the_jury_scores_again(at)
        await _the_chair_writes_and_tone_approves(at)
        await _the_other_category_departs_from_the_standings(at)
        await _the_winners_are_announced_in_the_words_of_the_panel(at)
        await _the_companies_are_told(at)
    assert at.inspection.found == []


def _meeting(at: Day, category: str, *, jury: bool = False) -> str:
    return f"{'/jury' if jury else DESK}/meeting/{at.categories[category]}"


async def _they_open_the_meeting(at: Day) -> None:
    """Everything by category, the most disputed first; the chair sees nothing of where they step
    out, another juror nothing at all."""
    tone, ada, cy = at.people["tone"], at.people["Ada"], at.people["Cy"]
    agenda = await tone.open(f"{DESK}/meeting")
    assert "Ada" in agenda and CONFLICT in agenda
    await ada.open("/jury/")
    assert [one for one in await ada.addresses() if one.endswith("/jury/meeting")]
    mine = await ada.open("/jury/meeting")
    assert TIED[0] in mine and LEADS not in mine and CHOSEN not in mine
    await ada.open(_meeting(at, "newcomer", jury=True), expect=403)
    case = f"{_meeting(at, 'newcomer', jury=True)}/{at.nominees[LEADS]}"
    assert LEADS not in await ada.open(case, expect=403)
    await cy.open("/jury/")
    assert not [one for one in await cy.addresses() if "/jury/meeting" in one]
    assert TIED[0] not in await cy.open(_meeting(at, "export", jury=True), expect=404)


async def _the_tie_needs_a_second_round(at: Day) -> None:
    """On the screen, case by case; then Tone begins the round, and goes back to judging."""
    tone, ada = at.people["tone"], at.people["Ada"]
    page = await ada.open(f"{_meeting(at, 'export', jury=True)}/result")
    assert TIED[0] in page and TIED[1] in page
    for name in TIED:
        case = f"{_meeting(at, 'export', jury=True)}/{at.nominees[name]}"
        shown = await ada.open(f"{case}?screen=1")
        assert name in shown and "Bo" not in shown.split()
    await tone.open(f"{DESK}/standings/{at.categories['export']}")
    await tone.open(f"{DESK}/standings/{at.categories['export']}/round")
    await tone.press("Begin the round", reason="They are exactly equal.")
    await tone.open(f"{DESK}/move/judging")
    until = datetime.now(UTC) + timedelta(days=2)
    await tone.submit("/move/judging", reason="A second round.", **written("due", until))


async def _the_jury_scores_again(at: Day) -> None:
    for turn, name in enumerate(JURORS):
        juror = at.people[name]
        await juror.open("/jury/")
        sheets = _paths(await juror.addresses(), "/jury/nominees/")
        assert {int(one.rpartition("/")[2]) for one in sheets} >= {at.nominees[one] for one in TIED}
        for nominee in TIED:
            better = nominee == TIED[1]
            await juror.open(f"/jury/nominees/{at.nominees[nominee]}")
            first = "4" if better and not turn else "3" if better else "2"
            said: Fields = {"criterion-1-comment": SAID} if first == "4" else {}
            await juror.press(
                "Save and go to the next",
                **Fields({"criterion-1": first, "criterion-2": "2"}),
                **said,
            )
        await juror.open("/jury/")
        [ballot] = [
            one
            for one in _paths(await juror.addresses(), "/jury/ballots/")
            if not one.endswith("/receipt")
        ]
        await juror.open(ballot)
        await juror.submit(ballot)
    await at.people["tone"].open(f"{DESK}/move/deciding")
    await at.people["tone"].submit("/move/deciding")


def _paths(addresses: Sequence[str], part: str) -> list[str]:
    return sorted({urlsplit(one).path for one in addresses if part in one})


async def _the_chair_writes_and_tone_approves(at: Day) -> None:
    tone, ada = at.people["tone"], at.people["Ada"]
    category = at.categories["export"]
    await ada.open(_meeting(at, "export", jury=True))
    decision: Fields = {
        f"nominee-{category}": str(at.nominees[TIED[1]]),
        f"reason-{category}-nb": WHY,
        f"reason-{category}-en": "They grew in five countries.",
    }
    await ada.press("Record the decision", **decision)
    assert WHY in await tone.open(_meeting(at, "export"))
    await tone.press("Approve the decision")


async def _the_other_category_departs_from_the_standings(at: Day) -> None:
    """Tone names Bo, who leads it; the reason why it departs is asked for, and kept."""
    tone, bo = at.people["tone"], at.people["Bo"]
    category = at.categories["newcomer"]
    await tone.open(_meeting(at, "newcomer"))
    await tone.page.locator("[name=juror]").select_option(label="Bo")
    await tone.press("Name who leads")
    await tone.open(_meeting(at, "newcomer"))
    decision: Fields = {
        f"nominee-{category}": str(at.nominees[CHOSEN]),
        f"reason-{category}-nb": "Modige, og alt på plass.",
    }
    asked = await tone.press("Record the decision", expect=422, **decision)
    assert "differs from the standings" in asked
    departs = f"departure-{category}-nb"
    assert await tone.page.input_value(f"[name=reason-{category}-nb]") == "Modige, og alt på plass."
    await tone.press("Record the decision", **Fields({departs: DEPARTS}))
    shown = await bo.open(_meeting(at, "newcomer", jury=True))
    assert DEPARTS in shown and "Modige" in shown
    await bo.press("Approve the decision")


async def _the_winners_are_announced_in_the_words_of_the_panel(at: Day) -> None:
    tone, per = at.people["tone"], at.people["per"]
    await tone.open(f"{DESK}/news/write/winner")
    assert WHY in await tone.page.input_value('[name="body-nb"]')
    assert DEPARTS not in await tone.page.input_value('[name="body-nb"]')
    await tone.press("Save the draft")
    address = tone.path
    await per.open(address)
    await per.submit("/approve")
    await per.open(f"{address}/schedule")
    await per.press("Publish at once")
    reader = await at.person("reader", "nb")
    async with asyncio.timeout(20):
        while WHY not in await reader.open(f"/nb/{YEAR}/"):
            await asyncio.sleep(0.3)
    assert TIED[1] in await reader.text() and CHOSEN in await reader.text()


async def _the_companies_are_told(at: Day) -> None:
    """Reviewed one by one, counted, sent in one go: means and comments, and nobody's name."""
    tone = at.people["tone"]
    await tone.open(f"{DESK}/feedback/{at.nominees[TIED[1]]}")
    await tone.page.get_by_label("Growth").first.check()
    assert SAID in await tone.press("Save")
    await tone.press("Mark as reviewed")
    await tone.open(f"{DESK}/feedback/send")
    await tone.press("Send 1 letter")
    [letter] = await at.letters(CONTACT, SAID)
    told = smtp.text(letter)
    assert WHY in told
    assert not [name for name in JURORS if name in told.split()]
