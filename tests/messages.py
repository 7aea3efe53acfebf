"""The sentences of the product, gathered from code and templates, beside the catalogues.

``python -m tests.messages`` prints what is not translated yet, in the form of a .po file: copy it
into ``awards/locale/nb/AREA.po`` and fill in each ``msgstr``. It says on stderr which entries no
longer belong to anything. ``python -m tests.messages awards/templates/jury`` prints only the
sentences found below that path.

A sentence is a message when it stands in ``_()``, ``ngettext()`` or ``{% trans %}`` in a template,
in ``N_()`` in code, or is the docstring of a refusal.
"""

import inspect
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from awards import errors
from awards.rendering import LANGUAGES, SOURCE

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "awards/locale"
TEMPLATES = ROOT / "awards/templates"
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE)

IN_CODE: Mapping[str, tuple[int, ...] | None] = {"N_": None}
IN_TEMPLATES: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}

Sentence = str | tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One translation in one file of a catalogue."""

    area: str
    message: Message


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def used() -> dict[Sentence, list[tuple[str, int]]]:
    """Every sentence of the product, and the places it stands in."""
    places: dict[Sentence, list[tuple[str, int]]] = {}
    for sentence, path, line in (*_in_code(), *_in_templates(), *_in_refusals()):
        places.setdefault(sentence, []).append((str(path.relative_to(ROOT)), line))
    return places


def _in_code() -> Iterator[tuple[Sentence, Path, int]]:
    for path in sorted((ROOT / "awards").rglob("*.py")):
        with path.open("rb") as file:
            for line, sentence, *_ in extract("python", file, keywords=IN_CODE):
                yield sentence, path, line


def _in_templates() -> Iterator[tuple[Sentence, Path, int]]:
    options = {"trimmed": "true", "silent": "false"}
    for path in templates():
        with path.open("rb") as file:
            found = extract("jinja2", file, keywords=IN_TEMPLATES, options=options)
            for line, sentence, *_ in found:
                yield sentence, path, line


def _in_refusals() -> Iterator[tuple[Sentence, Path, int]]:
    for refusal in vars(errors).values():
        if isinstance(refusal, type) and issubclass(refusal, errors.Refusal):
            line = inspect.getsourcelines(refusal)[1]
            yield str(refusal.__doc__), ROOT / "awards/errors.py", line


def entries(language: str) -> list[Entry]:
    found = []
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
        found += [Entry(path.name, message) for message in catalogue if message.id]
    return found


def originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    """The translation, in as many forms as the original has."""
    if message.string is None or isinstance(message.string, str):
        return (message.string or "",)
    return tuple(message.string)


def translated(language: str) -> set[Sentence]:
    done = [one.message for one in entries(language) if all(strings(one.message))]
    return {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in done
        if not message.fuzzy
    }


def untranslated(language: str, below: str = "") -> Catalog:
    catalogue = Catalog(locale=language, fuzzy=False)
    have = translated(language)
    for sentence, places in used().items():
        if sentence not in have and any(path.startswith(below) for path, _ in places):
            catalogue.add(sentence, locations=places)
    return catalogue


def main(below: str) -> None:
    for language in TRANSLATED:
        catalogue = untranslated(language, below)
        written = io.BytesIO()
        write_po(written, catalogue, width=0, omit_header=True)
        print(f"# {language}: {len(catalogue)} to translate\n\n{written.getvalue().decode()}")
        for sentence in sorted(map(str, translated(language) - used().keys())):
            print(f"{language}: nothing says {sentence!r} any more", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
