"""Pictures: what people upload is looked at, never trusted, and made anew before it is kept.

What a file is, its content says, not its name. What cannot be read whole is refused in words;
what can is drawn again as PNG, so that nothing of the file itself is ever served.
"""

import threading
import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from awards.database import Connection, Queries
from awards.errors import N_, Invalid, NotFound

sql = Queries("pictures")

LARGEST_FILE = 2 * 1024 * 1024  # bytes
MOST_PIXELS = 12_000_000
LARGEST = 800  # pixels, wide or high, as it is kept
SMALLEST = 16
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")  # of a GIF, the first picture

ONE_AT_A_TIME = threading.Lock()  # pictures are large while they are drawn

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)  # Pillow itself would only warn

EMPTY = N_("Choose a picture first: PNG, JPEG, WebP or GIF.")
VECTOR = N_("This is an SVG file. Save the logo as PNG, and send that.")
UNKNOWN = N_("We cannot read this file as a picture. Send PNG, JPEG, WebP or GIF.")
BROKEN = N_("This picture is damaged or not whole. Save it again as PNG, and send that.")
TOO_LARGE = N_("This file is too large: at most 2 MB. Save the logo smaller, and send that.")
TOO_MANY_PIXELS = N_("This picture has too many pixels. Save the logo smaller, and send that.")
TOO_SMALL = N_("This picture is too small to be seen. Send one at least 16 pixels wide and high.")


@dataclass(frozen=True)
class Drawn:
    """A picture made anew, ready to be kept."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Picture:
    id: int
    media_type: str
    width: int
    height: int
    content: bytes
    made_at: datetime


def read(file: bytes) -> tuple[Drawn | None, str]:
    """The picture in a file, drawn again; or a sentence that says why it will not do."""
    with ONE_AT_A_TIME:
        try:
            return drawn(file), ""
        except Invalid as refusal:
            return None, refusal.message


def drawn(file: bytes) -> Drawn:
    if not file:
        raise Invalid(EMPTY)
    if len(file) > LARGEST_FILE:
        raise Invalid(TOO_LARGE)
    with _opened(file) as image:
        return _again(image)


def _opened(file: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(file), formats=FORMATS)
    except UnidentifiedImageError:
        raise Invalid(VECTOR if _looks_like_svg(file) else UNKNOWN) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(TOO_MANY_PIXELS) from None
    except Exception:  # whatever a library says of a file that was made to break it
        raise Invalid(BROKEN) from None


def _again(image: Image.Image) -> Drawn:
    if image.width * image.height > MOST_PIXELS:
        raise Invalid(TOO_MANY_PIXELS)
    if min(image.size) < SMALLEST:
        raise Invalid(TOO_SMALL)
    try:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        upright.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
        content = BytesIO()
        _bare(upright).save(content, "PNG", optimize=True)
    except Exception:
        raise Invalid(BROKEN) from None
    return Drawn(*upright.size, content.getvalue())


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: no metadata, and no transparency where there is none to see."""
    bare = Image.new("RGBA", image.size)
    bare.paste(image)
    opaque = image.getchannel("A").getextrema() == (255, 255)
    return bare.convert("RGB") if opaque else bare


def _looks_like_svg(file: bytes) -> bool:
    return b"<svg" in file[:4096].lower()


async def keep(db: Connection, drawn: Drawn) -> int:
    return int(
        await sql.keep.value(
            db,
            media_type="image/png",
            width=drawn.width,
            height=drawn.height,
            content=drawn.content,
        )
    )


async def picture(db: Connection, ident: int) -> Picture:
    row = await sql.picture.one(db, id=ident)
    if row is None:
        raise NotFound
    return Picture(**row)
