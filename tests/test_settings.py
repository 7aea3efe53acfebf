"""Settings: read once; what is missing or malformed stops the start with one clear line."""

from pathlib import Path

import pytest

from awards import settings
from awards.settings import Settings, SettingsError

KEY = "a-key-of-the-tests-only"
GIVEN = {"DATABASE_URL": "embedded:x", "AWARDS_SECRET_KEYS": KEY}


def test_two_settings_are_enough() -> None:
    assert settings.read(GIVEN) == Settings(
        database_url="embedded:x",
        base_url="http://127.0.0.1:8000",
        secret_keys=(KEY,),
        register_url="https://data.brreg.no/enhetsregisteret/api",
    )


def test_an_award_may_do_without_a_register() -> None:
    assert settings.read({**GIVEN, "AWARDS_REGISTER_URL": ""}).register_url == ""


def test_hosts_of_an_inner_network_are_named_with_their_ports() -> None:
    given = settings.read({**GIVEN, "AWARDS_INNER_HOSTS": " WP.local:80, ,[::1]:8443,10.0.0.7:443"})

    assert given.inner_hosts == {"wp.local:80", "[::1]:8443", "10.0.0.7:443"}


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{KEY}-old,{KEY}-new\n")

    given = settings.read({"DATABASE_URL": "x", "AWARDS_SECRET_KEYS_FILE": str(file)})

    assert given.secret_keys == (f"{KEY}-old", f"{KEY}-new")


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"AWARDS_SECRET_KEYS": None}, "AWARDS_SECRET_KEYS is not set"),
        ({"AWARDS_SECRET_KEYS": "short"}, "AWARDS_SECRET_KEYS needs"),
        ({"AWARDS_BASE_URL": "pris.no"}, "AWARDS_BASE_URL must be"),
        ({"AWARDS_BASE_URL": "https://pris.no/award"}, "AWARDS_BASE_URL must be"),
        ({"AWARDS_REGISTER_URL": "data.brreg.no"}, "AWARDS_REGISTER_URL must be"),
        ({"AWARDS_INNER_HOSTS": "wp.local"}, "AWARDS_INNER_HOSTS must be host:port"),
        ({"AWARDS_INNER_HOSTS": "a.no:80,wp.local:"}, "not 'wp.local:'"),
        ({"AWARDS_INNER_HOSTS": "wp.local:70000"}, "AWARDS_INNER_HOSTS must be"),
        ({"AWARDS_INNER_HOSTS": "wp.local:\u0668\u0660"}, "AWARDS_INNER_HOSTS must be"),
        ({"AWARDS_INNER_HOSTS": "http://wp.local:80"}, "AWARDS_INNER_HOSTS must be"),
        ({"AWARDS_INNER_HOSTS": "me@wp.local:80"}, "AWARDS_INNER_HOSTS must be"),
        ({"AWARDS_INNER_HOSTS": "::1:80"}, "AWARDS_INNER_HOSTS must be"),
        ({"AWARDS_INNER_HOSTS": "*:80"}, "AWARDS_INNER_HOSTS must be"),
        ({"AWARDS_INNER_HOSTS": "10.0.0.0/8:80"}, "AWARDS_INNER_HOSTS must be"),
        ({"AWARDS_POOL": "ten"}, "AWARDS_POOL must be"),
        ({"DATABASE_URL": None, "DATABASE_URL_FILE": "/nowhere"}, "DATABASE_URL_FILE cannot"),
    ],
)
def test_a_missing_or_malformed_setting_stops_the_start(
    changed: dict[str, str | None], line: str
) -> None:
    environ = {name: value for name, value in {**GIVEN, **changed}.items() if value is not None}

    with pytest.raises(SettingsError, match=line):
        settings.read(environ)
