"""Nominees: companies in categories. They arise from confirmed nominations; staff screen them."""

from awards.database import Connection, Queries
from awards.errors import NotFound

sql = Queries("nominees")


async def arise(db: Connection, category: int, company: int) -> int:
    """The nominee of a company, or of the one it was joined into; arises at the first call."""
    await sql.share.run(db, category=category)
    nominee = await sql.arise.value(db, category=category, company=company)
    if nominee is None:
        raise NotFound
    return int(nominee)
