"""Ten journeys through the year by keyboard alone, without JavaScript, at 400 % zoom."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from awards import rendering
from tests import chromium, round_asides, router
from tests.chromium import Inspection
from tests.keyboard import Hands, hands
from tests.service import running
from tests.smtp import PostOffice
from tests.story import (
    CHAIR,
    JURORS,
    PRESS,
    STAFF,
    TOLD,
    YEAR,
    Fields,
    Story,
    Teller,
    juror_address,
)
from tests.visitor import Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(600)]

ADDRESS = "keyboard@example.org"
FOLLOWING = "keyboard@reader.example"
LATE_JUROR, LATE_LANGUAGE = JURORS[-1]

Journey = Callable[[Hands, Story], Awaitable[None]]


async def follow(person: Hands, story: Story) -> None:
    """An address is left on the home page, with a mistake first, and confirmed from its letter."""
    await person.open("/en/")
    await person.write("E-mail", "keyboard")
    await person.go("Tell me when they open")
    await _without_fault(person)
    await person.write("E-mail", FOLLOWING)
    assert "Look in your mail" in await person.go("Tell me when they open")
    await person.open(await story.link(FOLLOWING, "/follow/"))
    await person.toggle("This address is mine")
    assert "You are on the list" in await person.go("Yes, tell me")
    await _without_fault(person)


async def nominate(person: Hands, story: Story) -> None:
    await person.open("/en/")
    await person.go("Nominate")
    await person.write("The company's name", "Tastatur AS")
    await person.write("Why", "They reach every customer without a mouse.")
    await person.write("Your name", "Kari Tast")
    await person.write("E-mail", ADDRESS)
    await person.write("How do you know the company?", "Customer")
    assert "Tastatur AS" in await person.go("Send the nomination")


async def confirm(person: Hands, story: Story) -> None:
    await person.open(await story.link(ADDRESS, "/nominations/open/"))
    await person.go("Open my nominations")
    said = await person.go("Confirm this nomination")
    assert "What counts, counts" in said
    assert "Tastatur AS" in said


async def fill_in(person: Hands, story: Story) -> None:
    """The form of a company that was told by letter: kept, computed, and sent to the jury."""
    await person.open(await story.link(TOLD[1], "/nominee/enter/"))
    await person.go("Go to the form")
    await person.go("Accept the nomination")
    await person.go("Begin")
    await person.toggle("Driver bedriften ansvarlig?")
    await _figures(person, "Omsetning", "100", "110", "121")
    await _figures(person, "Eksport", "50", "55", "72,6")
    computed = await person.go("Compute again")
    assert "60 %" in computed.replace("\u00a0", " ")
    await _figures(person, "Ansatte", "20", "22", "24")
    await person.write("Hvor mange land", "7")
    await person.write("Hvordan valgte bedriften", "Vi fulgte tastaturet.")
    assert "sendt til juryen" in await person.go("Send the case to the jury")


async def _figures(person: Hands, question: str, *figures: str) -> None:
    """The years one after the other, each a press of Tab further on."""
    await person.write(question, figures[0])
    for figure in figures[1:]:
        await person.page.keyboard.press("Tab")
        await person.page.keyboard.type(figure)


async def reject(person: Hands, story: Story) -> None:
    await person.open("/staff/")
    await person.go(str(YEAR))
    await person.toggle("Menu")
    await person.go("Nominations")
    await person.go("Tastatur AS")
    await person.go("Reject, with a reason")
    await person.write("Reason", "Nobody knows this company.")
    assert "Rejected" in await person.go("Reject 1 nomination")


async def score(person: Hands, story: Story) -> None:
    await person.open(await story.link(juror_address(LATE_JUROR), "/jury/enter/"))
    await person.go("Yes, go in")
    await person.go(story.names[-1])
    await person.choose("Vekst", "ArrowRight")
    await person.write("Comment", "Jevn vekst ute.")
    await person.choose("Markeder", "ArrowLeft")
    said = await person.go("Save")
    assert "2 av 2 kriterier" in said


async def look_through(person: Hands, story: Story) -> None:
    """The winner reads what will be said, presses too early, and suggests something."""
    await person.open(await story.link(str(PRESS["address"]), "/check/enter/"))
    await person.go("Go to the text")
    await person.go("Send the answer")
    await _without_fault(person)
    await person.write("What should be different", "Vi er i ti land.")
    said = await person.go("Send the answer")
    assert rendering.translate(person.language, "We have your answer") in said
    await _without_fault(person)


async def judge(person: Hands, story: Story) -> None:
    """A new juror, from the letter to the receipt."""
    await round_asides.appoint(story)
    await person.open(await story.link(round_asides.NEWCOMER_ADDRESS, "/jury/enter/"))
    await person.go("Yes, go in")
    await person.toggle("I have read this")
    await person.go("Go on to the jury room")
    await person.toggle("I am close to none of the others on this page")
    await person.go("Declare no conflict with the others")
    await person.go("Go on to the overview")
    await person.go(story.names[0])
    for _ in story.nominees:
        await person.choose("Vekst", "ArrowRight")
        await person.choose("Markeder", "ArrowRight")
        said = await person.go("Save and go to the next")
    assert str(len(story.nominees)) in said
    assert "Den er låst" in await person.go("Confirm the ballot")


async def approve(person: Hands, story: Story) -> None:
    """The chair looks at a case on the big screen, reads the decision, and approves it."""
    await person.open("/jury/")
    await person.go("Go to the meeting")
    await person.go(story.names[0])
    await person.go("Show on the big screen")
    await person.go("Leave the big screen")
    await person.open("/jury/meeting")
    await person.go("Read the decision")
    said = await person.go("Approve the decision")
    assert rendering.translate(person.language, "waits for approval") not in said
    await _without_fault(person)


async def _without_fault(person: Hands) -> None:
    """axe, which needs JavaScript, finds nothing at the address of this page, at both widths."""
    inspection = Inspection(router.key)
    carried = await person.page.context.storage_state()
    assert person.page.context.browser is not None
    for view in (one for one in chromium.EVERY if one.language == person.language):
        context = await person.page.context.browser.new_context(
            storage_state=carried, **view.options
        )
        page = await context.new_page()
        inspection.listen(page)
        await page.goto(person.page.url)
        await inspection.look(page, view, "by keyboard")
        await context.close()
    assert inspection.found == []


async def read(person: Hands, story: Story) -> None:
    await person.open("/en/")
    assert story.winner in await person.go("Winners")
    await person.go("News")
    assert "The jury agreed." in await person.go(f"{story.winner} has won")


JOURNEYS: dict[str, list[tuple[Journey, str]]] = {
    "draft": [(follow, "en")],
    "nominating": [(nominate, "en"), (confirm, "en"), (fill_in, "nb"), (reject, "en")],
    "judging": [(score, LATE_LANGUAGE), (judge, "nb")],
    "deciding": [(approve, JURORS[CHAIR][1])],
    "asked": [(look_through, "nb")],
    "announced": [(read, "en")],
}


async def test_the_year_can_be_lived_with_a_keyboard_alone() -> None:
    clients: list[httpx.AsyncClient] = []
    with PostOffice() as office, running(office.url, workers=1) as service:
        async with chromium.chromium() as browser:

            async def cast(language: str) -> Visitor:
                headers = {"accept-language": language}
                clients.append(httpx.AsyncClient(base_url=service.url, headers=headers, timeout=20))
                return Visitor(clients[-1], language)

            async def pause(stage: str) -> None:
                for journey, language in JOURNEYS.get(stage, []):
                    carried = await _carried(journey, story)
                    async with hands(browser, service.url, language, carried) as person:
                        await journey(person, story)

            story = Story(service.url, service.said["staff"], office, cast, pause=pause)
            await story.tell()
    for client in clients:
        await client.aclose()


async def _carried(journey: Journey, story: Story) -> dict[str, str]:
    """The cookies of somebody who is in already; the chair finds a decision that was changed."""
    if journey is approve:
        await story.tone.open(f"{STAFF}/standings")
        changed: Fields = {"reason-1-en": "They grew most of all."}
        await story.tone.submit("/standings/1", **changed)
        return _cookies(story.jurors[CHAIR])
    return _cookies(story.tone) if journey is reject else {}


def _cookies(who: Teller) -> dict[str, str]:
    assert isinstance(who, Visitor)
    return dict(who.client.cookies)


UNREACHABLE = '<a href="/">Home</a><div onclick="send()">Send</div>'
UNSEEN = '<style>a { outline: none !important }</style><a href="/">Send</a>'
COVERED = '<a href="/">Send</a><p style="position: fixed; inset: 0; margin: 0">Above all</p>'


@pytest.mark.parametrize(
    ("page", "said"),
    [(UNREACHABLE, "cannot be reached"), (UNSEEN, "not seen"), (COVERED, "not seen")],
)
async def test_what_a_keyboard_cannot_do_is_found_out(page: str, said: str) -> None:
    base = "http://award.example"
    async with chromium.chromium() as browser, hands(browser, base, "en", {}) as person:
        await person.page.set_content(page)
        with pytest.raises(AssertionError, match=said):
            await person.reach("Send")
