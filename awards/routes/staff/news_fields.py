"""The fields of an announcement's form: what stands in them, what was typed, what is wrong."""

from awards import articles
from awards.articles import Quote, Wording
from awards.editions import Edition
from awards.errors import N_
from awards.forms import LONGEST_LINE, TOO_LONG, Error, Errors, Typed
from awards.pictures import Picture
from awards.routes.staff import fields

QUOTES = range(1, articles.MOST_QUOTES + 1)
LINES = ["headline", *(f"who{number}" for number in QUOTES)]
TEXTS = ["lead", "body", "alt", *(f"quote{number}" for number in QUOTES)]
LABELS = fields.labels(
    {"file": N_("Picture"), "credit": N_("Who took the picture")},
    {
        "correction": N_("What is corrected"),
        "headline": N_("Headline"),
        "lead": N_("Lead"),
        "body": N_("Text"),
        "quote1": N_("First quote"),
        "who1": N_("Who says the first"),
        "quote2": N_("Second quote"),
        "who2": N_("Who says the second"),
        "alt": N_("What the picture shows"),
    },
)
NO_ALT = N_("Say what the picture shows, for those who cannot see it.")
NO_PICTURE = N_("Choose the picture that is described here, or empty its fields.")


def wording(typed: Typed, edition: Edition, picture: Picture | None) -> Wording:
    said = {name: typed.texts(name, edition.languages) for name in (*LINES, *TEXTS)}
    quotes = [Quote(said[f"quote{number}"], said[f"who{number}"]) for number in QUOTES]
    return Wording(
        said["headline"],
        said["lead"],
        said["body"],
        [one for one in quotes if one.words],
        picture.id if picture else None,
        said["alt"] if picture else None,
        typed["credit"] if picture else "",
    )


def values(text: Wording, edition: Edition, picture: str | None, version: int) -> dict[str, str]:
    """What stands in each field of the form."""
    said = {"headline": text.headline, "lead": text.lead, "body": text.body, "alt": text.alt or {}}
    for number, quote in enumerate(text.quotes, start=1):
        said |= {f"quote{number}": quote.words, f"who{number}": quote.who}
    return {
        **{
            f"{name}-{code}": said.get(name, {}).get(code, "")
            for code in edition.languages
            for name in (*LINES, *TEXTS)
        },
        "credit": text.credit,
        "picture": picture or "",
        "version": str(version),
    }


def faults(
    typed: Typed, edition: Edition, picture: Picture | None, wrong: str, *more: str
) -> Errors:
    """What has to be mended, in the order of the form."""
    first = edition.first_language
    required = [*more, "headline", *_begun_quotes(typed, edition)]
    found = fields.faults(
        typed, edition.languages, required=required, lines=LINES, texts=[*TEXTS, *more]
    )
    described = bool(typed["credit"] or typed.texts("alt", edition.languages))
    if wrong:
        found["file"] = Error(wrong, {})
    elif picture and not typed[f"alt-{first}"]:
        found[f"alt-{first}"] = Error(NO_ALT, {})
    elif described and not picture and not typed["without_picture"]:
        found["file"] = Error(NO_PICTURE, {})
    if len(typed["credit"]) > LONGEST_LINE:
        found["credit"] = Error(TOO_LONG, {"max_length": LONGEST_LINE})
    return {name: found[name] for name in _order(edition) if name in found}


def _begun_quotes(typed: Typed, edition: Edition) -> list[str]:
    """Both fields of a quote that has a word in any of its fields."""
    pairs = [(f"quote{number}", f"who{number}") for number in QUOTES]
    begun = [pair for pair in pairs if any(typed.texts(name, edition.languages) for name in pair)]
    return [name for pair in begun for name in pair]


def _order(edition: Edition) -> list[str]:
    quotes = [name for number in QUOTES for name in (f"quote{number}", f"who{number}")]
    parts = ["correction", "headline", "lead", "body", *quotes]
    texts = [f"{part}-{code}" for code in edition.languages for part in parts]
    return [*texts, "file", *(f"alt-{code}" for code in edition.languages), "credit"]
