"""Jinja and catalogues: a template and facts go in, text comes out. Nothing is looked up here.

Pages and feeds are always escaped. Plain text letters are the one exception, made on purpose: they
have an environment of their own, because ``&amp;`` in a letter would be read as it stands.

English sentences are the messages themselves; other languages have catalogues under ``locale/``,
one file per area, read and joined once. A message is always %-formatted: write ``%%`` for ``%``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import css_inline
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from awards import formats, questions, words

HERE = Path(__file__).parent
SOURCE = "en"
LANGUAGES = ("nb", SOURCE)
SPOKEN_AS = {"no": "nb", "nn": "nb"}

LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}»”']")
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True)
class Written:
    """A letter in one language, ready for its envelope."""

    subject: str
    text: str
    html: str


def page(template: str, language: str, **facts: Any) -> str:
    return _pages(language).get_template(template).render(facts, language=language)


xml = page


def text(template: str, language: str, **facts: Any) -> str:
    """Plain text, not escaped; more than one empty line in a row is one."""
    written = _plain(language).get_template(template).render(facts, language=language)
    return BLANK_LINES.sub("\n\n", written).strip() + "\n"


def letter(kind: str, language: str, **facts: Any) -> Written:
    """The letter `letters/KIND.txt` with its block `subject`, and `letters/KIND.html` beside it."""
    subject = _subject(f"letters/{kind}.txt", language, facts)
    html = page(f"letters/{kind}.html", language, **facts, subject=subject)
    return Written(subject, text(f"letters/{kind}.txt", language, **facts), _inlined(html))


def translate(language: str, message: str, **fields: Any) -> str:
    return str(_catalogue(spoken(language)).gettext(message)) % fields


def spoken(language: str) -> str:
    """The language of our own sentences for a reader of this one."""
    language = SPOKEN_AS.get(language, language)
    return language if language in LANGUAGES else SOURCE


def negotiate(accept_language: str, offered: Sequence[str]) -> str:
    """The offered language the browser likes best, else the first."""
    for tag in _by_preference(accept_language):
        for wanted in (tag, SPOKEN_AS.get(tag, tag)):
            if wanted in offered:
                return wanted
    return offered[0]


def _by_preference(accept_language: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for part in accept_language.lower().split(","):
        tag, _, weight = part.partition(";")
        quality = re.fullmatch(r"q=([01](?:\.[0-9]{1,3})?)", weight.strip())
        likes = float(quality[1]) if quality else 1.0
        if likes > 0:
            weighed.append((likes, tag.strip().partition("-")[0]))
    return [tag for _, tag in sorted(weighed, key=lambda one: -one[0])]


@cache
def asset(path: str) -> str:
    """The address of a file of ours; it changes with the file, so that it may be kept for ever."""
    digest = sha256((HERE / "static" / path).read_bytes()).hexdigest()
    return f"/static/{path}?v={digest[:12]}"


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    joined = Catalog(locale=language)
    for area in sorted((HERE / "locale" / language).glob("*.po")):
        with area.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy:
                    joined.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, joined)
    compiled.seek(0)
    return Translations(compiled)


@cache
def _pages(language: str) -> Environment:
    environment = _environment(language, autoescape=True)
    environment.filters |= {
        "tr": _marked(language),
        "tr_paragraphs": _marked_paragraphs(language),
        "paragraphs": paragraphs,
    }
    return environment


@cache
def _plain(language: str) -> Environment:
    """Letters in plain text. A block tag alone on its line leaves no line behind."""
    environment = _environment(language, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"tr": _chosen(language), "paragraphs": str}
    return environment


def _environment(language: str, **choices: Any) -> Environment:
    """One for each language, kept: templates are compiled once in the life of a process."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        **choices,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        _catalogue(spoken(language)), newstyle=True
    )
    environment.globals |= {"asset": asset}
    environment.filters |= {name: partial(how, language) for name, how in WRITTEN_BY.items()}
    environment.filters |= {"iso": formats.iso, "legal": words.legal}
    environment.filters["tr_plain"] = _chosen(language)
    return environment


WRITTEN_BY: Mapping[str, Callable[..., str]] = {
    "moment": formats.moment,
    "short_moment": formats.short_moment,
    "day": formats.day,
    "short_day": formats.short_day,
    "clock": formats.clock,
    "number": formats.number,
    "decimal1": formats.decimal1,
    "percent": formats.percent,
    "about": formats.about,
    "change": formats.change,
    "shown": lambda language, question, body, first=None: questions.shown(
        question, body, language, first
    ),
    "figure": lambda language, text, question: (
        questions.written(question, text, language) if text else formats.NONE
    ),
}


def paragraphs(typed: str) -> Markup:
    """What people typed, as text: empty lines part paragraphs, addresses become links of ours."""
    parts = [part.strip() for part in BLANK_LINES.split(typed.replace("\r\n", "\n"))]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(map(_linked, part.split("\n"))))
        for part in parts
        if part
    )


def _linked(line: str) -> Markup:
    pieces, end = [], 0
    for found in LINK.finditer(line):
        pieces.append(escape(line[end : found.start()]))
        link = Markup('<a class="ds-link" href="{0}" rel="nofollow ugc">{0}</a>')
        pieces.append(link.format(found[0]))
        end = found.end()
    return Markup("").join([*pieces, escape(line[end:])])


def _chosen(language: str) -> Callable[..., str]:
    """A text staff wrote, in the reader's language: for titles, attributes and plain text."""

    @pass_context
    def chosen(context: Context, texts: Mapping[str, str], first: str | None = None) -> str:
        return words.choose(texts, language, first or _first(context))[0]

    return chosen


def _marked(language: str) -> Callable[..., Markup]:
    """The same for the page itself: a text that had to be in another language says which."""

    @pass_context
    def marked(context: Context, texts: Mapping[str, str], first: str | None = None) -> Markup:
        written, written_in = words.choose(texts, language, first or _first(context))
        if not written or written_in == language:
            return escape(written)
        return Markup('<span lang="{}">{}</span>').format(written_in, written)

    return marked


def _marked_paragraphs(language: str) -> Callable[..., Markup]:
    """A longer text in paragraphs; one that had to be in another language says which."""

    @pass_context
    def marked(context: Context, texts: Mapping[str, str], first: str | None = None) -> Markup:
        written, written_in = words.choose(texts, language, first or _first(context))
        if not written or written_in == language:
            return paragraphs(written)
        return Markup('<div class="aw-stack" lang="{}">{}</div>').format(
            written_in, paragraphs(written)
        )

    return marked


def _first(context: Context) -> str | None:
    """The language to fall back on: the edition's first, or the award's where no year is meant."""
    of = context.get("edition") or context.get("award")
    return of.first_language if of else None


def _subject(template: str, language: str, facts: Mapping[str, Any]) -> str:
    plain = _plain(language).get_template(template)
    context = plain.new_context({**facts, "language": language})
    return " ".join("".join(plain.blocks["subject"](context)).split())


@cache
def _inliner() -> css_inline.CSSInliner:
    """Rules go into the elements; the media queries for dark and for phones stay in the head."""
    return css_inline.CSSInliner(
        extra_css=(HERE / "static/css/letter.css").read_text("utf-8"),
        keep_at_rules=True,
        load_remote_stylesheets=False,
    )


def _inlined(html: str) -> str:
    return _inliner().inline(html)
