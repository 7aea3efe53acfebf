"""Every letter of the service, rendered when it is sent: whom it answers to, its link, its dates.

The outbox holds facts; here they become text, with what is so at that moment: a moved deadline is
right, and a link that was ended, or an occasion that is gone, makes no letter at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import (
    audit,
    award,
    checks,
    devices,
    editions,
    extensions,
    feedback_letters,
    links,
    mail,
    occasions,
    outbox,
    rendering,
)
from awards.award import Award
from awards.database import Connection, Queries
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.links import Link
from awards.occasions import Void
from awards.outbox import Letter
from awards.rendering import Written
from awards.settings import Settings
from awards.stages import Stage
from awards.tokens import Purpose

sql = Queries("letters")


@dataclass(frozen=True)
class Kind:
    """What all letters of a kind have in common.

    A second copy does no harm where it says the same as the first and its link is the same one:
    then the reader has one letter twice, under one Message-ID. No kind of ours is different; one
    that asks for a deed that may be done only once would be.
    """

    called: str
    purpose: Purpose  # of its link
    answers: str  # who gets the reader's answer: public or jury
    harmless_twice: bool = True


KINDS: Mapping[str, Kind] = {
    "staff_sign_in": Kind(N_("Sign-in link"), Purpose.STAFF, "public"),
    "staff_added": Kind(N_("Welcome to the secretariat"), Purpose.STAFF, "public"),
    "nomination_received": Kind(N_("Nomination received"), Purpose.NOMINATION, "public"),
    "nomination_again": Kind(N_("Nominated before"), Purpose.NOMINATION, "public"),
    "nomination_unfinished": Kind(N_("Nomination to go on with"), Purpose.UNFINISHED, "public"),
    "nomination_asked": Kind(N_("More asked of a nominator"), Purpose.NOMINATION, "public"),
    "company_invitation": Kind(N_("Told that it is nominated"), Purpose.CONTRIBUTOR, "public"),
    "company_link": Kind(N_("New link for a company"), Purpose.CONTRIBUTOR, "public"),
    "company_let_in": Kind(N_("Let in to the company's form"), Purpose.CONTRIBUTOR, "public"),
    "company_asks_in": Kind(N_("Somebody asks to be let in"), Purpose.CONTRIBUTOR, "public"),
    "company_asked": Kind(N_("More asked of a company"), Purpose.CONTRIBUTOR, "public"),
    "feedback": Kind(N_("Feedback to a company"), Purpose.CONTRIBUTOR, "public"),
    "juror_invitation": Kind(N_("Invitation to the jury"), Purpose.JUROR, "jury"),
    "juror_link": Kind(N_("New link for a juror"), Purpose.JUROR, "jury"),
    "juror_reminder": Kind(N_("Reminder to a juror"), Purpose.JUROR, "jury"),
    "juror_extended": Kind(N_("More time for a juror"), Purpose.JUROR, "jury"),
    "juror_new_device": Kind(N_("New device of a juror"), Purpose.ALARM, "jury"),
    "juror_test": Kind(N_("Test letter of the jury"), Purpose.TRIAL, "jury"),
    "winner_check": Kind(N_("Text for the winner to check"), Purpose.CHECK, "public"),
    "follow_confirm": Kind(N_("Asked to be told of the next call"), Purpose.FOLLOW, "public"),
    "follow_call": Kind(N_("Nominations are open"), Purpose.FOLLOW, "public"),
    "follow_deadline": Kind(N_("The deadline is near"), Purpose.FOLLOW, "public"),
    "juror_receipt": Kind(N_("Receipt for a ballot"), Purpose.JUROR, "jury"),
}

# Where a link leads: the page with one button.
ENTRANCES = {
    Purpose.STAFF: "/staff/enter/{token}",
    Purpose.JUROR: "/jury/enter/{token}",
    Purpose.ALARM: "/jury/not-me/{token}",
    Purpose.TRIAL: "/jury/trial/{token}",
    Purpose.NOMINATION: "/{language}/nominations/open/{token}",
    Purpose.UNFINISHED: "/{language}/nominate/open/{token}",
    Purpose.CHECK: "/check/enter/{token}",
    Purpose.FOLLOW: "/{language}/follow/{token}",
    Purpose.CONTRIBUTOR: "/nominee/enter/{token}",
}
SIGN_IN = "/staff/sign-in"
PRIVACY = "/{language}/privacy"
NOMINATE = "/{language}/nominate"
STOP = "/{language}/unfollow/{token}"  # mail programs post to it, by RFC 8058
ASKED = ("nomination_asked", "company_asked")  # for more, in words of the staff, until a day
HEADERS = {"Auto-Submitted": "auto-generated"}
ONE_CLICK = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Envelope:
    sender: str
    recipient: str
    written: Written
    message: bytes


@dataclass(frozen=True)
class Around:
    """What all letters hang on; a worker reads it once for many of them."""

    award: Award | None
    editions: Mapping[int, Edition]
    due: Mapping[int, Mapping[Stage, datetime]]  # edition -> stage -> its planned beginning


async def around(db: Connection) -> Around:
    due: dict[int, dict[Stage, datetime]] = {}
    for row in await sql.timetable.all(db):
        due.setdefault(row["edition"], {})[Stage(row["stage"])] = row["due"]
    found = await editions.editions(db)
    return Around(await award.award(db), {one.id: one for one in found}, due)


async def envelope(
    db: Connection, settings: Settings, letter: Letter, seen: Around | None = None
) -> Envelope:
    """The letter as it leaves now; Void when its link or its occasion is gone."""
    seen = seen or await around(db)
    if seen.award is None:
        raise Void(occasions.NO_AWARD)
    link = await links.by_id(db, letter.facts["link"])
    await occasions.require(db, letter, link)
    written = await _written(db, settings, letter, link, seen)
    return _closed(settings, seen.award, letter, written, _headers(settings, link, letter))


async def shown(db: Connection, settings: Settings, letter: Letter, seen: Around) -> Written:
    """What a letter says, whether there is still an occasion to send it or not."""
    link = await links.by_id(db, letter.facts["link"])
    return await _written(db, settings, letter, link, seen)


async def _written(
    db: Connection, settings: Settings, letter: Letter, link: Link, seen: Around
) -> Written:
    facts = {
        **await _facts(db, letter, link, seen),
        **places(settings, letter.language),
        "award": seen.award,
        "edition": seen.editions.get(letter.edition or 0),
        "name": letter.name,
        "link": address(settings, link, letter.language),
    }
    return rendering.letter(letter.kind, letter.language, **facts)


def address(settings: Settings, link: Link, language: str, page: str = "") -> str:
    """The address of a link's own page: the one place where a token is made for a letter."""
    token = links.token(settings.secret_keys, link)
    path = page or ENTRANCES[link.purpose]
    return settings.base_url + path.format(token=token, language=language)


