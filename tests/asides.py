"""What happens beside the story of the year, so that pages are seen that the story never needs:
news in each state, a nomination rejected, a nominee ruled out, a juror excused, a ballot opened."""

from typing import Any

from tests.story import COMPANIES, JURORS, STAFF, Story, Teller, ident, is_nomination, is_nominee

HEADLINE: dict[str, Any] = {
    "headline-nb": "Nominasjonene er åpne",
    "headline-en": "Nominations are open",
}
CORRECTION: dict[str, Any] = {
    "correction-nb": "Fristen var feil.",
    "correction-en": "The deadline was wrong.",
}
REASON = "So that it is seen."
LAST, BEFORE_LAST = COMPANIES[11]["name"], COMPANIES[10]["name"]


async def happen(stage: str, story: Story, unconfirmed: Teller | None) -> None:
    """The asides of a stage, just before its pages are walked."""
    if stage == "draft":
        await story.tone.open(f"{STAFF}/news/write/call")
        await story.tone.press("Save the draft", **HEADLINE)
    if stage == "nominating":
        await _screen(story)
        await _publish(story)
        assert unconfirmed is not None
        await unconfirmed.open(await story.link("nominator18@example.org", "/nominations/open/"))
        await unconfirmed.press("Open my nominations")
    if stage == "screening":
        await story.tone.open(f"{await _call(story)}/correct")
        await story.tone.press("Save the correction", **CORRECTION)
        await _excuse(story)
    if stage == "judging":
        await story.bjorn.open(await _call(story))
        await story.bjorn.submit("/correction/publish")
        await _open_a_ballot_again(story)
    if stage == "deciding":
        await story.bjorn.open(f"{await _call(story)}/withdraw")
        await story.bjorn.press("Withdraw it", reason=REASON)


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


async def _excuse(story: Story) -> None:
    await story.tone.open(f"{STAFF}/jury/new")
    who: dict[str, Any] = {"name": "Gro Vik", "address": "gro@jury.example", "employer": "Vik AS"}
    await story.tone.submit("/jury/new", **who)
    address = await _juror(story, "Gro Vik")
    await story.tone.open(f"{address}/excuse")
    await story.tone.press("Excuse the juror", reason=REASON)


async def _open_a_ballot_again(story: Story) -> None:
    await story.tone.open(await _juror(story, JURORS[3][0]))
    address = next(one for one in await story.tone.addresses() if one.endswith("/reopen"))
    await story.tone.open(address)
    await story.tone.press("Open the ballot again", reason=REASON)


async def _juror(story: Story, name: str) -> str:
    await story.tone.open(f"{STAFF}/jury")
    ours = f"{STAFF}/jury/"
    for address in dict.fromkeys(await story.tone.addresses()):
        if address.removeprefix(ours).isdecimal() and name in await story.tone.open(address):
            return address
    raise AssertionError(f"{name} is not on the panel")
