"""POST /api/public/sign/:token."""

import hashlib
import json
from typing import Any

import pytest

from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.link_disclosure import ENGLISH, FRENCH
from signing.envelopes.models import Signer
from signing.evidence.models import TrailEvent
from tests.matching import A_COPY_LINK, A_HASH, A_TIME
from tests.paper import Link
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes import agreement
from workspace.models import Event

VERBS = {"authenticate": "authenticated", "consent": "consented", "sign": "signed", "decline": "declined"}
# (status of the signer, action) → status of the answer.
TABLE = {
    ("pending", "authenticate"): 409, ("pending", "consent"): 409, ("pending", "sign"): 409,
    ("pending", "decline"): 200,
    ("opened", "authenticate"): 200, ("opened", "consent"): 409, ("opened", "sign"): 409, ("opened", "decline"): 200,
    ("authenticated", "authenticate"): 409, ("authenticated", "consent"): 200, ("authenticated", "sign"): 409,
    ("authenticated", "decline"): 200,
    ("consented", "authenticate"): 409, ("consented", "consent"): 409, ("consented", "sign"): 200,
    ("consented", "decline"): 200,
    ("signed", "authenticate"): 410, ("signed", "consent"): 410, ("signed", "sign"): 410, ("signed", "decline"): 410,
}  # fmt: skip


def last() -> TrailEvent:
    """The trail's last event."""
    return TrailEvent.objects.latest("seq")


@pytest.mark.parametrize(("state", "action"), TABLE)
def test_an_action_is_allowed_only_in_its_state(alice: Caller, state: str, action: str) -> None:
    out = sent(alice)
    link = out.links[0]
    if state != "pending":
        link.reach(state)
    before = TrailEvent.objects.count()
    answer = link.take(action)
    assert answer.status_code == TABLE[state, action]
    if answer.status_code == 409:
        words = SIGNER.refusal(state, VERBS[action])
        assert answer.json() == {"error": "invalid_state", "message": words}
    assert TrailEvent.objects.count() == before + (answer.status_code == 200)
    agreement.check(out.id)


def test_each_step_answers_what_comes_next(alice: Caller) -> None:
    out = sent(alice)
    first, second = out.links
    first.show()
    assert first.take("authenticate").json() == {
        "state": "active", "signer": {"status": "authenticated"}, "next": "consent",
    }  # fmt: skip
    assert first.take("consent").json() == {"state": "active", "signer": {"status": "consented"}, "next": "sign"}
    body = first.take("sign").json()
    assert body == {
        "state": "signed", "signer": {"status": "signed"}, "next": None, "completed": False, "signedAt": A_TIME,
        "eventHash": last().chain_hash, "copyUrl": A_COPY_LINK,
    }  # fmt: skip
    assert agreement.check(out.id).status == "in_progress"
    body = second.reach("signed").json()
    assert body == {
        "state": "signed", "signer": {"status": "signed"}, "next": None, "completed": True, "signedAt": A_TIME,
        "eventHash": A_HASH, "copyUrl": A_COPY_LINK,
    }  # fmt: skip
    assert body["eventHash"] == last().prev_hash
    assert agreement.check(out.id).status == "completed"


def test_completion_publishes_one_event(alice: Caller) -> None:
    out = sent(alice)
    at = out.sign()[-1]["signedAt"]
    event = Event.objects.get(type="DOCUMENT_SIGNED")
    assert (event.subject_type, event.subject_id, event.organization_id) == ("envelope", out.id, alice.organization.pk)
    assert event.data == {
        "documentId": out.document["id"],
        "envelopeId": out.id,
        "organizationId": str(alice.organization.pk),
        "dealId": None,
        "completedAt": at,
        "documentSha256": out.document["sha256"],
    }
    document = alice.get(f"/api/documents/{out.document['id']}").json()
    assert document == {**out.document, "status": "FULLY_SIGNED", "signedAt": at, "updatedAt": at}


@pytest.mark.parametrize(
    ("body", "adopted"),
    [
        ({}, "Ann Archer"),
        ({"signatureText": None}, "Ann Archer"),
        ({"signatureText": "A. Archer"}, "A. Archer"),
        ({"signatureText": "  Ann  "}, "Ann"),
        ({"signatureText": "é" * 200}, "é" * 200),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_the_adopted_signature_is_kept(alice: Caller, body: dict[str, Any], adopted: str) -> None:
    link = sent(alice).links[0]
    link.reach("consented")
    assert link.take("sign", **body).status_code == 200
    assert Signer.objects.get(id=link.id).signature_text == adopted
    assert last().kept["/data/signatureText"]["value"] == adopted


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        ({}, "", ENGLISH),
        ({}, "fr-CA, en;q=0.5", FRENCH),
        ({}, "de", ENGLISH),
        ({"language": "fr"}, "en", FRENCH),
        ({"language": "en"}, "fr", ENGLISH),
    ],
)
def test_the_disclosure_that_was_consented_to_is_in_the_trail(
    alice: Caller, body: dict[str, str], header: str, text: Any
) -> None:
    link = sent(alice).links[0]
    link.reach("authenticated")
    assert link.take("consent", headers={"Accept-Language": header}, **body).status_code == 200
    assert json.loads(bytes(last().payload))["data"] == {
        "disclosureSha256": hashlib.sha256(text.text.encode()).hexdigest(),
        "language": text.language,
    }