async def send_again(db: Connection, actor: str, ident: int) -> None:
    """Let out a letter that failed, was held back or may be lost. Twice is as good as once."""
    letter = await outbox.letter(db, ident)
    if letter is None:
        raise NotFound
    if await outbox.send_again(db, ident):
        await audit.record(
            db, actor, "letter.sent_again", f"letter:{ident}", edition=letter.edition
        )


def deadlines(seen: Around, edition: int | None) -> dict[str, Any]:
    """The deadlines a letter may name, as the timetable has them now."""
    due = seen.due.get(edition or 0, {})
    ends = due.get(Stage.SCREENING)
    year = seen.editions.get(edition or 0)
    return {
        "deadline": ends,
        "confirm_until": ends + year.confirmation_window if ends and year else None,
        "opens": due.get(Stage.JUDGING),
        "closes": due.get(Stage.DECIDING),
        "complete_by": (year.case_deadline if year else None) or due.get(Stage.JUDGING),
    }


async def _facts(db: Connection, letter: Letter, link: Link, seen: Around) -> dict[str, Any]:
    if link.purpose is Purpose.STAFF:
        return {**deadlines(seen, letter.edition), "until": link.expires_at}
    dates = deadlines(seen, letter.edition)
    if dates["complete_by"] and dates["complete_by"] <= link.now:
        dates["complete_by"] = None
    if link.purpose is Purpose.JUROR:
        dates["closes"] = await extensions.own_end(db, letter.facts["juror"])
    if letter.kind in occasions.ABOUT_TIME:
        return {**dates, "unconfirmed": await occasions.unconfirmed(db, letter)}
    if letter.kind == "juror_new_device":
        return {**dates, "devices": await devices.told(db, letter.facts)}
    if letter.kind == "juror_receipt":
        confirmed_at = datetime.fromisoformat(letter.facts["confirmed_at"])
        return {**dates, "commitment": "", **letter.facts, "confirmed_at": confirmed_at}
    if letter.kind == "company_invitation":
        categories = await occasions.competes_in(db, letter)
        return {**dates, "company": letter.facts["company"], "categories": categories}
    if letter.kind == "feedback":
        return {**dates, "told": await feedback_letters.told(db, letter)}
    if letter.kind == "winner_check":
        asked = await checks.check(db, letter.facts["check"])
        return {**dates, "asker": asked.asked_by, "until": asked.due}
    if letter.kind in ASKED:
        until = datetime.fromisoformat(letter.facts["until"])
        return {**dates, "words": letter.facts["words"], "until": until}
    return dates


def places(settings: Settings, language: str) -> dict[str, str]:
    """Pages that letters lead to besides their link's own."""
    places = {"sign_in": SIGN_IN, "privacy": PRIVACY, "nominate": NOMINATE}
    return {name: settings.base_url + at.format(language=language) for name, at in places.items()}


def _headers(settings: Settings, link: Link, letter: Letter) -> dict[str, str]:
    if link.purpose is not Purpose.FOLLOW:
        return HEADERS
    stop = f"<{address(settings, link, letter.language, STOP)}>"
    return {**HEADERS, "List-Unsubscribe": stop, "List-Unsubscribe-Post": ONE_CLICK}


def _closed(
    settings: Settings, award: Award, letter: Letter, written: Written, headers: dict[str, str]
) -> Envelope:
    """The letter in its envelope. A second copy has the same id and the same date."""
    sender = award.sender or settings.sender
    jury = KINDS[letter.kind].answers == "jury"
    message = mail.compose(
        sender_name=award.sender_name,
        sender=sender,
        recipient_name=letter.name,
        recipient=letter.address,
        reply_to=award.reply_jury if jury else award.reply_public,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=f"<{mail.deliverable(letter.message_id)}>",
        date=letter.created_at,
        extra_headers=headers,
    )
    return Envelope(sender, letter.address, written, message)
