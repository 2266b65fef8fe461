"""Finds e-mail addresses in texts, and compares addresses.

Two addresses are the same when they are equal in NFC and lower case. An address in a text extends as far as RFC 5322
and 6531 allow, so `anna.zelda@…`, `o'zelda@…` and `zelda@….au` do not contain `zelda@…`.
"""

import re
import unicodedata
from collections.abc import Iterator

_QUOTED = re.compile(r'"(?:[^"\\\r\n]|\\.){1,64}"(?=@)')  # a local part has at most 64 octets
_ATOM = frozenset("!#$%&'*+-/=?^_`{|}~.")
_JOINING = frozenset("\u2010\u2011\u00b7\u2019\u203f")  # hyphens, and marks within words, which other alphabets use
_PAIRS = {one: one for one in "'*`_~|/"} | {"{": "}"}
_LITERAL = 64


def spelled(address: str) -> str:
    """The normal form, in which addresses are compared."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).lower()).strip()


def alike(address: str) -> str:
    """A form that is equal for addresses that people could confuse, such as those with straße and strasse."""
    now, before = spelled(address), ""
    while now != before:
        now, before = unicodedata.normalize("NFKC", now.casefold()).strip(), now
    return now


def is_address(text: str) -> bool:
    """Whether the text is exactly one address."""
    text = unicodedata.normalize("NFC", text.strip())
    return list(found(text)) == [(0, len(text))]


def found(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each address in a text, which must be in NFC."""
    quoted = {match.end(): match.start() for match in _QUOTED.finditer(text)}
    shown = _QUOTED.sub(lambda match: match[0].replace("@", " "), text)
    for at in (match.start() for match in re.finditer("@", shown)):
        start = quoted[at] if at in quoted else _local(text, at)
        end = _domain(text, at + 1)
        is_chained = text[end : end + 1] == "@" or text[max(start - 1, 0) : start] == "@"
        last = end
        while last > at + 1 and (text[last - 1] in ".-_" or unicodedata.category(text[last - 1]) == "Cf"):
            last -= 1
        if start < at and last > at + 1 and not is_chained:
            yield _without_pairs(text, start, last, at)


def _local(text: str, at: int) -> int:
    start = at
    while start and (text[start - 1] in _ATOM or _is_of_a_word(text[start - 1])):
        start -= 1
    return start


def _domain(text: str, start: int) -> int:
    if text[start : start + 1] == "[":
        closing = text.find("]", start, start + _LITERAL)
        return closing + 1 if closing > 0 else start
    end = start
    while end < len(text) and (text[end] in ".-_" or _is_of_a_word(text[end])):
        end += 1
    return end


def _is_of_a_word(letter: str) -> bool:
    if letter.isascii():
        return letter.isalnum()
    category = unicodedata.category(letter)
    return letter in _JOINING or category[0] in "LMNS" or category in ("Cf", "Co")


def _without_pairs(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    """Without pairs of marks around the address, as in 'zelda@example.com' or **zelda@example.com**."""
    after = end
    while start < at - 1 and text[after : after + 1] and _PAIRS.get(text[start]) == text[after]:
        start, after = start + 1, after + 1
    return start, end
