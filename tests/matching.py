"""Placeholders for what no test can know beforehand. They equal every text of the right form, and nothing else."""

import re


class Text:
    """Equal to each text that matches the whole pattern."""

    def __init__(self, name: str, pattern: str) -> None:
        self.name = name
        self.pattern = re.compile(pattern)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.pattern.fullmatch(other) is not None

    __hash__ = None

    def __repr__(self) -> str:
        return f"<{self.name}>"


def an_id(prefix: str) -> Text:
    """A TypeID: the prefix and 26 characters of Crockford's base 32."""
    return Text(f"{prefix}_…", f"{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}")


A_TIME = Text("time", r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z")
A_HASH = Text("SHA-256", "[0-9a-f]{64}")
SECRET = "[A-Za-z0-9_-]{43}"
A_LINK = Text("signing link", f"https://safeclose\\.example\\.test/sign/{SECRET}")
A_COPY_LINK = Text("link to a copy", f"https://safeclose\\.example\\.test/api/public/copy/{SECRET}")
A_SENTENCE = Text("sentence", r"[A-Z].*\.")