@pytest.mark.parametrize("reason", [None, "", "  ", "Too dear.", "Zeile 1\nZeile 2", "x" * 1000])
@pytest.mark.parametrize("number", [0, 1])
def test_one_decline_ends_the_envelope_for_all(alice: Caller, reason: str | None, number: int) -> None:
    out = sent(alice)
    out.links[1 - number].reach("signed")
    answer = out.links[number].take("decline", reason=reason)
    assert (answer.status_code, answer.json()) == (200, {"state": "declined"})
    for link in out.links:
        assert link.show().status_code == 410
        assert link.take("decline").status_code == 410
    envelope = agreement.check(out.id)
    assert envelope.status == "declined"
    assert envelope.signers.get(id=out.links[number].id).decline_reason == ((reason or "").strip() or None)
    assert alice.get(f"/api/documents/{out.document['id']}").json()["status"] == "GENERATED"


def test_a_decline_needs_no_reason(alice: Caller) -> None:
    out = sent(alice)
    assert out.links[0].take("decline").status_code == 200
    assert last().kept.keys() == {"/actor/name", "/ip", "/userAgent"}
    assert Event.objects.latest("id").data == {"documentId": out.document["id"], "reason": None}


def test_who_has_signed_can_not_decline(alice: Caller) -> None:
    out = sent(alice)
    out.links[0].reach("signed")
    answer = out.links[0].take("decline", reason="I changed my mind")
    assert (answer.status_code, answer.json()) == (410, {"state": "gone"})
    assert agreement.check(out.id).status == "in_progress"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"action": ["This field is required."]}),
        ({"action": None}, {"action": ["This field may not be null."]}),
        ({"action": "open"}, {"action": ['"open" is not a valid choice.']}),
        ({"action": ""}, {"action": ['"" is not a valid choice.']}),
        ({"action": 5}, {"action": ['"5" is not a valid choice.']}),
        ({"action": ["sign"]}, {"action": ["\"['sign']\" is not a valid choice."]}),
        ({"action": {"sign": 1}}, {"action": ["\"{'sign': 1}\" is not a valid choice."]}),
        ({"action": "SIGN"}, {"action": ['"SIGN" is not a valid choice.']}),
        ({"action": "sign", "signatureText": ""}, {"signatureText": ["This field may not be blank."]}),
        ({"action": "sign", "signatureText": 5}, {"signatureText": ["Not a valid string."]}),
        ({"action": "sign", "signatureText": "A\nB"}, {"signatureText": ["Must be one line, without tabs."]}),
        (
            {"action": "sign", "signatureText": "x" * 201},
            {"signatureText": ["Ensure this field has no more than 200 characters."]},
        ),
        (
            {"action": "decline", "reason": "x" * 1001},
            {"reason": ["Ensure this field has no more than 1000 characters."]},
        ),
        ({"action": "decline", "reason": ["x"]}, {"reason": ["Not a valid string."]}),
        ({"action": "consent", "language": "de"}, {"language": ['"de" is not a valid choice.']}),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_an_invalid_body_is_refused_by_field(alice: Caller, body: dict[str, Any], fields: dict[str, list[str]]) -> None:
    out = sent(alice)
    answer = Caller(None).post(out.links[0].path, body)
    assert answer.status_code == 400
    found = answer.json()
    assert found.pop("message").endswith(".")
    assert found == {"error": "invalid_body", "fields": fields}
    assert agreement.check(out.id).signers.get(id=out.links[0].id).status == "pending"


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{", b"\xff", b'{"action": "sign\\u0000"}'])
def test_a_body_that_is_no_object_is_refused(alice: Caller, content: bytes) -> None:
    path = sent(alice).links[0].path
    answer = Caller(None).generic("POST", path, content, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_body"


def test_a_form_is_refused_with_415(alice: Caller) -> None:
    path = sent(alice).links[0].path
    answer = Caller(None).generic("POST", path, b"action=decline", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_405(alice: Caller, method: str) -> None:
    answer = Caller(None).generic(method, sent(alice).links[0].path)
    assert answer.status_code == 405
    assert answer.json()["error"] == "method_not_allowed"


def test_what_the_client_claims_counts_for_nothing(alice: Caller) -> None:
    """Neither a flag, nor an identity, nor other bytes than those that were sent."""
    out = sent(alice)
    link = out.links[0]
    link.show()
    claims = {"codeVerified": True, "signerId": out.links[1].id, "documentSha256": "0" * 64, "status": "signed"}
    assert link.take("sign", **claims).status_code == 409
    link.reach("consented")
    link.take("sign", **claims)
    assert json.loads(bytes(last().payload))["data"]["documentSha256"] == out.document["sha256"]
    assert last().kept["/actor/name"]["value"] == "Ann Archer"
    assert agreement.check(out.id).status == "in_progress"


def test_a_session_makes_no_difference(alice: Caller, charlie: Caller) -> None:
    link = sent(alice).links[0]
    for caller in (charlie, alice):
        assert caller.get(link.path).json()["signer"]["name"] == "Ann Archer"
    answer = Caller(None).get(link.path, headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 200


def test_each_link_acts_for_one_signer_only(alice: Caller) -> None:
    out = sent(alice)
    out.links[1].reach("signed")
    assert [signer.status for signer in agreement.check(out.id).signers.all()] == ["pending", "signed"]
    assert Link(out.body["signers"][0]).show().json()["signer"]["name"] == "Ann Archer"
