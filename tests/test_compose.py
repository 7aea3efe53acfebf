"""docker-compose.yml against a written list of what it must contain: no schema of the compose
specification can be had as a package, and no engine runs where the tests do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from awards import settings

FILE = Path(__file__).resolve().parent.parent / "docker-compose.yml"
SERVICE_KEYS = {
    "build",
    "command",
    "depends_on",
    "environment",
    "healthcheck",
    "image",
    "ports",
    "restart",
    "volumes",
}
CHECK_KEYS = {"test", "interval", "timeout", "retries"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def test_it_brings_postgresql_web_worker_and_a_mail_catcher(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"postgres", "web", "worker", "mail"}


@pytest.mark.parametrize("name", ["postgres", "web", "worker", "mail"])
def test_every_service_has_known_keys_and_a_health_check(
    compose: dict[str, Any], name: str
) -> None:
    service = compose["services"][name]

    assert service.keys() <= SERVICE_KEYS
    assert service["healthcheck"].keys() == CHECK_KEYS
    assert service["restart"] == "unless-stopped"


def test_the_web_waits_for_a_healthy_database_and_the_worker_for_a_migrated_one(
    compose: dict[str, Any],
) -> None:
    assert compose["services"]["web"]["depends_on"] == {
        "postgres": {"condition": "service_healthy"}
    }
    assert compose["services"]["worker"]["depends_on"] == {"web": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_our_services_are_given_settings_that_can_be_read(
    compose: dict[str, Any], name: str
) -> None:
    given = compose["services"][name]["environment"]

    assert given.keys() <= {setting.name for setting in settings.ALL}
    plain = {key: value.split(":-")[-1].rstrip("}") for key, value in given.items()}
    assert settings.read(plain | {"DATABASE_URL": given["DATABASE_URL"]}).database_url


def test_the_image_is_built_inline_from_what_the_package_needs(compose: dict[str, Any]) -> None:
    build = compose["services"]["web"]["build"]["dockerfile_inline"]

    for needed in ("pyproject.toml", "awards awards", "sql sql", "pip install", "USER awards"):
        assert needed in build
