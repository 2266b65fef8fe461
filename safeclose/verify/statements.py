"""Signed statements: JSON objects that contain their signature."""

import base64
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from safeclose.proof.hashchain import canonical_json
from safeclose.sentences import Sentence, sentence
from safeclose.verify.certificates import der
from safeclose.verify.findings import CheckError

ALGORITHM = "RS256"  # RSASSA-PKCS1-v1_5 with SHA-256, by its name in RFC 7518
SIGNATURE = {"alg", "at", "certificateSha256", "value"}


def statement(content: Mapping[str, Any], *, without: Collection[str] = ()) -> bytes:
    """What is signed: the canonical JSON of the object without those members, and without the signature's `value`."""
    stated = {name: content[name] for name in content if name not in without}
    stated["signature"] = {name: value for name, value in content["signature"].items() if name != "value"}
    return canonical_json(stated)


def check_statement(
    stated: bytes, signature: Mapping[str, Any], certificate: x509.Certificate, *, thing: Sentence
) -> None:
    """Raises CheckError unless the certificate's key made this signature over these bytes.

    `thing`: what it is about, for the sentence.
    """
    if signature["alg"] != ALGORITHM or signature["certificateSha256"] != sha256(der(certificate)).hexdigest():
        raise CheckError(sentence("The {thing}'s signature names another algorithm or certificate.", thing=thing))
    key, value = certificate.public_key(), base64.b64decode(signature["value"], validate=True)
    if not isinstance(key, RSAPublicKey) or base64.b64encode(value).decode() != signature["value"]:
        raise CheckError(sentence("The {thing}'s signature is not written as one.", thing=thing))
    try:
        key.verify(value, stated, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise CheckError(sentence("The {thing}'s signature does not belong to this {thing}.", thing=thing)) from None
