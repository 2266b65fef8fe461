"""POST /api/documents/:id/signature."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from documents.packs import Pack
from documents.paper.models import Document, Rendering
from safeclose import clock as service_clock
from signing.ceremony.identification.serializers import NO_PHONE_NUMBER
from signing.ceremony.models import Link
from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import TrailEvent
from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_HASH, A_LINK, A_TIME, an_id
from tests.paper import ANN, BEN, draft, generated, sample, send, sent
from tests.people import Caller, Person
from tests.signing.envelopes import agreement
from workspace.models import Event, Organization


def path(document: dict[str, Any]) -> str:
    """Where it is sent."""
    return f"/api/documents/{document['id']}/signature"


def test_a_document_is_sent_only_within_the_organization(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "POST", lambda: path(generated(alice)), {}) == {
        "alice": 201, "bob": 201, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_without_signers_a_document_goes_to_its_parties(alice: Caller) -> None:
    document = generated(alice)
    answer = alice.post(path(document), {})
    assert answer.status_code == 201
    people = [
        ("Beatrice Élodie Tremblay", "bea.tremblay@example.com", "buyer"),
        ("Benjamin Oyelaran", "ben.oyelaran@example.com", "buyer"),
        ("Samuel Okafor", "sam.okafor@example.com", "seller"),
        ("Sophie Larsen for Maple Street Holdings Inc.", "sophie.larsen@example.com", "seller"),
    ]
    assert answer.json() == {
        "envelopeId": an_id("env"),
        "status": "sent",
        "mode": "parallel",
        "documentSha256": document["sha256"],
        "expiresAt": None,
        "signers": [
            {
                "id": an_id("sgr"), "name": name, "email": email, "role": role, "order": order,
                "authMethod": "email_link", "status": "pending", "url": A_LINK,
            }
            for order, (name, email, role) in enumerate(people, start=1)
        ],
        "warnings": [],
    }  # fmt: skip
    urls = [signer["url"] for signer in answer.json()["signers"]]
    assert len(set(urls)) == 4
    agreement.check(answer.json()["envelopeId"])


def test_a_party_without_email_is_a_signer_all_the_same(alice: Caller) -> None:
    canonical = sample()
    del canonical["parties"]["buyers"][0]["email"]
    answer = alice.post(path(generated(alice, canonical=canonical)))
    assert answer.json()["signers"][0]["email"] is None
    assert answer.json()["signers"][0]["url"] == A_LINK


def test_a_document_is_sent_without_a_body(alice: Caller) -> None:
    answer = alice.generic("POST", path(generated(alice)))
    assert (answer.status_code, answer.json()["mode"]) == (201, "parallel")


def test_a_sent_document_says_so(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    document = generated(alice)
    clock.move(seconds=5)
    sent_at = service_clock.iso(clock.instant)
    send(alice, document)
    assert alice.get(f"/api/documents/{document['id']}").json() == {
        **document, "status": "SENT_FOR_SIGNATURE", "updatedAt": sent_at,
    }  # fmt: skip
    assert Document.objects.get().first_sent_at == clock.instant


def test_the_trail_has_the_brand_of_the_organization(alice: Caller) -> None:
    Organization.objects.filter(pk=alice.organization.pk).update(brand={"primaryColor": "#14785a"})
    sent(alice)
    payload = json.loads(bytes(TrailEvent.objects.get().payload))
    assert payload["data"]["organization"]["brand"] == {"color": "#14785a"}


def test_the_trail_says_what_was_asked_of_whom(alice: Caller) -> None:
    out = sent(alice, mode="sequential", expiresInDays=7)
    event, made = TrailEvent.objects.get(), Rendering.objects.get()
    payload = json.loads(bytes(event.payload))
    assert alice.person
    assert payload == {
        "trailId": out.id,
        "seq": 1,
        "type": "sent",
        "at": A_TIME,
        "actor": {"kind": "user", "id": str(alice.person.user.pk), "name": {"sha256": A_HASH}},
        "ip": {"sha256": A_HASH},
        "userAgent": {"sha256": A_HASH},
        "data": {
            "title": {"sha256": A_HASH},
            "documentId": out.document["id"],
            "documentSha256": out.document["sha256"],
            "pageCount": 8,
            "language": "en",
            "formKey": "on/freehold-purchase",
            "dataSha256": made.data_sha256,
            "templateVersion": made.template_version,
            "mode": "sequential",
            "expiresAt": out.body["expiresAt"],
            "organization": {
                "id": str(alice.organization.pk), "name": "Acme Financial", "timezone": "America/Toronto",
            },
            "signers": [
                {
                    "id": link.id, "name": {"sha256": A_HASH}, "email": {"sha256": A_HASH}, "phone": None,
                    "role": link.signer["role"], "order": link.signer["order"], "authMethod": "email_link",
                    "custody": {
                        "how": "returned",
                        "to": {"kind": "user", "id": str(alice.person.user.pk), "name": {"sha256": A_HASH}},
                    },
                }
                for link in out.links
            ],
            "marks": [],
            "warnings": [{"sha256": A_HASH}] * 6,
        },
    }  # fmt: skip
    assert {pointer: entry["value"] for pointer, entry in event.kept.items()} == {
        "/actor/name": "Alice",
        "/ip": "127.0.0.1",
        "/userAgent": "",
        "/data/title": out.document["title"],
        "/data/signers/0/name": "Ann Archer",
        "/data/signers/0/email": "ann@example.com",
        "/data/signers/0/custody/to/name": "Alice",
        "/data/signers/1/name": "Ben Bowman",
        "/data/signers/1/email": "ben@example.com",
        "/data/signers/1/custody/to/name": "Alice",
        **{f"/data/warnings/{number}": sentence for number, sentence in enumerate(out.body["warnings"])},
    }


def test_a_sending_is_published(alice: Caller) -> None:
    out = sent(alice)
    event = Event.objects.latest("id")
    assert (event.type, event.subject_id, event.organization_id) == ("envelope.sent", out.id, alice.organization.pk)
    assert event.data == {"documentId": out.document["id"], "signers": 2}


@pytest.mark.parametrize("mode", ["parallel", "sequential"])
def test_the_mode_is_kept_and_shown(alice: Caller, mode: str) -> None:
    assert sent(alice, mode=mode).body["mode"] == mode


@pytest.mark.parametrize("days", [1, 365])
def test_the_days_to_sign_give_the_expiry(alice: Caller, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice, expiresInDays=days)
    ends = clock.instant + timedelta(days=days)
    assert out.body["expiresAt"] == service_clock.iso(ends)
    assert agreement.jobs("expire_envelope", envelope_id=out.id) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'expire_envelope'")
        assert cursor.fetchall() == [(ends,)]


@pytest.mark.parametrize("body", [{}, {"expiresInDays": None}])
def test_an_envelope_has_no_expiry_unless_asked_for(alice: Caller, body: dict[str, Any]) -> None:
    assert sent(alice, **body).body["expiresAt"] is None
    assert agreement.jobs("expire_envelope") == 0


def test_named_signers_take_the_place_of_the_parties(alice: Caller) -> None:
    cleo = {"name": "  Cléo Côté ", "role": "witness", "email": None, "phone": "+1 613 555 0100", "order": 1}
    out = sent(alice, signers=[{**ANN, "order": 7}, cleo, BEN])
    assert [(link.signer["name"], link.signer["order"]) for link in out.links] == [
        ("Cléo Côté", 1), ("Ben Bowman", 3), ("Ann Archer", 7),
    ]  # fmt: skip
    assert out.links[0].signer == {
        "id": an_id("sgr"), "name": "Cléo Côté", "email": None, "role": "witness", "order": 1,
        "authMethod": "email_link", "status": "pending", "url": A_LINK,
    }  # fmt: skip
    assert Signer.objects.get(id=out.links[0].id).phone == "+1 613 555 0100"


def test_a_hundred_signers_can_be_asked(alice: Caller) -> None:
    names = [f"Signer {number}" for number in range(1, 101)]
    out = sent(alice, signers=[{"name": name, "role": "buyer"} for name in names])
    assert [link.signer["name"] for link in out.links] == names
    assert [signer["name"] for signer in alice.get(out.path).json()["signers"]] == names
    assert Link.objects.values("token_hash").distinct().count() == 100


def test_signers_of_equal_order_keep_their_place(alice: Caller) -> None:
    names = [f"Signer {number}" for number in range(20)]
    out = sent(alice, signers=[{"name": name, "role": "buyer", "order": 1} for name in names])
    assert [link.signer["name"] for link in out.links] == names
    assert [signer["name"] for signer in alice.get(out.path).json()["signers"]] == names


NOT_INTEGER = ["A valid integer is required."]
EMAIL = ["Enter a valid email address."]
ONE_LINE = ["Must be one line, without tabs."]
REQUIRED = ["This field is required."]
AT_LEAST_ONE = ["Ensure this value is greater than or equal to 1."]


def longest(length: int) -> list[str]:
    """What is said of a longer text."""
    return [f"Ensure this field has no more than {length} characters."]


def at_most(number: int) -> list[str]:
    """What is said of a larger number."""
    return [f"Ensure this value is less than or equal to {number}."]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"mode": "serial"}, {"mode": ['"serial" is not a valid choice.']}),
        ({"mode": None}, {"mode": ["This field may not be null."]}),
        ({"delivery": "pigeon"}, {"delivery": ['"pigeon" is not a valid choice.']}),
        ({"expiresInDays": 0}, {"expiresInDays": AT_LEAST_ONE}),
        ({"expiresInDays": -1}, {"expiresInDays": AT_LEAST_ONE}),
        ({"expiresInDays": 366}, {"expiresInDays": at_most(365)}),
        ({"expiresInDays": "5"}, {"expiresInDays": NOT_INTEGER}),
        ({"expiresInDays": 5.0}, {"expiresInDays": NOT_INTEGER}),
        ({"expiresInDays": True}, {"expiresInDays": NOT_INTEGER}),
        ({"expiresInDays": 2**63}, {"expiresInDays": at_most(365)}),
        ({"expiresInDays": []}, {"expiresInDays": NOT_INTEGER}),
        ({"signers": []}, {"signers": ["Ensure this field has at least 1 elements."]}),
        ({"signers": [ANN] * 101}, {"signers": ["Ensure this field has no more than 100 elements."]}),
        ({"signers": ANN}, {"signers": ['Expected a list of items but got type "dict".']}),
        ({"signers": ["Ann"]}, {"signers.0": ["Invalid data. Expected a dictionary, but got str."]}),
        ({"signers": [ANN, {}]}, {"signers.1.name": REQUIRED, "signers.1.role": REQUIRED}),
        ({"signers": [{**ANN, "name": " "}]}, {"signers.0.name": ["This field may not be blank."]}),
        ({"signers": [{**ANN, "name": 5}]}, {"signers.0.name": ["Not a valid string."]}),
        ({"signers": [{**ANN, "name": "Ann\nArcher"}]}, {"signers.0.name": ONE_LINE}),
        ({"signers": [{**ANN, "role": "a\tb"}]}, {"signers.0.role": ONE_LINE}),
        ({"signers": [{**ANN, "name": "x" * 501}]}, {"signers.0.name": longest(500)}),
        ({"signers": [{**ANN, "role": "x" * 65}]}, {"signers.0.role": longest(64)}),
        ({"signers": [{**ANN, "phone": "5" * 41}]}, {"signers.0.phone": longest(40)}),
        ({"signers": [{**ANN, "email": "ann"}]}, {"signers.0.email": EMAIL}),
        ({"signers": [{**ANN, "email": "ann@"}]}, {"signers.0.email": EMAIL}),
        ({"signers": [{**ANN, "email": "ann@example.com, eve@example.com"}]}, {"signers.0.email": EMAIL}),
        ({"signers": [{**ANN, "email": "ann@example.com\nBcc: eve@example.com"}]}, {"signers.0.email": EMAIL}),
        ({"signers": [{**ANN, "email": 5}]}, {"signers.0.email": EMAIL}),
        ({"signers": [{**ANN, "email": ""}]}, {"signers.0.email": ["This field may not be blank."]}),
        ({"signers": [{**ANN, "order": 0}]}, {"signers.0.order": AT_LEAST_ONE}),
        ({"signers": [{**ANN, "order": 1001}]}, {"signers.0.order": at_most(1000)}),
        ({"signers": [{**ANN, "order": "1"}]}, {"signers.0.order": NOT_INTEGER}),
        ({"signers": [{**ANN, "authMethod": "word"}]}, {"signers.0.authMethod": ['"word" is not a valid choice.']}),
    ],
    ids=lambda value: repr(value)[:70],
)  # fmt: skip
def test_an_invalid_body_is_refused_by_field(alice: Caller, body: dict[str, Any], fields: dict[str, list[str]]) -> None:
    document = draft(alice)  # what a body may be does not depend on what it is about
    answer = alice.post(path(document), body)
    assert answer.status_code == 400
    found = answer.json()
    assert found.pop("message").endswith(".")
    assert found == {"error": "invalid_body", "fields": fields}
    assert not Envelope.objects.exists()
    assert alice.get(f"/api/documents/{document['id']}").json() == document


def refused(caller: Caller, document: dict[str, Any], words: str) -> None:
    """409, and nothing was written."""
    before = Envelope.objects.count()
    answer = caller.post(path(document))
    assert answer.status_code == 409
    assert answer.json() == {"error": "cannot_send_for_signature", "message": words}
    assert Envelope.objects.count() == before


def test_a_draft_is_not_sent(alice: Caller) -> None:
    refused(alice, draft(alice), "The document is a draft, so it can't be sent for signature.")


def test_a_document_that_is_out_is_not_sent_again(alice: Caller) -> None:
    document = sent(alice).document
    refused(alice, document, "The document is out for signature already.")


def test_a_signed_document_is_not_sent_again(alice: Caller) -> None:
    out = sent(alice)
    out.sign()
    refused(alice, out.document, "The document is signed by everyone, so it can't be sent for signature.")


def test_a_document_without_possible_signers_is_not_sent(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    document = generated(alice)
    monkeypatch.setattr(Pack, "signing_parties", lambda *_: [])
    refused(alice, document, "The document names no one who could sign it.")


def test_a_document_whose_form_derives_no_signers_is_not_sent(alice: Caller) -> None:
    document = generated(alice)
    Document.objects.update(form_key="template/5")
    refused(alice, document, "The document's form derives no signers.")
    assert alice.post(path(document), {"signers": [ANN]}).status_code == 409


@pytest.mark.parametrize("given", ["613-555-0123", "(613) 555 0123", "+1 613 555 0123", "1 613 555 0123"])
def test_a_number_for_texts_is_kept_in_its_international_form(
    alice: Caller, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signing.envelopes.actions.can_send_texts", lambda: True)
    document = generated(alice)
    answer = alice.post(
        f"/api/documents/{document['id']}/signature",
        {"signers": [{**ANN, "phone": given, "authMethod": "sms_otp"}]},
    )
    assert answer.status_code == 201, answer.json()
    assert Signer.objects.get().phone == "+16135550123"


def test_text_message_codes_are_refused_where_none_can_be_sent(alice: Caller) -> None:
    signer = {**ANN, "phone": "+16135550123", "authMethod": "sms_otp"}
    answer = alice.post(path(generated(alice)), {"signers": [signer]})
    words = "Text messages are not configured, so no one can be identified by them."
    assert (answer.status_code, answer.json()) == (409, {"error": "cannot_send_for_signature", "message": words})


@pytest.mark.parametrize(
    ("signer", "fields"),
    [
        ({"authMethod": "sms_otp"}, {"phone": ["sms_otp needs a telephone number."]}),
        ({"authMethod": "sms_otp", "phone": "call me"}, {"phone": [NO_PHONE_NUMBER]}),
        ({"authMethod": "sms_otp", "phone": "+1"}, {"phone": [NO_PHONE_NUMBER]}),
        ({"authMethod": "email_otp", "email": None}, {"email": ["email_otp needs an e-mail address."]}),
        ({"authMethod": "kba"}, {"kba": ["kba needs questions."]}),
        ({"authMethod": "kba", "kba": []}, {"kba": ["Ensure this field has at least 1 elements."]}),
        ({"kba": [{"question": "Q?", "answer": "A"}]}, {"kba": ["Only kba asks questions."]}),
        ({"authMethod": "trust"}, {"authMethod": ['"trust" is not a valid choice.']}),
    ],
)
def test_a_method_needs_what_it_identifies_by(
    alice: Caller, signer: dict[str, object], fields: dict[str, list[str]]
) -> None:
    answer = alice.post(path(generated(alice)), {"signers": [ANN, {**BEN, **signer}]})
    assert answer.status_code == 400
    assert answer.json()["fields"] == {f"signers.1.{name}": sentences for name, sentences in fields.items()}


@pytest.mark.parametrize("how", ["declined", "voided", "expired"])
def test_a_document_is_sent_again_after_it_came_back(alice: Caller, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    first = sent(alice, expiresInDays=1)
    if how == "declined":
        assert first.links[0].take("decline").status_code == 200
    elif how == "voided":
        assert alice.delete(first.path).status_code == 200
    clock.move(days=1)
    second = send(alice, first.document)
    assert second.id != first.id
    assert agreement.check(first.id).status == how
    assert agreement.check(second.id).status == "sent"
    assert first.links[1].show().status_code == 410
    assert second.links[1].show().status_code == 200


def test_the_time_of_the_first_sending_stays(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch, datetime(2026, 6, 1, tzinfo=UTC))
    out = sent(alice)
    alice.delete(out.path)
    clock.move(days=1)
    send(alice, out.document)
    assert Document.objects.get().first_sent_at == datetime(2026, 6, 1, tzinfo=UTC)


def test_what_is_signed_is_what_was_rendered(alice: Caller) -> None:
    out = sent(alice)
    envelope = Envelope.objects.get()
    assert (envelope.document_sha256, envelope.page_count) == (out.document["sha256"], out.document["pageCount"])
    assert hashlib.sha256(out.links[0].get("file").content).hexdigest() == out.document["sha256"]
