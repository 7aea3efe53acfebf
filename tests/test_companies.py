"""Companies: one by organisation number, each its own without."""

import asyncio

import pytest

from awards import companies, database
from awards.companies import Company
from awards.database import Connection
from tests import people

pytestmark = pytest.mark.anyio

NUMBER = "923609016"


async def test_one_organisation_number_is_one_company_and_the_first_name_stands(
    db: Connection,
) -> None:
    edition = await people.edition(db)

    first = await companies.met(db, edition, "Fjordpuls AS", NUMBER)
    second = await companies.met(db, edition, "fjordpuls", NUMBER)

    assert first == second
    assert await companies.company(db, first) == Company(
        first, edition, "Fjordpuls AS", NUMBER, first, 1
    )


async def test_a_company_without_a_number_is_one_of_its_own_until_staff_join_it(
    db: Connection,
) -> None:
    edition = await people.edition(db)

    first = await companies.met(db, edition, "Fjordpuls", None)
    second = await companies.met(db, edition, "Fjordpuls", None)
    await db.execute("UPDATE companies SET merged_into = $1 WHERE id = $2", first, second)

    assert first != second
    assert (await companies.company(db, second)).head == first


async def test_what_is_known_of_a_company_without_a_number_is_known_of_what_was_joined_into_it(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    head = await companies.met(db, edition, "Fjordpuls", None)
    alone = await companies.known(db, head)
    numbered = await companies.met(db, edition, "Fjordpuls AS", NUMBER)
    await db.execute("UPDATE companies SET merged_into = $1 WHERE id = $2", head, numbered)

    found = await companies.known(db, head)

    assert (alone.company, alone.number) == (head, None)
    assert (found.company, found.number) == (numbered, NUMBER)


async def test_a_number_of_another_year_is_another_company(db: Connection) -> None:
    this_year = await people.edition(db)
    next_year = await people.edition(db, year=2028)

    first = await companies.met(db, this_year, "Fjordpuls", NUMBER)
    second = await companies.met(db, next_year, "Fjordpuls", NUMBER)

    assert first != second


async def test_a_company_met_again_does_not_make_readers_pages_anew(db: Connection) -> None:
    edition = await people.edition(db)
    await companies.met(db, edition, "Fjordpuls", NUMBER)
    before = await db.fetchval("SELECT version FROM site")

    await companies.met(db, edition, "Fjordpuls", NUMBER)

    assert await db.fetchval("SELECT version FROM site") == before


async def test_two_who_meet_a_new_number_at_the_same_time_find_one_company(
    own_database: str,
) -> None:
    first, second = [await database.connect(own_database) for _ in range(2)]
    edition = await people.edition(first)
    begun = first.transaction()
    await begun.start()
    found = await companies.met(first, edition, "Fjordpuls", NUMBER)

    waiting = asyncio.create_task(companies.met(second, edition, "Fjord Puls", NUMBER))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await begun.commit()

    assert await waiting == found
    await first.close()
    await second.close()
