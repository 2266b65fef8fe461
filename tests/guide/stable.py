"""What differs each time is printed the same each time: the first id of its kind as the first, and so on.

Of instants and days all are one: which of them are the same differs, too.
"""

import re

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
TYPE_ID = re.compile(r"\b([a-z]{3,4})_[0-9a-z]{26}\b")
INSTANT = re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
SECOND = re.compile(r"\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC")
DAY = re.compile(r"\b20\d{2}-\d{2}-\d{2}\b")  # that of an instant ends in no word's end, but in T
MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b"
)
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
LINK = re.compile(r"(/(?:sign|copy|receipts?)/)[A-Za-z0-9_-]{43}")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")
CURSOR = re.compile(r'("nextCursor": "|[?&]cursor=)[A-Za-z0-9_-]+')
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
THE_DAY = "2026-05-01"


class Stable:
    """Remembers what it has met."""

    def __init__(self) -> None:
        self.met: dict[str, dict[str, int]] = {}

    def __call__(self, text: str) -> str:
        """The same text with stable values."""
        text = ADDRESS.sub("https://sign.example.com", text)
        text = TYPE_ID.sub(lambda match: self._type_id(match[1], match[0]), text)
        text = DAY.sub(THE_DAY, SECOND.sub(f"{THE_DAY} 12:00:00 UTC", INSTANT.sub(f"{THE_DAY}T12:00:00.000Z", text)))
        text = MONTH.sub("May 2026", text)
        text = DIGEST.sub(lambda match: self._digest(self._number("digest", match[0])), text)
        text = CURSOR.sub(r"\1WyJkb2Nf", text)
        text = SECRET.sub(self.secret, text)
        return LINK.sub(lambda match: match[1] + self._token(match[0]), text)

    secret = "whsec_…"

    def _digest(self, number: int) -> str:
        return f"{number:02x}…"

    def _token(self, value: str) -> str:
        return f"{self._letter(value)}…"

    def _number(self, kind: str, value: str) -> int:
        met = self.met.setdefault(kind, {})
        return met.setdefault(value, len(met) + 1)

    def _type_id(self, prefix: str, value: str) -> str:
        return f"{prefix}_01h455vb4pex5vsknk084sn0{self._number(prefix, value):02d}"

    def _letter(self, value: str) -> str:
        return ALPHABET[10:][self._number("link", value) % 22] * 4


class Whole(Stable):
    """With values as long as true ones, which programs take."""

    secret = f"whsec_{'A' * 32}"

    def _digest(self, number: int) -> str:
        return f"{number:02x}{'ab' * 31}"

    def _token(self, value: str) -> str:
        return (self._letter(value) * 11)[:43]
