"""Files that signers added, in the evidence: what the verifier and the second implementation say of them."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from safeclose.proof.hashchain import subject_hash
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.joining import join
from safeclose.sealing.signature import sign
from safeclose.verify import verify
from tests.evidence_examples import (
    ALICE,
    SEALED_AT,
    SYSTEM,
    certificate_example,
    chain,
    plain_pdf,
    seal,
    sealing_key,
    typeset_pdf,
)
from tests.signing.evidence import independent
from tests.signing.evidence.test_attacks import agree, judged_in_this_process
from tests.signing.evidence.verifying import trusting

__all__ = ["judged_in_this_process", "trusting"]

BEA, SAM = ({"kind": "signer", "id": id, "name": name} for id, name in (("10", "Bea Buyer"), ("11", "Sam Seller")))
Told = list[tuple[str, dict[str, Any], dict[str, Any]]]


def hashed(content: bytes) -> str:
    return sha256(content).hexdigest()


def story() -> Told:
    """A package in which Bea adds a file before both sign."""
    deed = hashed(typeset_pdf())
    steps = [
        {"kind": "upload", "title": "Licence", "order": 1, "isWaitedFor": True,
         "signers": [{"id": "10", "documents": []}]},
        {"kind": "sign", "title": "Sign", "order": 2, "isWaitedFor": False,
         "signers": [{"id": "10", "documents": ["1"]}, {"id": "11", "documents": ["1"]}]},
    ]  # fmt: skip
    sent = {
        "title": "Deal", "documents": [{"id": "1", "title": "Deed", "sha256": deed, "pageCount": 2, "marks": []}],
        "signers": [{**one, "role": "signer", "authMethod": "email_link"} for one in (BEA, SAM)],
        "organization": {"id": "1", "name": "Acme", "timezone": "America/Toronto"},
        "mode": "sequential", "plan": {"steps": steps}, "expiresAt": None,
    }  # fmt: skip
    signature = {"documentId": "1", "documentSha256": deed}
    return [
        ("sent", ALICE, sent),
        ("uploaded", BEA, {"step": 0, "title": "Licence of Bea", "pageCount": 1, "documentId": "2",
                           "documentSha256": hashed(plain_pdf(1)), "receivedSha256": "e" * 64}),
        ("signed", BEA, {**signature, "signatureText": "Bea"}),
        ("signed", SAM, {**signature, "signatureText": "Sam"}),
        ("completed", SYSTEM, {"signers": 2}),
    ]  # fmt: skip


def bundle_of(told: Told) -> bytes:
    documents = [{"id": "1", "title": "Deed", "sha256": hashed(typeset_pdf())}]
    events, kept = chain(told, subject_hash([documents[0]["sha256"]]), trail_id="signing:1")
    subject = {"trailId": "signing:1", "kind": "signing", "title": "Deal"}
    return make_bundle(subject, documents, events, sealing_key(), at=SEALED_AT, revealed=kept, level="B-B")


def sealed(presented: bytes, bundle: bytes) -> bytes:
    return seal(presented, certificate_example(), bundle, sealing_key(), at=SEALED_AT, level="B-B").pdf


def test_both_implementations_find_an_added_file_good(trusting: None) -> None:
    bundle = bundle_of(story())
    content = json.loads(bundle)
    assert independent.added_file_fault(content) is None
    assert independent.presented_hashes(content) == [hashed(typeset_pdf()), hashed(plain_pdf(1))]
    added = {
        "signer": "Bea Buyer", "title": "Licence of Bea", "at": content["events"][1]["at"], "event": 2,
        "sha256": hashed(plain_pdf(1)),
    }  # fmt: skip
    for presented, shown in ((plain_pdf(1), [added]), (typeset_pdf(), [])):
        pdf = sealed(presented, bundle)
        assert agree(pdf) == ("genuine", {})
        assert list(verify(pdf, trust=[sealing_key().certificate]).added) == shown
    alone = verify(None, bundle, trust=[sealing_key().certificate])
    assert (alone.result, list(alone.added)) == ("genuine", [added])
    assert [check.name for check in alone.checks][3] == "given added files"
    beside = verify(plain_pdf(1), bundle, trust=[sealing_key().certificate])
    assert beside.checks[-1].name == "document"


def test_what_no_event_adds_is_not_presented(trusting: None) -> None:
    with join(plain_pdf(3), certificate_example(), bundle_of(story()), [], at=SEALED_AT) as pdf:
        forged = sign(pdf, sealing_key(), at=SEALED_AT, nonce=b"x" * 32)
    result, failed = agree(forged)
    assert (result, failed.keys()) == ("altered", {"presented file"})


def changed(**data: Any) -> Callable[[Told], Told]:
    return lambda told: [told[0], (*told[1][:2], {**told[1][2], **data}), *told[2:]]


def by(actor: dict[str, Any]) -> Callable[[Told], Told]:
    return lambda told: [told[0], ("uploaded", actor, told[1][2]), *told[2:]]


NOT_ASKED = "Event 2 adds a file that its signer was not asked for."
BROKEN: dict[str, tuple[Callable[[Told], Told], int, dict[str, str]]] = {
    "by another signer": (by(SAM), 2, {"given added files": NOT_ASKED}),
    "by the sender": (by({**ALICE, "id": "10"}), 2, {"given added files": NOT_ASKED}),
    "in a sign step": (changed(step=1), 2, {"given added files": NOT_ASKED}),
    "in no step": (changed(step=9), 2, {"given added files": NOT_ASKED}),
    "true is no step": (changed(step=False), 2, {"given added files": NOT_ASKED}),
    "twice": (
        lambda told: [*told[:2], told[1], *told[2:]], 3,
        {"given added files": "Event 3 adds a second file in one step."},
    ),
    "without what came": (
        changed(receivedSha256="x"), 2, {"given added files": "Event 2 adds a file and does not say which."},
    ),
    "after completion": (
        lambda told: [told[0], *told[2:], told[1]], None,
        {"given completion": "After its completion the trail goes on with uploaded."},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_was_added_against_the_rules_is_altered(trusting: None, name: str) -> None:
    change, seq, failed = BROKEN[name]
    bundle = bundle_of(change(story()))
    assert independent.added_file_fault(json.loads(bundle)) == seq
    assert agree(None, bundle) == ("altered", failed)


def test_a_package_without_a_plan_takes_no_file(trusting: None) -> None:
    told = story()
    del told[0][2]["plan"]
    result, failed = agree(None, bundle_of(told))
    assert (result, failed.keys()) == ("altered", {"given added files"})
    assert independent.added_file_fault(json.loads(bundle_of(told))) == 2
