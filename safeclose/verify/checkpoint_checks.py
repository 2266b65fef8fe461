"""Checks of the checkpoint in an evidence bundle, and of the proof from the trail to it."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from safeclose.proof import merkle
from safeclose.sentences import Sentence, sentence
from safeclose.verify.bundle import Bundle, is_hash, read_certificates
from safeclose.verify.certificates import der
from safeclose.verify.checkpoints import FORMAT, LEAF, STATED, check_signature, leaf_bytes
from safeclose.verify.findings import CheckError, Findings
from safeclose.verify.statements import SIGNATURE
from safeclose.verify.time_stamps import check_token
from safeclose.verify.trust import Trust, check_trust

FIELDS = STATED | {"certificates", "timeStamp", "leaf", "index", "proof"}


def check_checkpoint(
    findings: Findings,
    bundle: Bundle,
    trust: Trust,
    prefix: str = "",
) -> None:
    """Checks the checkpoint of a bundle that has one."""
    if findings.check(f"{prefix}checkpoint", _check_content, bundle) is None:
        return
    checkpoint = bundle.content["checkpoint"]
    findings.check(f"{prefix}checkpoint trust", _check_whose, checkpoint, trust)
    if checkpoint["timeStamp"] is not None:
        findings.check(f"{prefix}checkpoint time stamp", _check_time_stamp, checkpoint, trust)


def _check_content(bundle: Bundle) -> tuple[bool, Sentence]:
    """Checks the signature, and that the checkpoint contains this trail up to the stated length."""
    checkpoint = bundle.content["checkpoint"]
    _demand_form(checkpoint)
    leaf = checkpoint["leaf"]
    if leaf["id"] != bundle.content["subject"]["trailId"]:
        raise CheckError(sentence("The checkpoint is about another trail."))
    if leaf["length"] > len(bundle.events):
        raise CheckError(
            sentence(
                "The checkpoint knows {length} events of the trail, and {number} are here: its end is missing.",
                length=leaf["length"],
                number=len(bundle.events),
            )
        )
    if bundle.events[leaf["length"] - 1]["chainHash"] != leaf["head"]:
        raise CheckError(sentence("Event {length} is not the one that the checkpoint knows.", length=leaf["length"]))
    _check_inclusion(checkpoint)
    check_signature(checkpoint)
    return True, sentence(
        "Checkpoint {seq} of {at} vouches for the first {length} events.",
        seq=checkpoint["seq"],
        at=checkpoint["at"],
        length=leaf["length"],
    )


def _check_inclusion(checkpoint: Mapping[str, Any]) -> None:
    """Checks the proof from the leaf to the root."""
    proof = [bytes.fromhex(each) for each in checkpoint["proof"]]
    beginning = merkle.leaf_hash(leaf_bytes(checkpoint["leaf"]))
    found = merkle.root_from(beginning, checkpoint["index"], checkpoint["size"], proof)
    if found is None or found.hex() != checkpoint["root"]:
        raise CheckError(sentence("The proof does not lead from the trail to the checkpoint's root."))


def _check_whose(checkpoint: Mapping[str, Any], trust: Trust) -> tuple[bool, Sentence]:
    certificates = read_certificates(checkpoint["certificates"])
    at = datetime.fromisoformat(checkpoint["at"])
    return check_trust(certificates[0], [der(each) for each in certificates[1:]], trust, at)


def _check_time_stamp(checkpoint: Mapping[str, Any], trust: Trust) -> tuple[datetime, Sentence]:
    token = base64.b64decode(checkpoint["timeStamp"], validate=True)
    value = base64.b64decode(checkpoint["signature"]["value"], validate=True)
    return check_token(token, value, trust.time_stamps, thing=sentence("checkpoint"))


def _demand_form(checkpoint: Any) -> None:
    """Raises CheckError for a wrong format."""
    _demand(isinstance(checkpoint, dict) and checkpoint.keys() == FIELDS, sentence("fields"))
    _demand(checkpoint["format"] == FORMAT, "format")
    _demand(isinstance(checkpoint["organization"], str), "organization")
    _demand(all(type(checkpoint[name]) is int for name in ("seq", "size", "index")), "seq / size / index")
    _demand(is_hash(checkpoint["root"]), "root")
    _demand(checkpoint["previous"] is None or is_hash(checkpoint["previous"]), "previous")
    _demand(isinstance(checkpoint["timeStamp"], str | None), "timeStamp")
    leaf, proof, signature = checkpoint["leaf"], checkpoint["proof"], checkpoint["signature"]
    _demand(isinstance(leaf, dict) and leaf.keys() == LEAF and type(leaf["length"]) is int, "leaf")
    _demand(leaf["length"] >= 1 and isinstance(leaf["id"], str) and is_hash(leaf["head"]), "leaf")
    _demand(isinstance(proof, list) and all(is_hash(each) for each in proof), "proof")
    _demand(isinstance(signature, dict) and signature.keys() == SIGNATURE, "signature")
    _demand(signature["at"] == checkpoint["at"], "at")


def _demand(held: bool, name: str) -> None:
    if not held:
        raise CheckError(sentence("In the checkpoint, {name} is not what the format demands.", name=name))
