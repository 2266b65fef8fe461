"""Verification of Clerk's session tokens, with keys from its JWKS, a PEM, or our own for development.

Token format: https://clerk.com/docs/backend-requests/resources/session-tokens (versions 1 and 2).
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt
import orjson
import structlog
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from safeclose.config import local_keys
from safeclose.gateways import http_client
from safeclose.refusals import Unavailable

log = structlog.get_logger("safeclose.clerk")

LEEWAY_SECONDS = 5  # of difference between Clerk's clock and ours
MIN_REFETCH_SECONDS = 30  # between two fetches
MAX_KEY_AGE_SECONDS = 3600  # then the keys are fetched again
TIMEOUT_SECONDS = 5.0  # for one fetch
MAX_ANSWER_BYTES = 1024 * 1024
DEVELOPMENT_ISSUER = "https://clerk.safeclose.localhost"
DEVELOPMENT_PARTY = "http://localhost:3000"


@dataclass(frozen=True)
class Claims:
    """What a verified token says: the user and the organization (Clerk's ids). Nothing about rights."""

    subject: str
    organization: str | None


class InvalidToken(Exception):
    """The token is refused. `reason` is a word for the log, the text a sentence for it; clients get neither."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def is_development() -> bool:
    """Whether this copy issues its own tokens, without Clerk."""
    return settings.DEBUG and not settings.CLERK_ISSUER


def verify(token: str) -> Claims:
    """The claims of a session token, after all checks.

    Raises InvalidToken, or Unavailable when there is no key to check it with.
    """
    issuer = settings.CLERK_ISSUER or (DEVELOPMENT_ISSUER if settings.DEBUG else "")
    if not issuer:
        raise Unavailable("Clerk is not configured.")
    try:
        claims = jwt.decode(
            token,
            _key(token),
            algorithms=["RS256"],
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "nbf", "iat", "iss", "sub"], "verify_aud": False},
        )
    except jwt.PyJWTError as error:
        raise InvalidToken(_reason(error), f"{str(error).rstrip('.')}.{_other_issuer(token, issuer)}") from error
    except InvalidToken as refusal:
        raise InvalidToken(refusal.reason, f"{refusal}{_other_issuer(token, issuer)}") from refusal
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InvalidToken("malformed", "The token is malformed.") from error
    return _checked_claims(claims)


def _reason(error: jwt.PyJWTError) -> str:
    kinds: Mapping[type[jwt.PyJWTError], str] = {
        jwt.ExpiredSignatureError: "expired",
        jwt.ImmatureSignatureError: "not_yet_valid",
        jwt.InvalidIssuedAtError: "not_yet_valid",
        jwt.InvalidIssuerError: "issuer",
        jwt.MissingRequiredClaimError: "claim",
        jwt.InvalidSignatureError: "key",
        jwt.InvalidAlgorithmError: "algorithm",
    }
    return next((word for kind, word in kinds.items() if isinstance(error, kind)), "malformed")


def _other_issuer(token: str, issuer: str) -> str:
    """A sentence about the issuer that the token names, where that is not ours. Its key is then not ours either."""
    try:
        said = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        return ""
    return "" if said == issuer else f" Its iss is {_quoted(said)}; CLERK_ISSUER is {issuer}."


def _quoted(claim: object) -> str:
    """A claim of an unverified token, for the log: printable, on one line, at most 200 characters."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(claim))[:200]


def _checked_claims(claims: Mapping[str, Any]) -> Claims:
    subject = _identifier(claims["sub"])
    if subject is None:
        raise InvalidToken("subject", "sub is empty.")
    if claims.get("sts") == "pending":
        raise InvalidToken("pending", "The session is pending.")
    parties = _parties()
    if parties and claims.get("azp") not in parties:
        said = _quoted(claims.get("azp"))
        raise InvalidToken("party", f"azp is {said}, which CLERK_AUTHORIZED_PARTIES does not name.")
    return Claims(subject, _organization(claims))


def _parties() -> list[str]:
    return list(settings.CLERK_AUTHORIZED_PARTIES)


def _organization(claims: Mapping[str, Any]) -> str | None:
    """Version 2 of the token has `o.id`, version 1 `org_id`."""
    compact = claims.get("o")
    return _identifier(compact.get("id") if isinstance(compact, Mapping) else claims.get("org_id"))


def _identifier(value: object) -> str | None:
    """The value, if it is a string that can be one of Clerk's ids; otherwise None."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > 255:
        return None
    return value


def _key(token: str) -> Any:
    if settings.CLERK_JWT_KEY:
        return settings.CLERK_JWT_KEY
    if settings.CLERK_JWKS_URL:
        return _jwks(settings.CLERK_JWKS_URL).key(jwt.get_unverified_header(token).get("kid"))
    if is_development():
        return development_key().public_key()
    raise Unavailable("Clerk is not configured.")


def pem_key() -> rsa.RSAPublicKey:
    """CLERK_JWT_KEY. Raises Unavailable where it is no RSA key."""
    try:
        key = serialization.load_pem_public_key(settings.CLERK_JWT_KEY.encode())
    except ValueError as error:
        raise Unavailable("CLERK_JWT_KEY is no PEM of a public key.") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unavailable("CLERK_JWT_KEY is no RSA key.")
    return key


class Jwks:
    """The keys at one address: fetched when first needed, kept, and fetched again for an unknown key id.

    While the address does not answer, keys that are already known are still used.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._keys: dict[str, Any] = {}
        self._tried = float("-inf")
        self._fetched = float("-inf")
        self._lock = threading.Lock()

    def key(self, kid: object) -> Any:
        """The public key of that id. Raises InvalidToken when it is unknown, Unavailable when none is known."""
        known = kid in self._keys
        if not known or time.monotonic() - self._fetched > MAX_KEY_AGE_SECONDS:
            self._refetch(wait=not known)
        if not self._keys:
            raise Unavailable("The keys of the sign-in service can't be had now; try again.")
        if not isinstance(kid, str) or kid not in self._keys:
            raise InvalidToken("key", "No key of this id is at CLERK_JWKS_URL.")
        return self._keys[kid]

    def _refetch(self, *, wait: bool) -> None:
        """Fetches the keys, unless that was tried just now. Without `wait`, returns while another thread fetches."""
        if not self._lock.acquire(blocking=wait):
            return
        try:
            if time.monotonic() - self._tried < MIN_REFETCH_SECONDS:
                return
            self._tried = time.monotonic()
            if keys := fetched_keys(self.url):
                self._keys, self._fetched = keys, time.monotonic()
        finally:
            self._lock.release()


def fetched_keys(url: str) -> dict[str, Any]:
    """The RSA signing keys at that address, by their ids; none when it does not answer with any in time."""
    try:
        answer = http_client.exchange("GET", url, seconds=TIMEOUT_SECONDS, max_bytes=MAX_ANSWER_BYTES)
        found = jwt.PyJWKSet.from_dict(orjson.loads(answer.require_success().body))
        usable = [key for key in found.keys if key.key_type == "RSA" and key.public_key_use in (None, "sig")]
        return {key.key_id: key.key for key in usable if key.key_id}
    except (http_client.Fault, jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        log.warning("keys_not_fetched", reason=repr(error))
        return {}


@cache
def _jwks(url: str) -> Jwks:
    return Jwks(url)


@cache
def development_key() -> rsa.RSAPrivateKey:
    """The key pair that signs tokens on a development copy. It is created in the data directory on first use."""
    pem = local_keys.made_once(settings.VAR / "clerk" / "private.pem", _fresh_key)
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _fresh_key() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def development_token(subject: str, organization: str | None, *, ttl: int = 3600) -> str:
    """A session token in the form of Clerk's version 2, valid on this copy only. Raises Unavailable without DEBUG."""
    if not is_development():
        raise Unavailable("Tokens are issued by Clerk here; only a development copy issues its own.")
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": DEVELOPMENT_ISSUER,
        "sub": subject,
        "azp": DEVELOPMENT_PARTY,
        "iat": now,
        "nbf": now,
        "exp": now + ttl,
        "v": 2,
    }
    if organization:
        claims["o"] = {"id": organization}
    return jwt.encode(claims, development_key(), algorithm="RS256", headers={"kid": "development"})
