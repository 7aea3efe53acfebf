"""The refusals of the product. Rules raise them; one handler turns each into a page.

Refusal
 +- NotFound            404
 |   +- LinkUnknown     404  a link that cannot be read
 +- NotSignedIn         401
 |   +- ContributorNotSignedIn, JurorNotSignedIn, NominatorNotSignedIn, StaffNotSignedIn
 +- NotAllowed          403
 |   +- CrossSite       403
 +- LinkEnded           410
 |   +- Withdrawn       410  a news item
 +- Misdirected         400  another host's name
 +- NotNow              409  a stage that does not allow it
 |   +- Closed          409  too late
 |   +- NotYet          409  too early
 |       +- ConflictsFirst  before the juror has looked through the names
 +- Conflict            409  somebody else was first
 +- Invalid             422
 +- TooLarge            413
 +- TooMany             429
 +- Unavailable         503

The docstring of a class is its default sentence, and a message in every catalogue. A sentence may
hold ``%(name)s`` fields: ``raise Invalid(N_("..."), name=...)``.
"""

from typing import Any


def N_(message: str) -> str:
    """Mark a message for translation; it is translated where it is shown."""
    return message


class Refusal(Exception):
    """This is not possible."""

    status = 400

    def __init__(self, message: str = "", **fields: Any) -> None:
        self.message = message or str(self.__doc__)
        self.fields = fields
        super().__init__(self.message)


class NotFound(Refusal):
    """There is no such page."""

    status = 404


class LinkUnknown(NotFound):
    """We cannot read this link. Copy the whole address from the letter, or ask for a new link."""


class NotSignedIn(Refusal):
    """Please open your personal link first. It is in the letter we sent you."""

    status = 401


class JurorNotSignedIn(NotSignedIn):
    """Open the link in the letter we sent you, and you are in the jury room."""


class NominatorNotSignedIn(NotSignedIn):
    """Open the link in the letter we sent you, and your nominations are here."""


class ContributorNotSignedIn(NotSignedIn):
    """Open the link in the letter we sent you, and you are in your company's form."""


class StaffNotSignedIn(NotSignedIn):
    """Ask for a sign-in link, and open it from the letter."""


class NotAllowed(Refusal):
    """Your role does not allow this. An administrator can change it."""

    status = 403


class CrossSite(NotAllowed):
    """This form was sent from another site. Open the page here and try again."""


class Misdirected(Refusal):
    """We do not answer on this address. Follow the link below to the right one."""

    status = 400


class LinkEnded(Refusal):
    """This link is no longer valid. You can have a new one sent to the same address."""

    status = 410


class Withdrawn(LinkEnded):
    """This news item was withdrawn."""


class NotNow(Refusal):
    """This is not possible at this stage of the award."""

    status = 409


class Closed(NotNow):
    """This is closed now."""


class NotYet(NotNow):
    """This has not opened yet."""


class ConflictsFirst(NotYet):
    """Look through the names first, and say if you are close to one. Then the cases open."""


class Conflict(Refusal):
    """Somebody else changed this before you. Look at it again, and decide anew."""

    status = 409


class Invalid(Refusal):
    """Please check what you entered."""

    status = 422


class TooLarge(Refusal):
    """That is more than this page can take. Shorten the text and send it again."""

    status = 413


class TooMany(Refusal):
    """That was too many times in a short while. Wait a little and try again."""

    status = 429


class Unavailable(Refusal):
    """We cannot reach our database just now. What you wrote is here: send it again in a minute."""

    status = 503
