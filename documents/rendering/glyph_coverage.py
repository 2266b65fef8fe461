"""Finds characters that no installed font can print, and words the message about them."""

from documents.rendering.fonts import families
from documents.rendering.shaping import is_mark, script, shaped

# Debian's font packages: the scripts that need the CJK one, and how the family names of each begin.
_CJK = ("Hani", "Hira", "Kana", "Bopo", "Hang")
_PACKAGES = {"fonts-noto-cjk": ("Noto Serif CJK", "Noto Sans CJK"), "fonts-noto-core": ("Noto Serif ", "Noto Naskh ")}


def unprintable(text: str) -> str | None:
    """The first part of a text that no font can print, or None. A part is one letter with its marks, or a few."""
    missing = shaped(text).missing
    return text[missing[0].start : missing[0].end] if missing else None


def sentence(part: str) -> str:
    """The message to a user about a part that `unprintable` found."""
    named = f"{part} ({codes(part)})"
    if is_mark(part[0]):
        return f"The mark {codes(part[0])} has no letter of its script before it, so it can't be printed."
    package = _package(part)
    remedy = f" On Debian, the package {package} has fonts for more scripts." if package else ""
    return f"The fonts of the documents can't print {named}.{remedy}"


def codes(text: str) -> str:
    """The code points of a text, as `U+0A17 U+0A41`."""
    return " ".join(f"U+{ord(character):04X}" for character in text)


def _package(part: str) -> str | None:
    """The Debian package with fonts for this part. None if it is installed, or the part has no script."""
    scripts = {script(character) for character in part} - {"Zyyy", "Zinh", "Zzzz"}
    if not scripts:
        return None
    package = "fonts-noto-cjk" if scripts & set(_CJK) else "fonts-noto-core"
    return None if any(family.startswith(_PACKAGES[package]) for family in families()) else package
