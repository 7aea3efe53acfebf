"""What happens beside the story when the panel meets: rules of the result in each of their kinds, a
chair who steps out and somebody who leads instead, a decision against the standings that waits,
and feedback to those who were judged."""

import random

from awards.result_rules import Publication, TooClose
from awards.scoring import Method, TieRule
from tests import round_asides, scale
from tests.story import CHAIR, JURORS, STAFF, Fields, Story, Teller, ident, is_company

REASON = "So that it is seen."
OTHER, CONFLICT = 3, 4  # who is chosen for a while, and whom the chair is close to, by their place
STAND_IN = 4  # who leads then, by their place among the jurors
MEETING = f"{STAFF}/meeting"
TOO_LONG = "long " * 1000
WORDS: Fields = {"words-nb": "Takk for saken.", "words-en": "Thank you for the case."}


async def draft(story: Story) -> None:
    """After a mistake; which rules they are is the seed's to say."""
    chosen = random.Random(scale.SEED)
    await story.tone.open(f"{STAFF}/set-up/result")
    wrong: Fields = {"margin": "a hair", "weight_band": "200"}
    await story.tone.submit("/result", expect=422, **wrong)
    rules: Fields = {
        "method": chosen.choice(list(Method)),
        "tie_rule": chosen.choice(list(TieRule)),
        "margin": "2,5",
        "too_close": chosen.choice(list(TooClose)),
        "weight_band": "5",
        "publication": chosen.choice(list(Publication)),
    }
    if chosen.random() < 0.5:
        rules["score_names"] = "yes"
    await story.tone.submit("/result", **rules)


async def deciding(story: Story) -> None:
    """The decision is approved; it is written anew while the chair has to step out."""
    chair, led = story.jurors[CHAIR], story.jurors[STAND_IN]
    await story.tone.open(MEETING)
    address = await _step_out(story)
    await chair.open("/jury/meeting")
    await _name_who_leads(story)
    await _depart(story)
    await _read_and_approve(led, story.nominees[OTHER])
    await _come_back(story, address)
    await _depart(story)
    await _read(chair, story.nominees[OTHER])
    nothing: Fields = dict.fromkeys(_reasons(), "")
    await chair.press("Change the decision", expect=422, **nothing)


async def _step_out(story: Story) -> str:
    """A recusal of the chair is set by Tone; the page about the chair."""
    await story.tone.open(f"{STAFF}/nominees/{story.nominees[CONFLICT]}")
    company = next(ident(one) for one in await story.tone.addresses() if is_company(one))
    address = await round_asides.juror(story, JURORS[CHAIR][0])
    await story.tone.open(f"{address}/recusals")
    await story.tone.submit("/recusals", company=company, kind="close_relation")
    return address


async def _name_who_leads(story: Story) -> None:
    """Nobody leads yet; then nobody is chosen; then somebody is."""
    who = ident(await round_asides.juror(story, JURORS[STAND_IN][0]))
    await story.tone.open(MEETING)
    await story.tone.open(f"{MEETING}/1")
    await story.tone.submit("/leader", expect=422)
    await story.tone.open(f"{MEETING}/1")
    await story.tone.submit("/leader", juror=who)


async def _depart(story: Story) -> None:
    """Somebody wins who is not first: that takes a reason more."""
    await story.tone.open(f"{MEETING}/1")
    decision: Fields = {"nominee-1": story.nominees[OTHER], **_reasons()}
    none: Fields = {"departure-1-nb": "", "departure-1-en": ""}
    why: Fields = {"departure-1-nb": "De er mer modige."}
    await story.tone.press("Change the decision", expect=422, **decision, **none)
    await story.tone.press("Change the decision", **decision, **why)


def _reasons() -> Fields:
    return {"reason-1-nb": "De er modige.", "reason-1-en": "They are brave."}


async def _read_and_approve(who: Teller, nominee: int) -> None:
    await _read(who, nominee)
    await who.open("/jury/meeting/1")
    await who.press("Approve the decision")


async def _read(who: Teller, nominee: int) -> None:
    """What whoever leads reads before they approve."""
    for page in ("", "/1/result", f"/1/{nominee}", f"/1/{nominee}?screen=1", "/1"):
        await who.open(f"/jury/meeting{page}")


async def _come_back(story: Story, address: str) -> None:
    """Somebody else undoes the recusal, with a reason."""
    await story.bjorn.open(address)
    links = await story.bjorn.addresses()
    await story.bjorn.open(next(one for one in links if one.endswith("/undo")))
    await story.bjorn.press("Undo the recusal", reason=REASON)


async def prepare_feedback(story: Story) -> None:
    """Words and a comment for one, after words that are too long; reviewed."""
    address = f"{STAFF}/feedback/{story.nominees[0]}"
    await story.tone.open(address)
    too_long: Fields = {"words-nb": TOO_LONG * 20}
    await story.tone.press("Save", expect=422, **too_long)
    await story.tone.press("Save", **WORDS)
    await story.tone.press("Mark as reviewed")


async def announced(story: Story) -> None:
    """The feedback that was reviewed is sent, and cannot be changed any more."""
    await story.tone.open(f"{STAFF}/feedback/send")
    await story.tone.submit("/feedback/send")
    await story.tone.open(f"{STAFF}/feedback/{story.nominees[0]}")
