"""Logos and photographs: what comes is looked at, and drawn again or refused in words."""

import struct
import zlib
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image, PngImagePlugin

from awards import pictures
from awards.database import Connection
from awards.errors import NotFound
from awards.pictures import PHOTOGRAPH

pytestmark = pytest.mark.anyio

SECRET = b"taken at home"


def file(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    made = BytesIO()
    Image.new(mode, size, "teal" if mode in ("RGB", "RGBA") else 3).save(made, kind)
    return made.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def with_a_secret() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    made = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(made, "PNG", pnginfo=told)
    return made.getvalue()


def moving() -> bytes:
    """A GIF of two pictures, teal and red."""
    made = BytesIO()
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("teal", "red")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_a_picture_of_each_kind_becomes_a_png(kind: str) -> None:
    drawn, wrong = pictures.read(file(kind))

    assert drawn is not None
    with Image.open(BytesIO(drawn.content)) as image:
        assert (wrong, image.format, image.size) == ("", "PNG", (40, 20))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA"])
async def test_a_picture_of_any_depth_is_drawn(mode: str) -> None:
    drawn, wrong = pictures.read(file(mode=mode))

    assert (drawn is not None, wrong) == (True, "")


async def test_a_large_picture_is_drawn_smaller() -> None:
    drawn, _ = pictures.read(file(size=(3000, 1500)))

    assert drawn is not None
    assert (drawn.width, drawn.height) == (800, 400)


async def test_of_a_moving_picture_the_first_is_taken() -> None:
    drawn, _ = pictures.read(moving())

    assert drawn is not None
    with Image.open(BytesIO(drawn.content)) as image:
        assert (image.convert("RGB").getpixel((5, 5)), getattr(image, "n_frames", 1)) == (
            (0, 128, 128),
            1,
        )


async def test_what_lies_in_the_file_besides_the_picture_is_left_behind() -> None:
    sent = with_a_secret() + b"<script>alert(1)</script>"

    drawn, _ = pictures.read(sent)

    assert drawn is not None and SECRET in sent
    assert SECRET not in drawn.content
    assert b"script" not in drawn.content


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", pictures.EMPTY),
        (b"GIF89a is how this text begins", pictures.UNKNOWN),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", pictures.VECTOR),
        (b"<!doctype html><script>alert(1)</script>", pictures.UNKNOWN),
        (b"%PDF-1.7", pictures.UNKNOWN),
        (file("BMP"), pictures.UNKNOWN),
        (file("TIFF"), pictures.UNKNOWN),
        (file(size=(400, 400))[:200], pictures.BROKEN),
        (file("JPEG", size=(400, 400))[:-200], pictures.BROKEN),
        (file(size=(8, 8)), pictures.TOO_SMALL),
        (file(size=(4000, 4000), mode="1"), pictures.TOO_MANY_PIXELS),
        (bomb(), pictures.TOO_MANY_PIXELS),
        (b"\x89PNG\r\n\x1a\n" + b"x" * pictures.LARGEST_FILE, pictures.TOO_LARGE),
    ],
)
async def test_what_will_not_do_is_refused_in_words(sent: bytes, sentence: str) -> None:
    assert pictures.read(sent) == (None, sentence)


def photograph(
    size: tuple[int, int] = (400, 200), mode: str = "RGB", kind: str = "JPEG", **how: Any
) -> bytes:
    made = BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(made, kind, **how)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photograph_becomes_a_jpeg(kind: str) -> None:
    drawn, wrong = pictures.read(photograph(kind=kind), PHOTOGRAPH)

    assert drawn is not None
    with Image.open(BytesIO(drawn.content)) as image:
        assert (wrong, drawn.media_type, image.format, image.size) == (
            "", "image/jpeg", "JPEG", (400, 200),
        )  # fmt: skip
    assert pictures.media_type(drawn.content) == "image/jpeg"


async def test_what_can_be_seen_through_stays_a_png() -> None:
    made = BytesIO()
    Image.new("RGBA", (40, 20), (0, 128, 128, 100)).save(made, "PNG")

    drawn, _ = pictures.read(made.getvalue(), PHOTOGRAPH)

    assert drawn is not None
    assert (drawn.media_type, pictures.media_type(drawn.content)) == ("image/png", "image/png")


@pytest.mark.parametrize(
    ("size", "kept"),
    [((6000, 4000), (1600, 1067)), ((8000, 800), (1600, 160)), ((1200, 1600), (1200, 1600))],
)
async def test_a_photograph_of_a_large_camera_is_drawn_smaller(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, "JPEG")

    drawn, wrong = pictures.read(made.getvalue(), PHOTOGRAPH)

    assert wrong == "" and drawn is not None
    assert (drawn.width, drawn.height) == kept


async def test_where_a_photograph_was_taken_and_by_which_camera_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = SECRET.decode(), 6  # the maker, and that it lies on its side

    drawn, _ = pictures.read(photograph(exif=exif), PHOTOGRAPH)

    assert drawn is not None
    assert (drawn.width, drawn.height) == (200, 400)
    with Image.open(BytesIO(drawn.content)) as image:
        assert dict(image.getexif()) == {}
    assert SECRET not in drawn.content


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PHOTOGRAPH.sentences[pictures.VECTOR]),
        (photograph()[:-300], PHOTOGRAPH.sentences[pictures.BROKEN]),
        (b"\xff\xd8" + b"x" * (10 * 1024 * 1024), PHOTOGRAPH.sentences[pictures.TOO_LARGE]),
        (file(size=(4000, 4000), mode="1"), PHOTOGRAPH.sentences[pictures.TOO_MANY_PIXELS]),
        (bomb(), PHOTOGRAPH.sentences[pictures.TOO_MANY_PIXELS]),
        (b"%PDF-1.7", pictures.UNKNOWN),
    ],
)
async def test_a_photograph_that_will_not_do_is_refused_in_words(
    sent: bytes, sentence: str
) -> None:
    assert pictures.read(sent, PHOTOGRAPH) == (None, sentence)


async def test_a_picture_is_found_by_its_key(db: Connection) -> None:
    drawn, _ = pictures.read(photograph(), PHOTOGRAPH)
    assert drawn is not None
    kept = await pictures.keep(db, drawn)

    assert await pictures.by_key(db, str(kept.key)) == kept
    for other in ("", "1", str(UUID(int=1)), "x' OR true --"):
        assert await pictures.by_key(db, other) is None


async def test_a_picture_is_kept_as_it_was_drawn(db: Connection) -> None:
    drawn, _ = pictures.read(file())
    assert drawn is not None

    found = await pictures.picture(db, (await pictures.keep(db, drawn)).id)

    assert (found.media_type, found.width, found.height) == ("image/png", 40, 20)
    assert found.content == drawn.content


async def test_a_picture_that_is_not_there_is_not_found(db: Connection) -> None:
    with pytest.raises(NotFound):
        await pictures.picture(db, 1)
