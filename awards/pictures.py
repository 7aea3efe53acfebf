"""Pictures: what people upload is looked at, never trusted, and made anew before it is kept.

What a file is, its content says, not its name. What cannot be read whole is refused in words;
what can is drawn again, logos as PNG and photographs as JPEG, so that nothing of the file itself is
ever served.
"""

import re
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from math import ceil
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError

from awards.database import Connection, Queries
from awards.errors import N_, Invalid, NotFound

sql = Queries("pictures")

MOST_PIXELS = 12_000_000  # as they are unpacked
MOST_SCANS = 64  # passes over a JPEG; programs make ten, and each takes as long as a whole picture
SMALLEST = 16
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")  # of a GIF, the first picture
PNG, JPEG = "image/png", "image/jpeg"

MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")  # of a part of a JPEG
END, SCAN, ALONE = b"\xd9", b"\xda", (b"\x01", b"\xd8")  # the last have nothing behind them

ONE_AT_A_TIME = threading.Lock()  # pictures are large while they are drawn

EMPTY = N_("Choose a picture first: PNG, JPEG, WebP or GIF.")
VECTOR = N_("This is an SVG file. Save the logo as PNG, and send that.")
UNKNOWN = N_("We cannot read this file as a picture. Send PNG, JPEG, WebP or GIF.")
BROKEN = N_("This picture is damaged or not whole. Save it again as PNG, and send that.")
TOO_LARGE = N_("This file is too large: at most 2 MB. Save the logo smaller, and send that.")
TOO_MANY_PIXELS = N_("This picture has too many pixels. Save the logo smaller, and send that.")
TOO_SMALL = N_("This picture is too small to be seen. Send one at least 16 pixels wide and high.")


@dataclass(frozen=True)
class Use:
    """What a picture is for: how large it may come, and how it is kept."""

    largest_file: int  # bytes
    most_pixels: int  # as it comes; what can be unpacked smaller may have more than MOST_PIXELS
    largest: int  # pixels, wide or high, as it is kept
    photograph: bool = False  # what can be seen through nowhere is kept as JPEG
    sentences: Mapping[str, str] = field(default_factory=dict)  # said in the place of a logo's

    def says(self, sentence: str) -> Invalid:
        return Invalid(self.sentences.get(sentence, sentence))


LOGO = Use(2 * 1024 * 1024, MOST_PIXELS, 800)
PHOTOGRAPH = Use(
    10 * 1024 * 1024,
    50_000_000,
    1600,
    photograph=True,
    sentences={
        VECTOR: N_("This is an SVG file. Save the picture as JPEG or PNG, and send that."),
        BROKEN: N_("This picture is damaged or not whole. Save it again, and send that."),
        TOO_LARGE: N_("This file is too large: at most 10 MB. Save it smaller, and send that."),
        TOO_MANY_PIXELS: N_("This picture has too many pixels. Save it smaller, and send that."),
    },
)
LARGEST_FILE, LARGEST = LOGO.largest_file, LOGO.largest
QUALITY = 85  # of a JPEG

Image.MAX_IMAGE_PIXELS = PHOTOGRAPH.most_pixels
warnings.simplefilter("error", Image.DecompressionBombWarning)  # Pillow itself would only warn


@dataclass(frozen=True)
class Drawn:
    """A picture made anew, ready to be kept."""

    media_type: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Picture:
    id: int
    key: UUID  # its address, which nobody can guess
    media_type: str
    width: int
    height: int
    content: bytes
    made_at: datetime


def read(file: bytes, use: Use = LOGO) -> tuple[Drawn | None, str]:
    """The picture in a file, drawn again; or a sentence that says why it will not do."""
    with ONE_AT_A_TIME:
        try:
            return drawn(file, use), ""
        except Invalid as refusal:
            return None, refusal.message


def drawn(file: bytes, use: Use) -> Drawn:
    if not file:
        raise use.says(EMPTY)
    if len(file) > use.largest_file:
        raise use.says(TOO_LARGE)
    with _opened(file, use) as image:
        return _again(image, use)


def _opened(file: bytes, use: Use) -> Image.Image:
    if file.startswith(b"\xff\xd8") and _scans(file) > MOST_SCANS:
        raise use.says(BROKEN)
    try:
        return Image.open(BytesIO(file), formats=FORMATS)
    except UnidentifiedImageError:
        raise use.says(VECTOR if _looks_like_svg(file) else UNKNOWN) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise use.says(TOO_MANY_PIXELS) from None
    except Exception:  # whatever a library says of a file that was made to break it
        raise use.says(BROKEN) from None


def _again(image: Image.Image, use: Use) -> Drawn:
    if min(image.size) < SMALLEST:
        raise use.says(TOO_SMALL)
    if image.width * image.height > use.most_pixels:
        raise use.says(TOO_MANY_PIXELS)
    _unpack_smaller(image, use)
    if image.width * image.height > MOST_PIXELS:
        raise use.says(TOO_MANY_PIXELS)
    try:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        upright.thumbnail((use.largest, use.largest), Image.Resampling.LANCZOS)
        return _written(_bare(upright), use)
    except Exception:
        raise use.says(BROKEN) from None


def _unpack_smaller(image: Image.Image, use: Use) -> None:
    """A JPEG can be unpacked at a half, a quarter or an eighth, but no smaller than it is kept."""
    if use.photograph:
        scale = min(1.0, use.largest / max(image.size))
        image.draft(None, (ceil(image.width * scale), ceil(image.height * scale)))


def _written(image: Image.Image, use: Use) -> Drawn:
    content = BytesIO()
    if use.photograph and image.mode == "RGB":
        image.save(content, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        return Drawn(JPEG, *image.size, content.getvalue())
    image.save(content, "PNG", optimize=True)
    return Drawn(PNG, *image.size, content.getvalue())


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: no metadata, and no transparency where there is none to see."""
    bare = Image.new("RGBA", image.size)
    bare.paste(image)
    opaque = image.getchannel("A").getextrema() == (255, 255)
    return bare.convert("RGB") if opaque else bare


def _scans(file: bytes) -> int:
    """How many passes a JPEG has; counted no further than it matters."""
    found = place = 0
    while (mark := MARKER.search(file, place)) and mark[1] != END and found <= MOST_SCANS:
        found += mark[1] == SCAN
        behind = file[mark.end() : mark.end() + 2]
        place = mark.end() + (0 if mark[1] in ALONE else max(2, int.from_bytes(behind)))
    return found


def _looks_like_svg(file: bytes) -> bool:
    return b"<svg" in file[:4096].lower()


def media_type(content: bytes) -> str:
    """Of a picture that we drew."""
    return PNG if content.startswith(b"\x89PNG") else JPEG


async def keep(db: Connection, drawn: Drawn) -> Picture:
    row = await sql.keep.one(
        db,
        media_type=drawn.media_type,
        width=drawn.width,
        height=drawn.height,
        content=drawn.content,
    )
    assert row is not None
    return Picture(**row)


async def picture(db: Connection, ident: int) -> Picture:
    row = await sql.picture.one(db, id=ident, key=None)
    if row is None:
        raise NotFound
    return Picture(**row)


async def by_key(db: Connection, key: str) -> Picture | None:
    """Whoever can say the key of a picture has been shown it."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    row = await sql.picture.one(db, id=None, key=wanted)
    return Picture(**row) if row else None
