"""Short names for what browsers say of themselves."""

import re

# The first that is found counts: many browsers name others too, to get the same pages as these. The group is the
# version.
_BROWSERS = (
    ("Edge", r"(?:Edg|EdgA|EdgiOS|Edge)/(\d{1,4})\b"),
    ("Opera", r"(?:OPR|OPiOS)/(\d{1,4})\b"),
    ("Samsung Internet", r"SamsungBrowser/(\d{1,4})\b"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d{1,4})\b"),
    ("Chrome", r"(?:Chrome|HeadlessChrome|CriOS)/(\d{1,4})\b"),
    ("Safari", r"Version/(\d{1,4})[\d.]* (?:Mobile/\w+ )?Safari/"),
)
_SYSTEMS = (
    ("Windows", r"Windows NT"),
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPod"),
    ("iPadOS", r"iPad"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux"),
)
MAX_READ = 1000  # characters


def browser_of(user_agent: str) -> str | None:
    """Family and major version that the header User-Agent names, such as "Chrome 120"; None for anything unknown.

    This is the browser's own word: programs can send any header.
    """
    for name, pattern in _BROWSERS:
        if found := re.search(rf"\b{pattern}", user_agent[:MAX_READ], re.ASCII):
            return f"{name} {found[1]}"
    return None


def system_of(user_agent: str) -> str | None:
    """The operating system that the header User-Agent names, without its version, which most browsers freeze."""
    return next(
        (name for name, pattern in _SYSTEMS if re.search(rf"\b(?:{pattern})\b", user_agent[:MAX_READ], re.ASCII)), None
    )
