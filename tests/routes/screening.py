"""What tests of the desk's screening pages begin with: an edition, Tone at her desk, forms read."""

import html
import re

import httpx

from awards.database import Connection
from awards.stages import Stage
from tests import people


async def desk(
    db: Connection, client: httpx.AsyncClient, stage: Stage = Stage.SCREENING
) -> tuple[int, int]:
    """An edition with a category, and Tone signed in; the two ids."""
    await people.award(db)
    edition = await people.edition(db, stage=stage)
    category = await people.category(db, edition)
    await people.sign_in(db, client, "staff", await people.staff(db))
    return edition, category


def fields(page: str, action: str) -> dict[str, list[str]]:
    """The hidden fields of the form that is posted to an address."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)
    assert form, action
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        found.setdefault(name, []).append(html.unescape(value))
    return found


async def state(db: Connection, table: str, ident: int) -> str:
    return str(await db.fetchval(f"SELECT state FROM {table} WHERE id = $1", ident))  # noqa: S608
