"""The form of a channel: what all of them have, and what those of a kind have besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from awards import forms, outgoing, words
from awards.adapters.shape import Channel
from awards.announcements import KINDS
from awards.channels import Profile
from awards.errors import N_
from awards.forms import Errors, Line, OptionalLine, Typed
from awards.rendering import LANGUAGES

WORDPRESS = "wordpress"
WEBHOOK = "webhook"
PASSWORD = "password"  # the field's name: what is typed into it is never shown again

LABELS = {
    "name": N_("Name"),
    "address": N_("Web address"),
    "user": N_("User name"),
    "languages": N_("Languages"),
    "kinds": N_("Kinds of announcements"),
    "status": N_("What becomes of an announcement"),
    "category": N_("Category"),
    "tags": N_("Tags"),
}
CALLED = {PASSWORD: N_("Application password")}
ORDER = ("name", "address", "user", PASSWORD, "languages", "kinds", "status", "category", "tags")
STATUSES = {
    "publish": (N_("It is published"), N_("at its minute, without anybody there")),
    "draft": (N_("It becomes a draft"), N_("and somebody there publishes it")),
}
# What a kind is called, and what it is.
ADAPTED = {
    WORDPRESS: (N_("WordPress"), N_("A news site on WordPress: each announcement becomes a post.")),
    WEBHOOK: (N_("Webhook"), N_("Any other system: each announcement is posted to its address.")),
}
MOST_TAGS = 20

NO_ADDRESS = N_("This is not a web address. Write it like https://www.company.no.")
UNSAFE = N_("Write an address that begins with https. Without it, others can read what we send.")
TOO_MANY_TAGS = N_("These are too many tags: at most 20, with commas between them.")
NO_PASSWORD = N_("Make an application password in WordPress, and paste it here.")

Url = Annotated[
    str,
    Field(min_length=1, max_length=words.WEB_LIMIT),
    BeforeValidator(lambda text: words.one_line(text) if isinstance(text, str) else text),
]


class Every(forms.Form):
    name: Line
    address: Url


class Site(Every):
    user: Line
    status: Literal["publish", "draft"]
    category: OptionalLine
    tags: Annotated[str, Field(max_length=1000)]


@dataclass(frozen=True)
class Read:
    """What a form says."""

    profile: Profile
    password: str


def read(
    kind: str, typed: Typed, inner_hosts: frozenset[str], *, new: bool
) -> tuple[Read | None, Errors]:
    """The form checked, or None and every error. A password is needed only by a new site."""
    checked, errors = forms.read(Site if kind == WORDPRESS else Every, typed)
    languages = [code for code in LANGUAGES if code in typed.getlist("languages")]
    kinds = [str(one) for one in KINDS if one in typed.getlist("kinds")]
    for name, chosen in (("languages", languages), ("kinds", kinds)):
        errors |= {} if chosen else forms.wrong(name, forms.SENTENCES["too_short"])
    if "address" not in errors:
        errors |= _address(typed["address"], inner_hosts)
    if kind == WORDPRESS and new and not typed[PASSWORD]:
        errors |= forms.wrong(PASSWORD, NO_PASSWORD)
    if len(_tags(typed["tags"])) > MOST_TAGS:
        errors |= forms.wrong("tags", TOO_MANY_TAGS)
    if checked is None or errors:
        return None, dict(sorted(errors.items(), key=lambda one: ORDER.index(one[0])))
    profile = Profile(checked.name, checked.address, languages, kinds, _settings(checked))
    return Read(profile, typed[PASSWORD] if kind == WORDPRESS else ""), {}


def values(channel: Channel, version: int) -> dict[str, str]:
    """A channel as its form shows it; what it signs in with is not a part of that."""
    settings = channel.settings
    return {
        "version": str(version),
        "name": channel.name,
        "address": channel.address,
        "languages": " ".join(channel.languages),
        "kinds": " ".join(channel.kinds),
        **{name: str(settings.get(name, "")) for name in ("user", "status", "category")},
        "tags": ", ".join(settings.get("tags", [])),
    }


def suggested() -> dict[str, str]:
    return {
        "languages": " ".join(LANGUAGES),
        "kinds": " ".join(KINDS),
        "status": "publish",
    }


def _address(text: str, inner_hosts: frozenset[str]) -> Errors:
    address = words.one_line(text)
    if outgoing.place(address) not in inner_hosts:
        try:
            words.web_address(address)
        except ValueError:
            return forms.wrong("address", NO_ADDRESS)
    if not outgoing.is_safe(address, inner_hosts):
        return forms.wrong("address", UNSAFE)
    return {}


def _settings(checked: Every) -> dict[str, Any]:
    if not isinstance(checked, Site):
        return {}
    return {
        "user": checked.user,
        "status": checked.status,
        "category": checked.category,
        "tags": _tags(checked.tags),
    }


def _tags(text: str) -> Sequence[str]:
    return [tag for part in text.split(",") if (tag := words.one_line(part))]
