"""What happens beside the story while the jury works: pages of the jury's round that the story
never needs. A test letter, a juror who comes late, conflicts suggested and settled, questions,
rules changed, more time, another device, a link disowned, a second round."""

from datetime import UTC, datetime, timedelta

from tests.story import (
    CHAIR,
    COMPANIES,
    JURORS,
    STAFF,
    TOLD,
    Fields,
    Story,
    Teller,
    ident,
    juror_address,
    written,
)

REASON = "So that it is seen."
TOO_LONG = "long " * 1000
NEWCOMER = "Liv Nes"
NEWCOMER_ADDRESS = "liv@" + TOLD[0].partition("@")[2]
LIST = f"""name;e-mail;employer;language;shoe size
Siv Ek;siv@jury.example;Ek AS;nb;40
Siv Ek;siv@jury.example;Ek AS;nb;40
Ada Lie;{juror_address("Ada Lie")};;en;38
No Address;;;;"""
ANSWER: Fields = {
    "words-nb": "Tallet er for hele konsernet.",
    "words-en": "The figure is for the whole group.",
}
SECOND = (0, 2, 3)  # who goes on, by their place on the shortlist
SCORE_AGAIN = (0, 1, 3)  # jurors; their sheets are enough


async def draft(story: Story) -> None:
    await story.tone.open(f"{STAFF}/set-up/jury-work")
    wrong: Fields = {"minutes_a_case": "none", "remind_before": "many"}
    await story.tone.submit("/jury-work", expect=422, **wrong)
    work: Fields = {"minutes_a_case": "20", "remind_before": "7, 3, 1"}
    await story.tone.submit("/jury-work", **work)


async def screening(story: Story) -> None:
    """Lists that are only looked at, and a test letter."""
    await story.tone.open(f"{STAFF}/jury/list")
    await story.tone.submit("/jury/list", expect=422, list=TOO_LONG * 20)
    await story.tone.submit("/jury/list", list=LIST)
    await story.tone.open(f"{STAFF}/jury/invite")
    await story.tone.submit("/invite/test")


async def judging(story: Story) -> None:
    await _take_notes(story)
    await _ask(story)
    await _settle_questions(story)
    await _come_late(story)
    await _settle_interests(story)
    await _give_more_time(story)
    await _weigh_anew(story)
    await _change_devices(story)
    await _lose_the_link(story)


async def _take_notes(story: Story) -> None:
    """Before and after confirming."""
    first = f"/jury/nominees/{story.nominees[0]}"
    await story.jurors[-1].open(first)
    await story.jurors[-1].press("Save", note="What is their margin?")
    await story.jurors[0].open(first)
    await story.jurors[0].press("Save the note", note="The best of them.")


async def _ask(story: Story) -> None:
    """Three questions, after one that says nothing and one that says too much."""
    who = story.jurors[0]
    await who.open(f"/jury/nominees/{story.nominees[0]}/flag")
    await who.submit("/flag", expect=422, words="")
    await who.submit("/flag", expect=422, words=TOO_LONG)
    for words in ("Is the turnover theirs alone?", "Who owns them?", "Where do they sell?"):
        await who.submit("/flag", words=words)


async def _settle_questions(story: Story) -> None:
    """One is answered, one declined; one waits."""
    answered, declined, _ = await _questions(story)
    await story.tone.open(answered)
    await story.tone.submit("/answer", expect=422)
    await story.tone.submit("/answer", **ANSWER)
    await story.tone.open(declined)
    await story.tone.submit("/decline", expect=422)
    await story.tone.submit("/decline", reason="It is no matter for the jury.")


async def _questions(story: Story) -> list[str]:
    ours = f"{STAFF}/jury/questions/"
    await story.tone.open(ours.removesuffix("/"))
    links = await story.tone.addresses()
    found = {one for one in links if one.removeprefix(ours).isdecimal()}
    return sorted(found, key=ident)


async def appoint(story: Story) -> None:
    """Somebody comes onto the panel who works for one nominee and shares a domain with another."""
    who: Fields = {"name": NEWCOMER, "address": NEWCOMER_ADDRESS, "employer": "Their own AS"}
    await story.tone.open(f"{STAFF}/jury/new")
    number = COMPANIES[0]["orgnr"]
    await story.tone.submit("/jury/new", **who, employer_number=number)
    await story.tone.open(f"{STAFF}/jury/invite")
    await story.tone.submit("/jury/invite")


