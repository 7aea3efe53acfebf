"""Numbering: a company entered without a number is given it, where no other company has it."""

import pytest

from awards import companies, merging, numbering
from awards.database import Connection
from awards.errors import Conflict
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"
NUMBER = "987654325"


async def test_a_company_is_given_its_number_once(db: Connection) -> None:
    edition = await people.edition(db)
    company = await people.company(db, edition)

    await numbering.give(db, edition, company, 1, TONE, NUMBER)
    with pytest.raises(Conflict):
        await numbering.give(db, edition, company, 2, TONE, "974760673")

    known = await companies.known(db, company)
    assert (known.number, known.facts, known.member) == (NUMBER, None, None)
    assert await people.deeds(db) == ["company.numbered"]


async def test_a_number_that_another_company_of_the_year_has_is_not_given(db: Connection) -> None:
    edition = await people.edition(db)
    has_it = await people.company(db, edition, "Fjordpuls", NUMBER)
    head = await people.company(db, edition, "Lomvi")
    company = await people.company(db, edition, "Fjordpuls AS")
    await people.company(db, await people.edition(db, year=2026), "Elsewhere", "974760673")
    one, other = await merging.some(db, edition, [has_it, head])
    await merging.merge(db, edition, one, other, TONE)

    with pytest.raises(Conflict, match="has this number"):
        await numbering.give(db, edition, company, 1, TONE, NUMBER)

    assert await numbering.numbered(db, edition, NUMBER) == head
    assert await numbering.numbered(db, edition, "974760673") is None
