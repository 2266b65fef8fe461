"""The language that a form says it is in."""

import re

DEFAULT = "en"  # documents are in English; organizations do not say another language

# A language of ISO 639, and then whatever BCP 47 allows.
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})
MAX_TAG_LENGTH = 35


def usable(tag: str | None) -> str | None:
    """A language tag (BCP 47) that documents can be printed in, or None: for `x-unknown`, `i-klingon` and nonsense."""
    given = (tag or "").strip().replace("_", "-")
    if len(given) > MAX_TAG_LENGTH or not _TAG.fullmatch(given):
        return None
    first, hyphen, rest = given.partition("-")
    return None if first.lower() in _NO_LANGUAGE else first.lower() + hyphen + rest
