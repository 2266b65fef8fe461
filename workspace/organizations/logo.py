"""Logos: what is taken, what is stored, and where it is served."""

from io import BytesIO
from typing import Any

from django.conf import settings

from safeclose.refusals import Invalid

MAX_KIB = 256
MAX_PIXELS = 4_000_000  # before anything is decoded
SHOWN_SIZE = (480, 160)  # twice the 240 × 80 that letters and pages leave for it


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


def _invalid(sentence: str) -> Invalid:
    return Invalid(f"file: {sentence}", fields={"file": [sentence]})
