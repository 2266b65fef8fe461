"""The initials that are proposed for a name."""

import re
import unicodedata
from collections.abc import Iterator

from documents.rendering.shaping import IGNORABLE, is_mark, script

MAX_LETTERS = 4
# "Rita Representative for Acme Inc.": the person signs, not the company.
_FOR = re.compile(r"\s+for\s.*", re.DOTALL | re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_BETWEEN_WORDS = re.compile(r"[\s,;/\u2010-\u2015-]+")
_TITLES = frozenset(
    ("dr", "mr", "mrs", "ms", "mx", "prof", "sir", "hon", "mme", "mlle", "me", "jr", "sr", "ii", "iii", "iv")
)
_EAST_ASIAN = frozenset(("Hani", "Hira", "Kana", "Bopo", "Hang"))
_JOINING = frozenset(("Arab", "Syrc", "Mong", "Nkoo"))
_VOWELS_BEFORE = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4]")  # Thai and Lao write them before their consonant
_VIRAMA = 9  # the combining class of a sign that joins two consonants to one letter


def initials_of(name: str) -> str:
    """At most four letters: the first ones of the person's names.

    >>> initials_of("Jean-Luc Picard"), initials_of("Rita Representative for Acme Inc."), initials_of("陈伟")
    ('JLP', 'RR', '陈伟')

    A Chinese, Japanese or Korean name of at most four letters stays whole. Where there are more than four names, those
    in small letters (van, de la) are left out, then those in the middle. Arabic letters are kept apart, or they would
    join to a word. A name without letters gives its first signs; a blank one "".
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    person = _IN_BRACKETS.sub(" ", _FOR.sub("", name))
    together = "".join(_BETWEEN_WORDS.split(person))
    if together and len(list(_clusters(together))) <= MAX_LETTERS and _is_east_asian(together):
        return together
    found = _few([word for word in _words(person) if _first_letter(word)])
    letters = [_first_letter(word).title() for word in found]
    if not letters:
        return "".join(list(_clusters(name.replace(" ", "")))[:MAX_LETTERS])
    initials = "".join(letters)
    return initials if initials.isascii() or script(letters[0][0]) not in _JOINING else " ".join(letters)


def _words(person: str) -> list[str]:
    words = [word for word in _BETWEEN_WORDS.split(person) if word]
    named = [word for word in words if word.strip(".").lower() not in _TITLES]
    return named or words


def _few(words: list[str]) -> list[str]:
    if len(words) > MAX_LETTERS:
        words = [word for word in words if not _first_letter(word).islower()] or words
    return words if len(words) <= MAX_LETTERS else [*words[: MAX_LETTERS - 1], words[-1]]


def _first_letter(word: str) -> str:
    return next((cluster for cluster in _clusters(_VOWELS_BEFORE.sub("", word)) if cluster[0].isalpha()), "")


def _is_east_asian(text: str) -> bool:
    return not text.isascii() and all(script(letter) in _EAST_ASIAN or is_mark(letter) for letter in text)


def _clusters(text: str) -> Iterator[str]:
    """What readers take for one letter: a letter with its marks, and consonants that a virama joins."""
    current = ""
    for character in text:
        goes_on = is_mark(character) or IGNORABLE.match(character) or _is_joined(current)
        if current and not goes_on:
            yield current
            current = ""
        current += character
    if current:
        yield current


def _is_joined(cluster: str) -> bool:
    return any(unicodedata.combining(character) == _VIRAMA for character in cluster[-1:])
