"""Channels: set up by administrators, their secrets written and never read, two in rotation."""

import base64
from dataclasses import dataclass

import pytest

from awards import channels, outgoing, staff
from awards.adapters.shape import Channel
from awards.channels import Profile
from awards.database import Connection
from awards.errors import Conflict, NotAllowed, NotNow
from awards.staff import Member
from tests import people

pytestmark = pytest.mark.anyio

SITE = Profile(
    "Norwegian news site",
    "https://www.company.example",
    ["nb"],
    ["winner", "call"],
    {"user": "service", "status": "publish", "category": "Nyheter", "tags": ["pris"]},
)


@dataclass
class Desk:
    ada: Member  # administrator
    per: Member  # publisher


@pytest.fixture
async def desk(db: Connection) -> Desk:
    await people.award(db)
    ada = await staff.member(db, await people.staff(db, "Ada", "administrator"))
    per = await staff.member(db, await people.staff(db, "Per", "publisher"))
    return Desk(ada, per)


async def test_a_channel_is_as_it_was_set_up_and_an_adapter_finds_its_password(
    db: Connection, desk: Desk
) -> None:
    ident = await channels.make(db, desk.ada, "wordpress", SITE, "abcd efgh")

    found = await channels.channel(db, ident)

    assert found == Channel(
        id=ident,
        kind="wordpress",
        name="Norwegian news site",
        address="https://www.company.example",
        languages=["nb"],
        kinds=["winner", "call"],
        settings={"user": "service", "status": "publish", "category": "Nyheter", "tags": ["pris"]},
        patience=60.0,
        active=True,
        secrets=["abcd efgh"],
    )
    assert await channels.channels(db) == [found]


async def test_a_new_password_takes_the_place_of_the_old_one_and_none_leaves_it(
    db: Connection, desk: Desk
) -> None:
    ident = await channels.make(db, desk.ada, "wordpress", SITE, "first")

    await channels.change(db, desk.ada, ident, SITE, 1)
    kept = (await channels.channel(db, ident)).secrets
    await channels.change(db, desk.ada, ident, SITE, 2, "second")

    assert kept == ["first"]
    assert (await channels.channel(db, ident)).secrets == ["second"]
    assert await db.fetchval("SELECT count(*) FROM channel_secrets WHERE secret = 'first'") == 0


async def test_who_saves_what_somebody_else_changed_meanwhile_is_told(
    db: Connection, desk: Desk
) -> None:
    ident = await channels.make(db, desk.ada, "wordpress", SITE, "first")
    await channels.change(db, desk.ada, ident, SITE, 1)

    with pytest.raises(Conflict):
        await channels.change(db, desk.ada, ident, SITE, 1, "second")

    assert (await channels.known(db, ident)).version == 2


async def test_no_two_channels_have_one_name(db: Connection, desk: Desk) -> None:
    await channels.make(db, desk.ada, "wordpress", SITE, "x")
    other = Profile("Other", SITE.address, ["en"], ["free"], {})
    ident = await channels.make(db, desk.ada, "webhook", other, "x")

    with pytest.raises(Conflict, match="has this name"):
        await channels.make(db, desk.ada, "webhook", SITE, "x")
    with pytest.raises(Conflict, match="has this name"):
        await channels.change(db, desk.ada, ident, SITE, 1)


async def test_two_secrets_sign_while_one_takes_over_from_the_other(
    db: Connection, desk: Desk
) -> None:
    first = channels.made_secret()
    ident = await channels.make(db, desk.ada, "webhook", SITE, first)
    with pytest.raises(NotNow, match="Only one secret"):
        await channels.end_old_secret(db, desk.ada, ident)

    second = await channels.new_secret(db, desk.ada, ident)
    both = (await channels.channel(db, ident)).secrets
    with pytest.raises(NotNow, match="Two secrets"):
        await channels.new_secret(db, desk.ada, ident)
    await channels.end_old_secret(db, desk.ada, ident)

    assert both == [first, second]
    assert (await channels.channel(db, ident)).secrets == [second]
    assert len(base64.b64decode(second.removeprefix("whsec_"))) == 32


async def test_only_an_administrator_sets_up_a_channel(db: Connection, desk: Desk) -> None:
    ident = await channels.make(db, desk.ada, "webhook", SITE, "x")

    for deed in (
        channels.make(db, desk.per, "webhook", SITE, "x"),
        channels.change(db, desk.per, ident, SITE, 1),
        channels.new_secret(db, desk.per, ident),
        channels.end_old_secret(db, desk.per, ident),
        channels.switch(db, desk.per, ident, active=False),
    ):
        with pytest.raises(NotAllowed):
            await deed


async def test_the_log_says_what_was_done_and_holds_no_secret_and_no_address(
    db: Connection, desk: Desk
) -> None:
    ident = await channels.make(db, desk.ada, "wordpress", SITE, "first-password")
    await channels.change(db, desk.ada, ident, SITE, 1, "second-password")
    await channels.switch(db, desk.ada, ident, active=False)

    events = await db.fetch(
        """SELECT deed, detail::text FROM events JOIN event_details ON event = events.id
            ORDER BY events.id"""
    )

    assert [one["deed"] for one in events] == [
        "channel.made",
        "channel.changed",
        "channel.password_changed",
        "channel.switched_off",
    ]
    said = " ".join(one["detail"] for one in events)
    assert "password" not in said.replace("channel.password", "")
    assert SITE.address not in said


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://www.company.example/hook?x=1", True),
        ("http://www.company.example", False),
        ("http://127.0.0.1:9100/hook", True),
        ("http://127.0.0.1:9101/hook", False),
        ("ftp://company.example", False),
        ("company", False),
    ],
)
def test_what_is_said_to_a_channel_is_not_read_on_the_way(address: str, safe: bool) -> None:
    assert outgoing.is_safe(address, frozenset({"127.0.0.1:9100"})) is safe