async def _come_late(story: Story) -> None:
    """A new juror has come in, and forgets every tick."""
    await appoint(story)
    liv = await story.cast("nb")
    story.jurors.append(liv)
    await _enter(story, liv, NEWCOMER_ADDRESS)
    await liv.submit("/jury/welcome", expect=422)
    await liv.open("/jury/conflicts")
    await liv.submit("/jury/conflicts", expect=422)


async def _enter(story: Story, who: Teller, address: str) -> None:
    await who.open(await story.link(address, "/jury/enter/"))
    await who.press("Yes, go in")


async def _settle_interests(story: Story) -> None:
    """One suggestion is settled as no conflict; the other waits."""
    await story.tone.open(f"{STAFF}/jury/interests")
    await story.tone.press("Settle it as no conflict", expect=422)
    await story.tone.press("Settle it as no conflict", reason=REASON)


async def _give_more_time(story: Story) -> None:
    """To the one who is late."""
    until = datetime.now(UTC) + timedelta(days=75)
    await story.tone.open(f"{await juror(story, JURORS[-1][0])}/extension")
    await story.tone.submit("/extension", expect=422)
    await story.tone.submit("/extension", reason=REASON, **written("until", until))


async def _weigh_anew(story: Story) -> None:
    """The rules are sealed anew; the first juror has read them, the others are told."""
    await story.tone.open(f"{STAFF}/set-up/categories")
    links = await story.tone.addresses()
    await story.tone.open(next(one for one in links if one.endswith("/weights")))
    await story.tone.submit("/weights", expect=422)
    weights: Fields = {"weight-1": "50", "weight-2": "50"}
    await story.tone.submit("/weights", reason=REASON, **weights)
    await story.jurors[0].open("/jury/rules")
    await story.jurors[0].submit("/jury/rules")


async def _change_devices(story: Story) -> None:
    """One is signed in twice from now on; another was, and ends the others."""
    for number in (0, 2):
        name, language = JURORS[number]
        await _enter(story, await story.cast(language), juror_address(name))
    await story.jurors[2].open("/jury/devices")
    await story.jurors[2].press("End the others")


async def _lose_the_link(story: Story) -> None:
    """A link is disowned; whoever asks for one mistypes their address first."""
    name, language = JURORS[2]
    who = await story.cast(language)
    await who.open(await story.link(juror_address(name), "/jury/not-me/"))
    button = "Shut my link and sign out everywhere"
    await who.press(button, expect=422, address="nobody@jury.example")
    await who.press(button, address=juror_address(name))
    await who.open("/jury/link")
    await who.press("Send me a new link", expect=422, address="nobody")
    await who.press("Send me a new link", address=juror_address(name))


async def deciding(story: Story) -> None:
    """A second round: begun, dropped, begun again, scored and decided."""
    category = f"{STAFF}/standings/1/round"
    chosen = [story.nominees[place] for place in SECOND]
    await story.tone.open(category)
    await story.tone.submit("/round", expect=422)
    await story.tone.submit("/round", nominee=chosen, reason=REASON)
    await story.tone.submit("/round/drop")
    await story.tone.open(category)
    await story.tone.submit("/round", nominee=chosen, reason=REASON)
    await story.tone.open(f"{STAFF}/meeting/1")
    await story.jurors[CHAIR].open("/jury/meeting/1")
    due = datetime.now(UTC) + timedelta(days=20)
    await story.tone.open(f"{STAFF}/move/judging")
    await story.tone.submit("/move/judging", reason=REASON, **written("due", due))
    await story.pause("second round")
    for number in SCORE_AGAIN:
        await _score_again(story.jurors[number], chosen)
    await story.decide()


async def _score_again(who: Teller, nominees: list[int]) -> None:
    for nominee in nominees:
        await who.open(f"/jury/nominees/{nominee}")
        points: Fields = {"criterion-1": "3", "criterion-2": "2"}
        points["criterion-1-comment"] = "As strong as the others."
        await who.press("Save", **points)
    await who.open("/jury/")
    ballots = [one for one in await who.addresses() if is_ballot(one)]
    await who.open(max(ballots, key=ident))
    await who.submit(max(ballots, key=ident))


def is_ballot(address: str) -> bool:
    return "/jury/ballots/" in address and address.rpartition("/")[2].isdecimal()


async def juror(story: Story, name: str) -> str:
    """The staff's page about a juror."""
    await story.tone.open(f"{STAFF}/jury")
    ours = f"{STAFF}/jury/"
    for address in dict.fromkeys(await story.tone.addresses()):
        if address.removeprefix(ours).isdecimal() and name in await story.tone.open(address):
            return address
    raise AssertionError(f"{name} is not on the panel")
