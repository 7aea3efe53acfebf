"""What the desk's forms share: a text per language, both texts where somebody else was first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import forms, pages
from awards.editions import Edition
from awards.forms import EMPTY, LONGEST_LINE, LONGEST_TEXT, TOO_LONG, Error, Errors, Typed
from awards.rendering import LANGUAGES, translate
from awards.routes.staff import desk
from awards.staff import Member

Texts = dict[str, str]
Values = Mapping[str, str]  # field -> what stands in it; several choices are parted by a space
Labels = Mapping[str, str]  # field -> what it is called


@dataclass(frozen=True)
class Shown:
    """A form as it is shown: what stands in it, what is wrong, what somebody else made of it."""

    values: Values
    errors: Errors = field(default_factory=dict)
    theirs: Sequence[tuple[str, str]] = ()  # label of a field, what it says now
    called: Labels = field(default_factory=dict)  # fields of this page alone, in its language

    @property
    def status(self) -> int:
        return 409 if self.theirs else 422 if self.errors else 200


def labels(single: Labels, per_language: Labels) -> Labels:
    """Every field of a form with its label; some have one field for each language."""
    several = {
        f"{name}-{code}": label for name, label in per_language.items() for code in LANGUAGES
    }
    return {**single, **several}


def flat(name: str, texts: Mapping[str, str]) -> Texts:
    """The fields of a text in several languages; ``Typed.texts`` reads them back."""
    return {f"{name}-{code}": text for code, text in texts.items()}


def faults(
    typed: Typed,
    languages: Sequence[str],
    *,
    required: Sequence[str] = (),
    lines: Sequence[str] = (),
    texts: Sequence[str] = (),
) -> Errors:
    """What is wrong with texts per language: too long, or missing in the first language."""
    found: Errors = {}
    for longest, names in ((LONGEST_LINE, lines), (LONGEST_TEXT, texts)):
        for name in (f"{name}-{code}" for name in names for code in languages):
            if len(typed[name]) > longest:
                found[name] = Error(TOO_LONG, {"max_length": longest})
    for name in (f"{name}-{languages[0]}" for name in required if languages):
        if not typed[name]:
            found[name] = Error(EMPTY, {})
    return found


def in_order(errors: Errors, fields: Sequence[str]) -> Errors:
    """The errors in the order of the form; the text of a language stands where its field does."""
    return dict(sorted(errors.items(), key=lambda one: fields.index(one[0].partition("-")[0])))


def values(typed: Typed) -> dict[str, str]:
    return {name: " ".join(typed.getlist(name)) for name in typed}


def theirs(typed: Typed, version: int, now: Values, labels: Labels) -> list[tuple[str, str]]:
    """What somebody else made of the form since it was shown, where it is not what was typed."""
    if typed["version"] == str(version):
        return []
    mine = values(typed)
    return [
        (labels[name], text)
        for name, text in now.items()
        if name in labels and text != mine.get(name, "")
    ]


def again(
    typed: Typed, version: int, errors: Errors, theirs: Sequence[tuple[str, str]] = ()
) -> Shown:
    """The form once more, with all that was typed. Who has seen both texts may save theirs."""
    shown = str(version) if theirs else typed["version"]
    return Shown({**values(typed), "version": shown}, errors, theirs)


async def page(
    request: Request,
    member: Member,
    edition: Edition | None,
    template: str,
    shown: Shown,
    *,
    languages: Sequence[str] = LANGUAGES,
    **facts: Any,
) -> Response:
    """The page of a form, in whatever state it is shown."""
    spoken = pages.language(request, member.language)
    return await desk.page(
        request,
        member,
        edition,
        template,
        status=shown.status,
        values=shown.values,
        errors=forms.said(shown.errors, spoken),
        theirs=[(translate(spoken, label), text) for label, text in shown.theirs],
        labels={**_said(request, spoken), **shown.called},
        languages=[(code, pages.NAMES.get(code, code)) for code in languages],
        **facts,
    )


def _said(request: Request, spoken: str) -> Texts:
    """What the fields of the form that was sent are called."""
    called: Labels = getattr(request.state, "labels", {})
    return {name: translate(spoken, label) for name, label in called.items()}
