"""The texts of one version of an agreement: one, or the same in several languages.

The hash of a version with one text is the SHA-256 of its UTF-8 bytes. With several, it is that of a list of their
hashes, by language:

    "\\0safeclose-agreement-texts/1\\n" + "en <SHA-256 in hex>\\n" + "fr <SHA-256 in hex>\\n"

The zero byte is in no text, so no single text has the hash of a list. PostgreSQL computes the same
(`clickwrap_texts_hash`).
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from safeclose.messages.letters import LANGUAGES

BEGINNING = "\0safeclose-agreement-texts/1\n"


class Texts(NamedTuple):
    """What is published: `body`, of which no language need be known, or `several` by language with an empty `body`.

    `languages`: in which it can be read; None where that is not said.
    """

    body: str
    several: Mapping[str, str] | None
    languages: list[str] | None

    @property
    def version_hash(self) -> str:
        return hash_of(self.several) if self.several else digest(self.body)


def texts_of(body: str | None, by_language: Mapping[str, str] | None) -> Texts:
    """From what is published: exactly one of the two."""
    if by_language is None:
        assert body is not None
        return Texts(body, None, None)
    languages = [one for one in LANGUAGES if one in by_language]
    if len(languages) == 1:
        return Texts(by_language[languages[0]], None, languages)
    return Texts("", {one: by_language[one] for one in languages}, languages)


def hash_of(texts: Mapping[str, str]) -> str:
    """Of a version with several texts."""
    return digest(list_of_hashes(texts))


def list_of_hashes(texts: Mapping[str, str]) -> str:
    """What the hash of several texts is made of."""
    return BEGINNING + "".join(f"{language} {digest(texts[language])}\n" for language in sorted(texts))


def digest(text: str) -> str:
    """SHA-256 of its UTF-8 bytes, in hex."""
    return sha256(text.encode()).hexdigest()
