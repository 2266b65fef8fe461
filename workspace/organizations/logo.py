"""Logos: what is taken, what is stored, and where it is served."""

import base64
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings

from safeclose.refusals import Invalid
from safeclose.storage import files

MAX_KIB = 256
MAX_PIXELS = 4_000_000  # before anything is decoded
SHOWN_SIZE = (480, 160)  # twice the 240 × 80 that letters and pages leave for it
MAX_PRINTED_BYTES = 24 * 1024  # it is in every trail of the organization
PRINTED_SIZE = (240, 80)
PRINTED_COLORS = 256


def logo_url(sha256: str) -> str:
    """The address of a stored logo. It is public, and what it answers never changes."""
    return f"{settings.PUBLIC_URL}/brand/{sha256}.png"


def is_own_url(address: Any) -> bool:
    """Whether the address is one of this service's logos."""
    return isinstance(address, str) and address.startswith(f"{settings.PUBLIC_URL}/brand/")


def png_of(content: bytes) -> bytes:
    """The picture alone, made anew as a PNG that fits into SHOWN_SIZE. Raises Invalid for what is no PNG or JPEG."""
    if len(content) > MAX_KIB * 1024:
        raise _invalid(f"Must have at most {MAX_KIB} KiB.")
    from PIL import Image, ImageOps  # slow to import, and no other request needs it

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise _invalid(f"Must have at most {MAX_PIXELS // 1_000_000} million pixels.")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            upright.thumbnail(SHOWN_SIZE)
            # A copy of the pixels: what else the file said (places, comments, profiles) is left out.
            clean = Image.new("RGBA", upright.size)
            clean.paste(upright)
            out = BytesIO()
            clean.save(out, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:  # as Pillow tells of broken files
        raise _invalid("Must be a picture in the format PNG or JPEG.") from error
    return out.getvalue()


@lru_cache(maxsize=128)
def printed_logo(sha256: str) -> str:
    """A stored logo for certificates: a small PNG, in base64. Raises Unavailable or Erased."""
    stored = files.read(sha256)
    if len(stored) > MAX_PRINTED_BYTES:
        stored = _smaller(stored)
    return base64.b64encode(stored).decode("ascii")


def _smaller(png: bytes) -> bytes:
    from PIL import Image

    out = BytesIO()
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        picture.thumbnail(PRINTED_SIZE)
        few = picture.convert("RGBA").quantize(PRINTED_COLORS, method=Image.Quantize.FASTOCTREE)
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _invalid(sentence: str) -> Invalid:
    return Invalid(f"file: {sentence}", fields={"file": [sentence]})
