"""Names that people choose and that mails and texts show: in a subject, as a sender, in a sentence.

One that carries an address would make our mail an advertisement for it: mail programs make links of addresses.
"""

import re
import unicodedata

_SCHEME = re.compile(r"://|\bhttps?\b|\bwww\.", re.IGNORECASE)
# A dot with no space after it and two letters or more behind: `example.com`, `bücher.example`. Not `J.P.`, `3.5`.
_DOMAIN = re.compile(r"[^\W_]\.(?:xn--[a-z0-9-]+|[^\W\d_]{2,})", re.IGNORECASE)
_INVISIBLE = "Cf"  # the Unicode category of characters that show nothing, such as U+200B


def carries_address(name: str) -> bool:
    """Whether a name has an e-mail address, a link or a domain name in it, in any spelling that looks like one."""
    shown = "".join(one for one in unicodedata.normalize("NFKC", name) if unicodedata.category(one) != _INVISIBLE)
    shown = shown.replace("\u3002", ".")  # the full stop of Chinese and Japanese, which browsers take for a dot
    return "@" in shown or bool(_SCHEME.search(shown) or _DOMAIN.search(shown))
