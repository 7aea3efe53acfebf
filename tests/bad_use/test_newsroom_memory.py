"""What strangers ask for fills no memory: pages and pictures are kept up to so many bytes."""

import pytest

from awards import site
from awards.database import Connection
from awards.site import Site, Watch
from tests import people
from tests.conftest import OneConnection

pytestmark = pytest.mark.anyio


async def test_a_thousand_pictures_take_no_more_than_their_room(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people.award(db)
    monkeypatch.setattr(site, "MOST_BYTES", 10_000)
    watch = Watch(OneConnection(db))

    async def make(_: Site) -> bytes:
        return b"x" * 900

    async def huge(_: Site) -> bytes:
        return b"x" * 20_000

    await watch.page("home", make)
    for number in range(300):
        await watch.page(f"picture {number}", make)
        await watch.page("home", make)
    kept = list(watch.pages)

    assert sum(len(one.body) for one in watch.pages.values()) == watch.kept <= 10_000
    assert len(kept) == 11
    assert kept[-1].endswith("home")  # what is asked for stays
    assert len((await watch.page("poster", huge)).body) == 20_000
    assert watch.kept == 0
