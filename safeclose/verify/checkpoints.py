"""Checkpoints: what the signature over all chains of an organization covers."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from safeclose.proof.hashchain import canonical_json
from safeclose.sentences import sentence
from safeclose.verify.bundle import read_certificates
from safeclose.verify.statements import check_statement, statement

FORMAT = "safeclose-checkpoint/1"
STATED = {"format", "organization", "seq", "at", "size", "root", "previous", "signature"}
LEAF = {"id", "length", "head"}


def leaf_bytes(leaf: Mapping[str, Any]) -> bytes:
    """The bytes of a leaf {"id", "length", "head"}: its canonical JSON."""
    return canonical_json({name: leaf[name] for name in LEAF})


def signed_statement(checkpoint: Mapping[str, Any]) -> bytes:
    """What a checkpoint's signature covers: the canonical JSON of its members in STATED, without `signature.value`."""
    return statement(checkpoint, without=checkpoint.keys() - STATED)


def statement_hash(checkpoint: Mapping[str, Any]) -> str:
    """The SHA-256 of what was signed, by which the next checkpoint refers to this one."""
    return sha256(signed_statement(checkpoint)).hexdigest()


def check_signature(checkpoint: Mapping[str, Any]) -> None:
    """Raises CheckError unless the first of its certificates signed a checkpoint."""
    certificate = read_certificates(checkpoint["certificates"])[0]
    check_statement(signed_statement(checkpoint), checkpoint["signature"], certificate, thing=sentence("checkpoint"))
