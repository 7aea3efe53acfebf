"""What happens beside the story of the year, so that pages are seen that the story never needs:
news in each state, a nomination rejected, one kept for later, junk, a requirement not met, more
asked for, answers and a case corrected, a juror excused, a ballot opened."""

from datetime import UTC, datetime, timedelta

from tests import meeting_asides, news_asides, round_asides
from tests.news_asides import Systems
from tests.story import (
    COMPANIES,
    JURORS,
    STAFF,
    Fields,
    Story,
    Teller,
    ident,
    is_nomination,
    is_nominee,
    written,
)

CORRECTION: Fields = {
    "correction-nb": "Fristen var feil.",
    "correction-en": "The deadline was wrong.",
}
AMENDMENT: Fields = {
    "words-nb": "Omsetningen i 2025 var 121 millioner.",
    "words-en": "Turnover in 2025 was 121 million.",
}
MEMBERS = """310412031; Fjordpuls; company; yes
Nordlys sykehus
310412066; Fjellvik kommune; municipality; no"""
SENDS_JUNK, SAVES = 3, 4  # nominators with more to do
UNCONFIRMED = 18
REASON = "So that it is seen."
LAST, BEFORE_LAST = COMPANIES[11]["name"], COMPANIES[10]["name"]


async def happen(stage: str, story: Story, around: Systems) -> None:
    """The asides of a stage, just before its pages are walked."""
    if stage == "draft":
        await news_asides.draft(story, around)
        await _load_members(story)
        await round_asides.draft(story)
        await meeting_asides.draft(story)
    if stage == "nominating":
        await _screen(story)
        await _send_junk(story.nominators[SENDS_JUNK])
        await _keep_for_later(story, story.nominators[SAVES])
        await _fail_a_requirement(story)
        await _ask_for_more(story)
        await _publish(story)
        await news_asides.nominating(story)
        await _open(story, UNCONFIRMED)
    if stage == "screening":
        await story.tone.open(f"{await _call(story)}/correct")
        await story.tone.press("Save the correction", **CORRECTION)
        await _excuse(story)
        await news_asides.screening(story, around)
        await round_asides.screening(story)
        await story.tone.open(f"{STAFF}/nominees/{story.nominees[0]}/answers")
        said: Fields = {story.asked[-1]: "They asked us, and paid.", "reason": REASON}
        await story.tone.press("Save the correction", **said)
    if stage == "judging":
        await story.tone.open(f"{STAFF}/nominees/{story.nominees[0]}/case")
        await story.tone.press("Show the jury this correction", **AMENDMENT)
        await story.bjorn.open(await _call(story))
        await story.bjorn.submit("/correction/publish")
        await news_asides.judging(story, await _call(story))
        await _open_a_ballot_again(story)
        await round_asides.judging(story)
    if stage == "deciding":
        await news_asides.deciding(story, await _call(story))
        await meeting_asides.deciding(story)
        await round_asides.deciding(story)
        await meeting_asides.prepare_feedback(story)
    if stage == "asked":
        await news_asides.asked(story)
    if stage == "announced":
        await meeting_asides.announced(story)


async def _call(story: Story) -> str:
    """The address of the call for nominations, the first announcement of the year."""
    await story.tone.open(f"{STAFF}/news")
    ours = f"{STAFF}/news/"
    found = [one for one in await story.tone.addresses() if one.removeprefix(ours).isdecimal()]
    return min(found, key=ident)


async def _publish(story: Story) -> None:
    address = await _call(story)
    await story.bjorn.open(address)
    await story.bjorn.submit("/approve")
    await story.bjorn.open(f"{address}/schedule")
    await story.bjorn.press("Publish at once")


async def _screen(story: Story) -> None:
    await story.tone.open(f"{STAFF}/nominations?q={LAST}")
    found = next(one for one in await story.tone.addresses() if is_nomination(one))
    await story.tone.open(f"{STAFF}/nominations/reject?id={ident(found)}")
    await story.tone.submit("/nominations/reject", reason=REASON)
    await story.tone.open(f"{STAFF}/nominees?q={BEFORE_LAST}")
    nominee = next(one for one in await story.tone.addresses() if is_nominee(one))
    await story.tone.open(nominee)
    await story.tone.submit("/ineligible", reason=REASON)


async def _open(story: Story, number: int) -> None:
    """A nominator looks at what they nominated, and confirms nothing."""
    who = story.nominators[number]
    await who.open(await story.link(f"nominator{number}@example.org", "/nominations/open/"))
    await who.press("Open my nominations")


async def _load_members(story: Story) -> None:
    await story.tone.open(f"{STAFF}/set-up/members/list")
    await story.tone.press("See what will happen", list=MEMBERS)
    await story.tone.submit("/members/list")


async def _send_junk(who: Teller) -> None:
    """A program fills in every field, the one that people do not see too."""
    await who.open(f"/{who.language}/nominate")
    typed: Fields = {"company": "Billig AS", "nominator": "Bot", "relation": "Friend"}
    more: Fields = {"answer-1": "Buy now.", "address": "bot@spam.example"}
    await who.press("Send the nomination", homepage="spam.example", **typed, **more)


async def _keep_for_later(story: Story, who: Teller) -> None:
    address = "later@example.org"
    await who.open(f"/{who.language}/nominate")
    await who.press("Save and go on later", company="Senere AS", address=address)
    await who.open(await story.link(address, "/nominate/open/"))
    await who.press("Open the form")


async def _fail_a_requirement(story: Story) -> None:
    """The company says so in its form, which stops; Tone lets it through with a reason."""
    await story.contact.open("/nominee/form")
    no: Fields = {story.asked[0]: "no"}
    await story.contact.press("Save and go on later", **no)
    await story.tone.open(await _unmet(story))
    why: Fields = {story.asked[0].replace("answer", "reason"): REASON}
    await story.tone.submit("/let-through", **why)


async def _unmet(story: Story) -> str:
    await story.tone.open(f"{STAFF}/nominees?unmet=yes")
    return next(one for one in await story.tone.addresses() if is_nominee(one))


async def _ask_for_more(story: Story) -> None:
    """Of a company that somebody works for, and of a nominator."""
    await story.tone.open(f"{STAFF}/nominees?sort=nominations")
    nominee = next(one for one in await story.tone.addresses() if is_nominee(one))
    await story.tone.open(f"{STAFF}/nominations?sort=oldest")
    nomination = next(one for one in await story.tone.addresses() if is_nomination(one))
    due = written("due", datetime.now(UTC) + timedelta(days=10))
    for whose, one in (("nominees", nominee), ("nominations", nomination)):
        await story.tone.open(f"{STAFF}/{whose}/ask?id={ident(one)}")
        await story.tone.submit(f"/{whose}/ask", words="Where did they grow most?", **due)


async def _excuse(story: Story) -> None:
    await story.tone.open(f"{STAFF}/jury/new")
    who: Fields = {"name": "Gro Vik", "address": "gro@jury.example", "employer": "Vik AS"}
    await story.tone.submit("/jury/new", **who)
    address = await round_asides.juror(story, "Gro Vik")
    await story.tone.open(f"{address}/excuse")
    await story.tone.press("Excuse the juror", reason=REASON)


async def _open_a_ballot_again(story: Story) -> None:
    await story.tone.open(await round_asides.juror(story, JURORS[3][0]))
    address = next(one for one in await story.tone.addresses() if one.endswith("/reopen"))
    await story.tone.open(address)
    await story.tone.press("Open the ballot again", reason=REASON)
