"""A text that a signer agrees to before signing electronically, in several languages.

The texts follow what the Electronic Commerce Act, 2000 (Ontario), ss. 4-11, and the U.S. ESIGN Act, s. 101(c), ask
for: scope, paper as a choice, withdrawal, copies, and what is needed to read and keep them. A text is never edited,
only superseded: consents name it by its SHA-256.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Disclosure:
    """The text in one language."""

    language: str
    text: str

    @property
    def sha256(self) -> str:
        """Of its UTF-8 bytes, hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Disclosures:
    """One text in several languages."""

    by_language: Mapping[str, Disclosure]

    def in_language(self, preferred: str) -> Disclosure:
        """The text for `fr`, `fr-CA`, …; English for any other language."""
        return choose(self.by_language, preferred)


def choose(by_language: Mapping[str, Disclosure], preferred: str) -> Disclosure:
    """The text for `fr`, `fr-CA`, …; English for a language that there is no text in."""
    return by_language.get(preferred.lower().split("-")[0], by_language[DEFAULT_LANGUAGE])
