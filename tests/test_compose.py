"""docker-compose.yml against the compose specification and a list of what it must contain.

No engine runs where the tests do: the file is checked, not started.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from awards import settings

FILE = Path(__file__).resolve().parent.parent / "docker-compose.yml"
CHECK_KEYS = {"test", "interval", "timeout", "retries"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def specified(compose: dict[str, Any]) -> set[str]:
    """The services of a file that follows the compose specification; refuses any other."""
    plain = {key: value for key, value in compose.items() if not key.startswith("x-")}
    return set(PyCompose.from_yaml(yaml.safe_dump(plain)).to_spec().services or {})


def test_it_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    assert specified(compose) == set(compose["services"])


def test_a_misspelt_key_would_be_found(compose: dict[str, Any]) -> None:
    web = compose["services"]["web"] | {"helthcheck": {}}
    misspelt = compose | {"services": compose["services"] | {"web": web}}

    with pytest.raises(ValueError, match="helthcheck"):
        specified(misspelt)


def test_it_brings_postgresql_web_worker_and_a_mail_catcher(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"postgres", "web", "worker", "mail"}


@pytest.mark.parametrize("name", ["postgres", "web", "worker", "mail"])
def test_every_service_has_a_health_check_and_comes_back(
    compose: dict[str, Any], name: str
) -> None:
    service = compose["services"][name]

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
