"""What the forms that change sealed rules share: a reason, which the jury and the public read."""

from awards import forms, resealing
from awards.errors import N_
from awards.forms import Errors, Typed

REASON = {"reason": N_("Why the rules are changed")}


def fault(typed: Typed) -> Errors:
    """What is wrong with the reason; it stands last in its form."""
    found = resealing.unexplained(typed["reason"])
    return forms.wrong("reason", found[0], **found[1]) if found else {}
