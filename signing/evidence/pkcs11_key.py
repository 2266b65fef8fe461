"""A sealing key that never leaves its token (PKCS#11): a hardware security module, or a program that acts as one."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from pkcs11 import Attribute, Mechanism, ObjectClass
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import open_pkcs11_session

from safeclose.sealing.keys import SealingKey, SealingKeyError, checked

T = TypeVar("T")


class Place(NamedTuple):
    """Where a key is: the library (a file), the token's label, the label of key and certificate, and the PIN."""

    library: str
    token: str
    label: str
    pin: str


class TokenKey:
    """Signs with a key on a token. A session that broke, as they do when the token restarts, is opened anew."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._session: Any = None
        self._key: Any = None  # as this session knows it
        self._lock = Lock()

    def sign(self, data: bytes, padding: AsymmetricPadding, algorithm: HashAlgorithm) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256, which is all that seals use. Raises SealingKeyError."""
        if not (isinstance(padding, PKCS1v15) and isinstance(algorithm, SHA256)):
            raise SealingKeyError("A key on a token signs with RSASSA-PKCS1-v1_5 and SHA-256 only.")

        def with_key(session: Any) -> bytes:
            if self._key is None:
                self._key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self.place.label)
            signature: bytes = self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS)
            return signature

        return self._tried(with_key)

    def certificates(self) -> list[tuple[str, x509.Certificate]]:
        """All certificates on the token, with their labels. Raises SealingKeyError."""

        def listed(session: Any) -> list[tuple[str, bytes]]:
            found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            return [(each[Attribute.LABEL], bytes(each[Attribute.VALUE])) for each in found]

        return [(label, x509.load_der_x509_certificate(value)) for label, value in self._tried(listed)]

    def _tried(self, use: Callable[[Any], T]) -> T:
        with self._lock:  # a session does one thing at a time
            was_open = self._session is not None
            try:
                return use(self._opened())
            except RuntimeError:  # of which PKCS11Error is one; the library's loading raises it bare
                self._close()
                if not was_open:
                    raise
            return use(self._opened())

    def _opened(self) -> Any:
        if self._session is None:
            criteria = TokenCriteria(label=self.place.token)
            pin = self.place.pin or None
            self._session = open_pkcs11_session(self.place.library, token_criteria=criteria, user_pin=pin)
        return self._session

    def _close(self) -> None:
        session, self._session, self._key = self._session, None, None
        if session is not None:
            with suppress(RuntimeError):
                session.close()


@cache
def load_token(place: Place) -> SealingKey:
    """The key at that place, with its certificate and those of its issuers, which are on the token too.

    It is looked up once. Raises SealingKeyError.
    """
    name, key = f"{place.label} on the token {place.token}", TokenKey(place)
    try:
        labelled = key.certificates()
    except RuntimeError as error:
        reason = str(error) or type(error).__name__
        raise SealingKeyError(f"The sealing key {name} can't be used: {reason}.") from error
    own = next((certificate for label, certificate in labelled if label == place.label), None)
    if own is None:
        raise SealingKeyError(f"The sealing key {name} comes without its certificate.")
    return checked(name, key, own.public_key(), [certificate for _, certificate in labelled])
