"""Text that people typed: made clean, compared, sorted and counted. Nothing here is looked up."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.no import orgnr

# What XML 1.0 cannot say, not even escaped: one such character breaks a whole feed.
XML_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# C1 controls, a byte order mark, and what makes text run backwards past its own end.
UNSEEN = re.compile("[\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")

NOT_IN_WEB = re.compile(r"""[\s\\<>"'`^{|}\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]""")
MAY_STAND_IN_WEB = "/?#&=;%:@+,!$*()~-._[]"

WEB_LIMIT = 1000
LOCAL_LIMIT = 64
MAILBOX_LIMIT = 254
SLUG_LIMIT = 80
LONGEST_WHOLE = 15  # digits; every id of ours is shorter

ASCII_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]")
NOT_IN_ADDRESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})

NUMBER_TYPED = re.compile(r"(?:NO)?([0-9]+)(?:MVA)?", re.IGNORECASE)

LATIN = str.maketrans({"æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
# Swedish and German letters stand with the Norwegian ones they are the same as.
NEIGHBOURS = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y"})
AFTER_Z = str.maketrans({"æ": "z\uffff1", "ø": "z\uffff2", "å": "z\uffff3"})


class Malformed(ValueError):
    """The text is not what it was typed as; the code says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def legal(text: str) -> str:
    return XML_ILLEGAL.sub("", text)


def clean(text: str) -> str:
    lines = LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", UNSEEN.sub("", legal(lines))).strip()


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def canonical_mailbox(address: str) -> str:
    """The one spelling of a mailbox. Dots and plus-tags are the provider's business, not ours."""
    if len(address) > MAILBOX_LIMIT:
        raise Malformed("mailbox_length")
    local, at, domain = _normal(address).partition("@")
    if not at or "@" in domain:
        raise Malformed("mailbox_at")
    mailbox = f"{_local(local)}@{_domain(domain)}"
    if len(mailbox.encode()) > MAILBOX_LIMIT:
        raise Malformed("mailbox_length")
    return mailbox


def _normal(address: str) -> str:
    lower = unicodedata.normalize("NFKC", address).lower()
    return unicodedata.normalize("NFKC", lower)


def _local(local: str) -> str:
    """An encoded word is made of allowed characters, and would be read as a header of its own."""
    if not local or "" in local.split(".") or "=?" in local:
        raise Malformed("mailbox_characters")
    if not all(_may_stand_in_local(character) for character in local):
        raise Malformed("mailbox_characters")
    if len(local.encode()) > LOCAL_LIMIT:
        raise Malformed("mailbox_length")
    return local


def _may_stand_in_local(character: str) -> bool:
    if character.isascii():
        return character == "." or ASCII_LOCAL.fullmatch(character) is not None
    return unicodedata.category(character) not in NOT_IN_ADDRESS


def _domain(domain: str) -> str:
    try:
        name = idna.encode(domain, uts46=True).decode("ascii")
    except UnicodeError:
        raise Malformed("mailbox_domain") from None
    labels = name.split(".")
    if len(labels) < 2 or "" in labels or labels[-1].isdigit():
        raise Malformed("mailbox_domain")
    return name


def web_address(text: str) -> str:
    """The address to link to: http or https, a name of at least two parts, and nobody's password.

    Browsers mend backslashes, spaces and the like in ways of their own, so none may stand in it.
    """
    if len(text) > WEB_LIMIT or NOT_IN_WEB.search(text):
        raise Malformed("web_address_characters")
    parts = _split(text if "://" in text else f"https://{text}")
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise Malformed("web_address_scheme")
    try:
        port = f":{parts.port}" if parts.port else ""
        host = _domain((parts.hostname or "").removesuffix("."))
    except ValueError:
        raise Malformed("web_address_host") from None
    rest = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
    return f"{parts.scheme}://{host}{port}{quote(rest, safe=MAY_STAND_IN_WEB)}"


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise Malformed("web_address_host") from None


def choose(texts: Mapping[str, str], language: str, first: str | None = None) -> tuple[str, str]:
    """The text to show and the language it is in: asked for, else bokmål for nynorsk, else any."""
    wanted = [language, *(["nb"] if language == "nn" else []), *([first] if first else [])]
    for candidate in [*wanted, *sorted(texts)]:
        if texts.get(candidate, "").strip():
            return texts[candidate], candidate
    return "", ""


def slug(text: str) -> str:
    plain = _bare(text.casefold()).translate(LATIN)
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LIMIT].strip("-")


def _bare(text: str) -> str:
    """The letters without what stands above and below them."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


def fold(text: str) -> str:
    """What two spellings of one word have in common. æ, ø and å stay letters of their own."""
    lower = unicodedata.normalize("NFC", one_line(text).casefold()).translate(NEIGHBOURS)
    return "".join(letter if letter in "æøå" else _bare(letter) for letter in lower)


def sort_key(text: str) -> tuple[str, str]:
    """Norwegian alphabetical order: æ, ø, å last, and aa is å."""
    return fold(text).replace("aa", "å").translate(AFTER_Z), one_line(text).casefold()


def whole(text: str | None) -> int | None:
    """A number as it stands in an address or a field; None for everything else."""
    if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_WHOLE:
        return int(text)
    return None


def word_count(text: str) -> int:
    return len(text.split())


def organisation_number(text: str) -> str:
    """Nine digits, however they were typed: "NO 988 077 917 MVA" too."""
    typed = NUMBER_TYPED.fullmatch("".join(text.replace(".", " ").split()))
    if typed is None:
        raise Malformed("organisation_number_characters")
    try:
        return orgnr.validate(typed[1])
    except InvalidChecksum:
        raise Malformed("organisation_number_checksum") from None
    except ValidationError:
        raise Malformed("organisation_number_length") from None
