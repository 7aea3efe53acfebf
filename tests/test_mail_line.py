import asyncio
import json
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote

import pytest

from awards import mail
from awards.mail import Refused, Sent, Server, Unclear, UnsafeMail
from tests import smtp
from tests.smtp import OLA, SENDER, PostOffice, letter

pytestmark = pytest.mark.anyio


async def posted(office: PostOffice, **changes: Any) -> mail.Outcome:
    recipient = changes.get("recipient", OLA)
    return await mail.send(Server.parse(office.url), SENDER, recipient, letter(**changes))


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", Server("localhost", 25)),
        ("smtp://[::1]:2525/", Server("::1", 2525)),
        ("smtps://mail.example.org", Server("mail.example.org", 465, "tls")),
        (
            "smtp+starttls://ola%40example.no:p%2F%C3%A6%3A@mail.example.org",
            Server("mail.example.org", 587, "starttls", "ola@example.no", "p/æ:"),
        ),
    ],
)
def test_a_mail_server_is_one_address(url: str, server: Server) -> None:
    assert Server.parse(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org:25",
        "http://ola:hemmelig@mail.example.org",
        "smtp://",
        "smtp://ola:hemmelig@:25",
        "smtp://ola:hemm/elig@mail.example.org",
        "smtp://ola:hemmelig@mail.example.org:99999",
        "smtp://ola:hemmelig@mail.example.org:0",
        "smtp://mail.example.org/path",
        "smtp://mail.example.org?tls=no",
    ],
)
def test_a_wrong_address_is_said_in_one_line_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="mail server") as refused:
        Server.parse(url)

    assert "hemm" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_password_is_not_shown() -> None:
    assert "hemmelig" not in repr(Server.parse("smtp://ola:hemmelig@mail.example.org"))


# What became of the letter


async def test_a_letter_arrives_as_it_was_written(tmp_path: Path) -> None:
    with PostOffice(journal=tmp_path / "journal") as office:
        outcome = await posted(office, recipient="Ola@blåbær.no")

    [received] = office.received
    assert outcome == Sent("250 accepted as 1")
    assert (received.sender, received.recipient) == (SENDER, "Ola@xn--blbr-roah.no")
    assert received.message_id == "<l-17@award.example.org>"
    assert smtp.text(received) == "Hei Ola.\n\n.\nhttps://award.example.org/nominations/a.b-c.\n"
    assert smtp.links(received) == ["https://award.example.org/nominations/a.b-c"]
    assert [line for line in office.commands if line.startswith("RCPT")] == [
        "RCPT TO:<Ola@xn--blbr-roah.no>"
    ]
    assert json.loads((tmp_path / "journal").read_text()) == {
        "at": received.at.isoformat(),
        "recipient": "Ola@xn--blbr-roah.no",
        "sender": SENDER,
        "message_id": "<l-17@award.example.org>",
    }


async def test_a_name_before_the_at_may_have_norwegian_letters() -> None:
    with PostOffice() as office:
        outcome = await posted(office, recipient="bjørn@example.no")

    assert isinstance(outcome, Sent)
    assert [received.recipient for received in office.received] == ["bjørn@example.no"]


@pytest.mark.parametrize(
    ("answer", "outcome", "arrived"),
    [
        ("421-at-quit", Sent("250 accepted as 1"), 1),
        ("421-and-close", Sent("250 accepted as 1"), 1),
        ("delay:0.05", Sent("250 accepted as 1"), 1),
        ("451", Refused("451 refused after the dot", permanent=False), 0),
        ("421", Refused("421 refused after the dot", permanent=False), 0),
        ("550", Refused("550 refused after the dot", permanent=True), 0),
        ("mail:451", Refused("451 refused at mail", permanent=False), 0),
        ("mail:421", Refused("421 refused at mail", permanent=False), 0),
        ("mail:530", Refused("530 refused at mail", permanent=False), 0),
        ("rcpt:450", Refused("450 refused at rcpt", permanent=False), 0),
        ("rcpt:550", Refused("550 refused at rcpt", permanent=True), 0),
        ("data:451", Refused("451 refused at data", permanent=False), 0),
        ("data:554", Refused("554 refused at data", permanent=True), 0),
        ("299", Sent("299 refused after the dot"), 0),
        ("354", Unclear("354 refused after the dot"), 0),
    ],
)
async def test_the_reply_to_the_letter_decides(
    answer: str, outcome: mail.Outcome, arrived: int
) -> None:
    with PostOffice(answers=[answer]) as office:
        assert await posted(office) == outcome

    assert len(office.received) == arrived


@pytest.mark.parametrize(("answer", "arrived"), [("drop-after-dot", 1), ("lost-after-dot", 0)])
async def test_a_reply_that_got_lost_is_neither_yes_nor_no(answer: str, arrived: int) -> None:
    with PostOffice(answers=[answer]) as office:
        outcome = await posted(office)

    assert isinstance(outcome, Unclear)
    assert len(office.received) == arrived


async def test_a_connection_lost_before_the_letter_was_written_may_be_tried_again() -> None:
    with PostOffice(answers=["drop-at-data"]) as office:
        outcome = await posted(office)

    assert isinstance(outcome, Refused)
    assert not outcome.permanent


