"""Files that were made to do harm: refused in words, or drawn again with nothing of them left."""

import struct
import time
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image, PngImagePlugin

from awards import pictures
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.bad_use import scene
from tests.test_pictures import file

pytestmark = pytest.mark.anyio

SCRIPT = b"<script>alert(1)</script>"
MULTIPART = {"content-type": "multipart/form-data; boundary=x"}


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, pixels: bytes, *more: bytes, depth: int = 8) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    chunks = [chunk(b"IHDR", head), *more, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def sound(width: int = 40, height: int = 20) -> bytes:
    return zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))


def told(comment: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", comment, zip=True)
    made = BytesIO()
    Image.new("RGB", (40, 20)).save(made, "PNG", pnginfo=info)
    return made.getvalue()


def moving(kind: str, frames: int = 200) -> bytes:
    made = BytesIO()
    shown = [Image.new("RGB", (64, 64), (number, 0, 0)) for number in range(frames)]
    shown[0].save(made, kind, save_all=True, append_images=shown[1:])
    return made.getvalue()


def passes(number: int, side: int = 3400) -> bytes:
    """A JPEG that is drawn over itself so many times: each costs as much as the whole picture."""
    made = BytesIO()
    Image.new("L", (side, side), 128).save(made, "JPEG", progressive=True)
    whole = made.getvalue()
    return whole[:-2] + whole[whole.rindex(b"\xff\xda") : -2] * number + whole[-2:]


DRAWN = {  # what is a picture all the same: drawn again, and nothing else of it is kept
    "gif that is a script": b"GIF89a" + file("GIF")[6:] + SCRIPT,
    "jpeg that is a page": file("JPEG") + b"<!doctype html>" + SCRIPT,
    "png that is an archive": file() + b"PK\x03\x04" + SCRIPT,
    "jpeg with a script in its comment": file("JPEG")[:2]
    + b"\xff\xfe"
    + struct.pack(">H", len(SCRIPT) + 2)
    + SCRIPT
    + file("JPEG")[2:],
    "jpeg with a film behind it": passes(0, 40) + b"\xff\xda\0\x02" * 400 + SCRIPT,
    "jpeg with a note of its camera": file("JPEG")[:2]
    + b"\xff\xe1"
    + struct.pack(">H", 802)
    + b"\xff\xda" * 400
    + file("JPEG")[2:],
    "gif of 200 pictures": moving("GIF") + SCRIPT,
    "webp of 200 pictures": moving("WEBP") + SCRIPT,
    "png that moves": moving("PNG", 20) + SCRIPT,
}
REFUSED = {  # what would cost us much, or is none
    "a line of twelve million pixels": (png(3_000_000, 4, sound()), None),
    "no width": (png(0, 10, sound()), None),
    "more pixels than a number holds": (png(2**31 - 1, 2**31 - 1, sound()), None),
    "pixels that unpack to 100 MB": (png(40, 20, zlib.compress(b"\0" * 100_000_000)), None),
    "a comment that unpacks to 100 MB": (told("x" * 100_000_000), None),
    "a colour profile that unpacks to 100 MB": (
        png(40, 20, sound(), chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 100_000_000))),
        None,
    ),
    "a jpeg drawn four hundred times": (passes(400), pictures.BROKEN),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", pictures.VECTOR),
    "svg behind spaces": (b" \n" * 900 + b"<SVG onload='alert(1)'/>", pictures.VECTOR),
    "svg in a gif's clothes": (b"GIF89a<svg onload='alert(1)'/>", None),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", pictures.UNKNOWN),
    "a pixmap": (b"P6 40 20 255\n" + b"x" * 2400, pictures.UNKNOWN),
    "an icon": (file("ICO"), pictures.UNKNOWN),
}


@pytest.mark.parametrize("what", DRAWN)
def test_a_file_that_is_two_things_is_a_picture_and_no_more(what: str) -> None:
    drawn, wrong = pictures.read(DRAWN[what])

    assert (drawn is not None, wrong) == (True, "")
    assert drawn is not None and SCRIPT not in drawn.content
    with Image.open(BytesIO(drawn.content)) as image:
        assert (image.format, getattr(image, "n_frames", 1), image.info) == ("PNG", 1, {})


@pytest.mark.parametrize("what", REFUSED)
def test_a_bomb_or_what_is_no_picture_costs_little(what: str) -> None:
    sent, sentence = REFUSED[what]
    began = time.process_time()

    drawn, wrong = pictures.read(sent)

    assert time.process_time() - began < 2
    if sentence is not None:
        assert (drawn, wrong) == (None, sentence)
    if drawn is not None:
        assert drawn.width * drawn.height <= pictures.LARGEST**2
        assert len(drawn.content) < 100_000


