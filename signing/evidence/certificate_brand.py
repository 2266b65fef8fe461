"""The sender's logo and colour on the certificate, as the trail's `sent` records them."""

import base64
import binascii
import re
import struct
from collections.abc import Mapping
from typing import Any

from safeclose.messages.colors import readable_under_white

COLOR = re.compile("#[0-9a-f]{6}")
PNG = b"\x89PNG\r\n\x1a\n"
MAX_WIDTH, MAX_HEIGHT = 150.0, 50.0  # points


def brand_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the template shows. Without a logo `logo` is empty, and so is `color` without a colour."""
    organization = sent.get("organization", {})
    brand = organization.get("brand")
    brand = brand if isinstance(brand, Mapping) else {}
    color, logo = str(brand.get("color", "")), _png(str(brand.get("logo", "")))
    width, height = _size(logo) if logo else (0.0, 0.0)
    return {
        "color": readable_under_white(color) if COLOR.fullmatch(color) else "",
        "logo": list(logo),
        "width": width,
        "height": height,
        "alt": organization.get("name") or "–",
    }


def _png(encoded: str) -> bytes:
    """Empty where this is no PNG."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if content.startswith(PNG) and len(content) > len(PNG) + 16 else b""


def _size(png: bytes) -> tuple[float, float]:
    """Width and height in points: as large as there is room, and not larger than a pixel for a point."""
    across, down = struct.unpack(">II", png[16:24])
    scale = min(MAX_WIDTH / max(across, 1), MAX_HEIGHT / max(down, 1), 1.0)
    return across * scale, down * scale
