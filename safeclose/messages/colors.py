"""Colours that text can be read on: contrast as WCAG 2.2 defines it (1.4.3: at least 4.5 to 1)."""

from functools import lru_cache

MIN_CONTRAST = 4.5
STEPS = 64  # towards black; the last of them is black, on which white has a contrast of 21


@lru_cache(maxsize=1024)
def readable_under_white(color: str) -> str:
    """`#rrggbb`, or the nearest darker shade of it on which white text can be read."""
    channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(STEPS + 1):
        shade = [channel * (STEPS - step) // STEPS for channel in channels]
        if contrast_with_white(shade) >= MIN_CONTRAST:
            break
    return "#{:02x}{:02x}{:02x}".format(*shade)


def contrast_with_white(channels: list[int]) -> float:
    """Of a colour's red, green and blue, each from 0 to 255."""
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