@pytest.fixture
async def year(db: Connection, client: httpx.AsyncClient) -> dict[str, Any]:
    found = await scene.scene(db, Stage.NOMINATING)
    await people.sign_in(db, client, "contributor", found["contributor"])
    return found


def part(name: str, body: bytes, filename: str | None = None) -> bytes:
    said = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
    return b"--x\r\ncontent-disposition: " + said.encode() + b"\r\n\r\n" + body + b"\r\n"


END = b"--x--\r\n"
BODIES = {
    "many files": part("logo", file(), "a.png") * 50 + END,
    "many fields": part("seen", b"0") * 2000 + END,
    "a file that is a field": part("logo", file()) + END,
    "a field that is a file": part("seen", b"0", "a") + part("logo", file(), "a.png") + END,
    "a long field": part("seen", b"9" * 2_000_000) + END,
    "a path": part("logo", b"x", "../../../../etc/cron.d/x") + END,
    "a name that is none": part("logo", b"x", "\xff\x00\u202egnp.exe") + END,
    "no end": part("logo", b"x", "a.png"),
    "nothing": b"",
    "no parts": END,
    "another boundary": part("logo", file(), "a.png").replace(b"--x", b"--y"),
    "a part without a name": b"--x\r\ncontent-disposition: form-data\r\n\r\nx\r\n" + END,
    "a head without end": b"--x\r\n" + b"a: b\r\n" * 5000 + b"\r\nx\r\n" + END,
    "bytes": bytes(range(256)) * 100,
}
KINDS = ("multipart/form-data", "multipart/form-data; boundary=", "text/plain", "image/png", "")


# What was read of a file without an end goes when its memory does.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_is_no_form_is_refused_and_keeps_nothing(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any], what: str
) -> None:
    before = await scene.dump(db, "sessions")

    answer = await client.post("/nominee/logo", content=BODIES[what], headers=MULTIPART)
    others = [
        await client.post("/nominee/logo", content=BODIES[what], headers={"content-type": kind})
        for kind in KINDS
    ]

    for one in (answer, *others):
        assert 400 <= one.status_code < 500, one.status_code
        assert "</h1>" in one.text
    assert await scene.dump(db, "sessions") == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_is_no_announcement_is_refused_and_keeps_nothing(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any], what: str
) -> None:
    await people.sign_in(db, client, "staff", year["person"])
    before = await scene.dump(db, "sessions")

    answer = await client.post(
        "/staff/2027/news/write/free",
        content=BODIES[what].replace(b'name="logo"', b'name="file"'),
        headers=MULTIPART,
    )

    assert answer.status_code in (400, 413, 422)
    assert "</h1>" in answer.text
    assert await scene.dump(db, "sessions") == before


@pytest.mark.parametrize("said", ["0", "1", "-1", "99999999999", "1e9", "x"])
async def test_a_length_that_is_not_so_lets_nothing_in(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any], said: str
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield part("logo", b"x" * 1024, "a.png")[:-2]
        for _ in range(4096):
            yield b"x" * 1024

    before = await scene.dump(db, "sessions")
    answer = await client.post(
        "/nominee/logo", content=endless(), headers={**MULTIPART, "content-length": said}
    )

    assert answer.status_code in (400, 413)
    assert await scene.dump(db, "sessions") == before


WITH_FILES = ("logo", "write_news", "edit_news", "correct_news")


async def test_only_forms_with_pictures_may_be_larger_than_others(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    await scene.as_everybody(db, client, year)
    before = await scene.dump(db, "sessions")

    for place in scene.places():
        if place.method == "POST" and place.name not in WITH_FILES and "leave" not in place.path:
            answer = await client.post(place.address(year), content=b"x" * 300_000)
            assert answer.status_code == 413, place
    for path in ("/staff/2027/news/write/free", "/staff/2027/news/1/edit"):
        answer = await client.post(path, content=b"x" * 11_500_000)
        assert answer.status_code == 413, path
    for path in ("/nominee/logo/", "/nominee/logo?x=1", "/nominee//logo", "/NOMINEE/LOGO"):
        answer = await client.post(path, content=b"x" * 2_500_000)
        assert answer.status_code in (404, 413), path

    assert await scene.dump(db, "sessions") == before


async def test_who_is_not_inside_has_no_file_read(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    waits = await people.contributor(db, year["company"], "Per", let_in_by="")
    await people.sign_in(db, client, "contributor", waits)

    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    answer = await client.post("/nominee/logo", content=never(), headers=MULTIPART)

    assert answer.status_code == 403
