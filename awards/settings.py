"""What the environment decides. Read once, at start; passed on, never imported as values.

A secret NAME may also come from a file whose path stands in NAME_FILE.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MINIMUM_KEY = 16
PLACE = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\]):(?P<port>[0-9]{1,5})")


class SettingsError(Exception):
    """One clear line about a setting that is missing or malformed."""


@dataclass(frozen=True)
class Setting:
    """A variable of the environment, as the README's table shows it."""

    name: str
    default: str | None  # None: must be given
    meaning: str


DATABASE_URL = Setting(
    "DATABASE_URL", None, "postgresql://... or embedded:PATH for a server of our own"
)
BASE_URL = Setting(
    "AWARDS_BASE_URL", "http://127.0.0.1:8000", "the address people use; links begin with it"
)
SECRET_KEYS = Setting(
    "AWARDS_SECRET_KEYS", None, "keys that sign links, comma-separated, the newest last"
)
SMTP_URL = Setting(
    "AWARDS_SMTP_URL", "", "smtp://, smtp+starttls:// or smtps://user:password@host:port"
)
FROM = Setting("AWARDS_FROM", "", "sender address until the award has one of its own")
REGISTER_URL = Setting(
    "AWARDS_REGISTER_URL",
    "https://data.brreg.no/enhetsregisteret/api",
    "the company register; empty: nothing is looked up, every company is entered by hand",
)
INNER_HOSTS = Setting(
    "AWARDS_INNER_HOSTS",
    "",
    "host:port of channels on an inner network, comma-separated; others there are never called",
)
POOL = Setting("AWARDS_POOL", "10", "database connections of each process")

ALL = (DATABASE_URL, BASE_URL, SECRET_KEYS, SMTP_URL, FROM, REGISTER_URL, INNER_HOSTS, POOL)


@dataclass(frozen=True)
class Settings:
    database_url: str
    base_url: str  # without a slash at the end
    secret_keys: tuple[str, ...]  # oldest first; the last one signs
    smtp_url: str = ""
    sender: str = ""
    register_url: str = ""  # without a slash at the end; empty: no register
    inner_hosts: frozenset[str] = frozenset()
    pool: int = 10
    demo: bool = False  # shows letters in /mailbox/; set by `awards demo` alone

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host, with its port if there is one, that requests must name."""
        return urlsplit(self.base_url).netloc


def read(environ: Mapping[str, str], *, demo: bool = False) -> Settings:
    return Settings(
        database_url=_value(environ, DATABASE_URL),
        base_url=_base_url(_value(environ, BASE_URL)),
        secret_keys=_keys(_value(environ, SECRET_KEYS)),
        smtp_url=_value(environ, SMTP_URL),
        sender=_value(environ, FROM),
        register_url=_register_url(_value(environ, REGISTER_URL)),
        inner_hosts=_inner_hosts(_value(environ, INNER_HOSTS)),
        pool=_pool(_value(environ, POOL)),
        demo=demo,
    )


def _value(environ: Mapping[str, str], setting: Setting) -> str:
    if setting.name in environ:
        return environ[setting.name].strip()
    if path := environ.get(f"{setting.name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise SettingsError(f"{setting.name}_FILE cannot be read: {error.strerror}") from None
    if setting.default is None:
        raise SettingsError(f"{setting.name} is not set: {setting.meaning}")
    return setting.default


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise SettingsError(
            f"{BASE_URL.name} must be http(s)://host[:port] and nothing more, not {text!r}"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _register_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError(f"{REGISTER_URL.name} must be http(s)://... or empty, not {text!r}")
    return text.rstrip("/")


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    if not keys or min(map(len, keys)) < MINIMUM_KEY:
        raise SettingsError(
            f"{SECRET_KEYS.name} needs at least one key, each of {MINIMUM_KEY} characters or more"
        )
    return keys


def _inner_hosts(text: str) -> frozenset[str]:
    hosts = [host.strip().lower() for host in text.split(",") if host.strip()]
    for host in hosts:
        named = PLACE.fullmatch(host)
        if named is None or not 1 <= int(named["port"]) <= 65535:
            raise SettingsError(
                f"{INNER_HOSTS.name} must be host:port, comma-separated, and not {host!r}"
            )
    return frozenset(hosts)


def _pool(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 500):
        raise SettingsError(f"{POOL.name} must be a whole number from 1 to 500, not {text!r}")
    return int(text)
