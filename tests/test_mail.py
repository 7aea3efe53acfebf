import email
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import mail, words
from awards.mail import UnsafeMail
from tests import smtp
from tests.smtp import OLA, letter

ENCODED_WORD = "=?utf-8?q?Hei=0D=0ABcc=3A_v=40evil.no?="
LETTER_HEADERS = [
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Reply-To",
    "Subject",
    "To",
]


def test_a_letter_says_who_it_is_from_and_to() -> None:
    message = smtp.parsed(letter(extra_headers={"Auto-Submitted": "auto-generated"}))

    assert {name: str(value) for name, value in message.items() if name != "Content-Type"} == {
        "From": "Årets eksportbedrift <award@example.org>",
        "To": "Ola Nordmann <ola@example.no>",
        "Reply-To": "jury@example.org",
        "Subject": "Bekreft nominasjonen din",
        "Date": "Fri, 17 Sep 2027 10:00:00 +0000",
        "Message-ID": "<l-17@award.example.org>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }
    assert message.get_content_type() == "multipart/alternative"


def test_a_letter_is_text_and_html() -> None:
    message = letter(text="Hei Ære.\r\n" + "ø" * 2000, html="<p>Hei Ære.</p>" + "å" * 2000)

    assert smtp.text(message) == "Hei Ære.\n" + "ø" * 2000 + "\n"
    assert smtp.html(message) == "<p>Hei Ære.</p>" + "å" * 2000 + "\n"
    assert message.isascii()
    assert max(map(len, message.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("field", ["subject", "recipient_name", "sender_name"])
@pytest.mark.parametrize(
    "typed",
    [
        ENCODED_WORD,
        f"Hei {ENCODED_WORD} Ola",
        "=?utf-8?b?SGVpDQpCY2M6IHZAZXZpbC5ubw==?=",
        "Hei\r\nBcc: v@evil.no",
        "Hei\nBcc: v@evil.no",
        "Hei\u2028Bcc: v@evil.no",
        'Hei" <v@evil.no>, "',
        "Hei <v@evil.no>",
        "æ" * 60 + ENCODED_WORD * 3,
    ],
)
def test_typed_text_never_becomes_a_header(field: str, typed: str) -> None:
    message = letter(**{field: typed})

    plain = email.message_from_bytes(message)
    assert sorted(plain.keys()) == LETTER_HEADERS
    assert b"\r\nBcc" not in message
    assert plain["To"].endswith(f"<{OLA}>")
    assert plain["To"].count("@") == plain["From"].count("@") == 1


@given(st.text(alphabet=st.characters(codec=None), max_size=120))
def test_whatever_is_typed_arrives_as_the_subject(typed: str) -> None:
    message = letter(subject=typed, recipient_name=typed, text=typed, html=typed)

    assert sorted(email.message_from_bytes(message).keys()) == LETTER_HEADERS
    parts = email.header.decode_header(email.message_from_bytes(message)["Subject"])
    shown = "".join(p if isinstance(p, str) else p.decode(c or "ascii") for p, c in parts)
    assert shown == words.one_line(typed)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ola@blåbær.no", "ola@xn--blbr-roah.no"),
        ("Ola.N@Example.NO", "Ola.N@example.no"),
        ("\uff4fla@example.no", "ola@example.no"),
    ],
)
def test_an_address_is_written_as_mail_servers_read_it(typed: str, address: str) -> None:
    assert mail.deliverable(typed) == address
    message = letter(recipient=typed, recipient_name="")
    assert f"\r\nTo: <{address}>\r\n".encode() in message


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": f"{OLA}\r\nBcc: v@evil.no"},
        {"recipient": f"{OLA}, v@evil.no"},
        {"recipient": f"{ENCODED_WORD}@example.no"},
        {"sender": "nobody"},
        {"reply_to": "jury@example.org\n"},
        {"message_id": "<a@b>\r\nBcc: v@evil.no"},
        {"message_id": "a@b"},
        {"date": datetime(2027, 9, 17)},
        {"extra_headers": {"Bcc\r\nX": "v@evil.no"}},
        {"extra_headers": {"X-Award": "a\r\nBcc: v@evil.no"}},
        {"extra_headers": {"X-Award": ENCODED_WORD}},
        {"extra_headers": {"subject": "another"}},
        {"extra_headers": {"Bcc": "v@evil.no"}},
        {"extra_headers": {"CC": "v@evil.no"}},
    ],
)
def test_a_letter_that_would_not_be_ours_is_not_made(changes: dict[str, Any]) -> None:
    with pytest.raises(UnsafeMail):
        letter(**changes)
