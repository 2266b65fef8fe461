"""Hashes of what must not be stored in clear but is looked for: e-mail addresses and telephone numbers.

A plain hash of a telephone number is no secret, since there are few numbers. These have a key made from SECRET_KEY.
"""

import hashlib
import hmac

from safeclose.secrets.encryption import derived_keys


def keyed_hash(text: str, *, purpose: str) -> str:
    """HMAC-SHA-256, hex, under the present SECRET_KEY: what is stored."""
    return keyed_hashes(text, purpose=purpose)[0]


def keyed_hashes(text: str, *, purpose: str) -> list[str]:
    """The same under SECRET_KEY and each of SECRET_KEY_FALLBACKS: what is looked for."""
    return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in derived_keys(purpose)]