async def test_one_deadline_holds_for_everything() -> None:
    with PostOffice(answers=["hang-at-rcpt", "hang"]) as office:
        server = Server.parse(office.url)
        started = asyncio.get_running_loop().time()
        before = await mail.send(server, SENDER, OLA, letter(), deadline=0.2)
        after = await mail.send(server, SENDER, OLA, letter(), deadline=0.2)
        took = asyncio.get_running_loop().time() - started

    assert before == Refused("no answer in time", permanent=False)
    assert after == Unclear("no answer in time")
    assert took < 1.0


async def test_a_server_that_is_away_may_be_tried_again() -> None:
    with PostOffice() as office:
        url = office.url

    outcome = await mail.send(Server.parse(url), SENDER, OLA, letter())

    assert isinstance(outcome, Refused)
    assert not outcome.permanent
    assert "127.0.0.1" in outcome.answer


async def test_a_line_that_would_smuggle_in_a_second_letter_is_not_sent() -> None:
    with PostOffice() as office:
        server = Server.parse(office.url)
        for raw in (letter() + b"\n.\nMAIL FROM:<v@evil.no>\r\n", b"Subject: a\r\n\r\nb"):
            with pytest.raises(UnsafeMail):
                await mail.send(server, SENDER, OLA, raw)
        with pytest.raises(UnsafeMail):
            await mail.send(server, SENDER, f"{OLA}> RCPT TO:<v@evil.no", letter())

    assert office.commands == []


# One connection for many letters


async def test_many_letters_go_over_one_connection() -> None:
    recipients = [f"juror{number}@example.no" for number in range(5)]
    with PostOffice() as office:
        async with mail.connected(Server.parse(office.url)) as line:
            for recipient in recipients:
                await line.send(SENDER, recipient, letter(recipient=recipient))

    assert [received.recipient for received in office.received] == recipients
    assert office.connections == 1


async def test_a_closed_line_is_opened_again_for_the_next_letter() -> None:
    answers = ["ok", "421-and-close", "ok", "mail:421", "ok"]
    with PostOffice(answers=answers) as office:
        async with mail.connected(Server.parse(office.url)) as line:
            outcomes = [await line.send(SENDER, OLA, letter()) for _ in range(4)]

    assert outcomes == [Sent(f"250 accepted as {number}") for number in (1, 2, 3, 4)]
    assert office.connections == 3


async def test_a_refused_letter_does_not_stop_the_next_one() -> None:
    answers = ["rcpt:550", "451", "drop-after-dot", "hang", "ok"]
    with PostOffice(answers=answers) as office:
        async with mail.connected(Server.parse(office.url)) as line:
            outcomes = [await line.send(SENDER, OLA, letter(), deadline=0.3) for _ in range(5)]

    assert [type(outcome) for outcome in outcomes] == [Refused, Refused, Unclear, Unclear, Sent]


# Signing in, and encryption


async def test_signing_in_lets_letters_through() -> None:
    with PostOffice(login=("award", "hemmelig")) as office:
        server = replace(Server.parse(office.url), user="award", password="hemmelig")
        outcome = await mail.send(server, SENDER, OLA, letter())

    assert outcome == Sent("250 accepted as 1")


async def test_a_refused_sign_in_is_told_without_the_password() -> None:
    with PostOffice(login=("award", "hemmelig")) as office:
        server = replace(Server.parse(office.url), user="award", password="feil passord")
        outcome = await mail.send(server, SENDER, OLA, letter())

    assert outcome == Refused("535 the mail server refused our sign-in", permanent=False)
    assert office.received == []


async def test_an_answer_that_quotes_the_password_is_kept_without_it() -> None:
    with PostOffice(login=("award", "refused"), answers=["451"]) as office:
        server = replace(Server.parse(office.url), user="award", password="refused")
        outcome = await mail.send(server, SENDER, OLA, letter())

    assert outcome == Refused("451 *** after the dot", permanent=False)


async def test_a_server_without_encryption_gets_nothing_when_encryption_is_asked_for() -> None:
    with PostOffice(login=("award", "hemmelig")) as office:
        url = office.url.replace("smtp://", f"smtp+starttls://award:{quote('hemmelig')}@")
        outcome = await mail.send(Server.parse(url), SENDER, OLA, letter())

    assert isinstance(outcome, Refused)
    assert not outcome.permanent
    assert not [line for line in office.commands if line.startswith(("AUTH", "MAIL"))]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate of this test")
    made = tmp_path / "certificate.pem"
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(made), "-out", f"{made}.crt"]
    names = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([openssl, "req", "-x509", *key, *names], check=True, capture_output=True)
    made.write_text(made.read_text() + Path(f"{made}.crt").read_text())
    return made


async def test_an_encrypted_line_needs_a_certificate_we_trust(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    with PostOffice(tls=tls, login=("award", "hemmelig")) as office:
        server = Server.parse(office.url.replace("smtp://", "smtp+starttls://award:hemmelig@"))
        distrusted = await mail.send(server, SENDER, OLA, letter())
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
        trusted = await mail.send(server, SENDER, OLA, letter())

    assert isinstance(distrusted, Refused)
    assert trusted == Sent("250 accepted as 1")
