"""The database's own rules for envelopes, signers and trails."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from signing.ceremony.identification.models import Challenge
from signing.ceremony.models import Link
from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import Trail, TrailEvent
from tests.guards import Case, named, refuses
from tests.paper import Sent, send
from tests.people import Caller
from tests.prepared import sent

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ENDS = ("completed", "declined", "voided", "expired")

CASES: list[Case] = [
    (Envelope, "envelope_status_is_known", {"status": "lost"}),
    *((Envelope, f"envelope_is_{end}_when_it_says_when", {"status": end}) for end in ENDS),
    *((Envelope, f"envelope_is_{end}_when_it_says_when", {f"{end}_at": NOW}) for end in ENDS),
    (Signer, "signer_status_is_known", {"status": "asleep"}),
    (Signer, "signer_order_counts_from_one", {"order": 0}),
    (Signer, "signer_has_signed_when_it_says_when", {"status": "signed"}),
    (Signer, "signer_has_signed_when_it_says_when", {"status": "signed", "signed_at": NOW}),
    (
        Signer,
        "signer_has_signed_when_it_says_when",
        {"signed_at": NOW, "consented_at": NOW, "authenticated_at": NOW, "signature_text": "Ann"},
    ),
    (Signer, "signer_has_declined_when_it_says_when", {"status": "declined"}),
    (Signer, "signer_has_declined_when_it_says_when", {"declined_at": NOW}),
    *(
        (Signer, "signer_has_what_identifies_them", {"auth_method": method})
        for method in ("email_otp", "sms_otp", "kba", "trust")
    ),
    (Signer, "undelivered_signer_has_an_address", {"undelivered_at": NOW}),
    (Signer, "signer_puts_marks_after_identification", {"put_marks": {"sign": None}}),
    (Link, "link_purpose_is_known", {"purpose": "look"}),
    (Link, "link_is_of_one_signer", {"signer": None}),
    (Challenge, "challenge_is_of_one_signer", {"signer": None}),
    *(
        (Challenge, name, change)
        for name, change in (
            ("challenge_channel_is_known", {"channel": "fax"}),
            ("challenge_has_few_tries", {"tries": 6}),
            ("challenge_has_a_code_unless_it_asks_questions", {"code_hash": None}),
            ("challenge_has_a_code_unless_it_asks_questions", {"channel": "kba"}),
            ("challenge_is_used_only_when_verified", {"used_at": NOW}),
        )
    ),
    *(
        (Signer, "signer_signs_after_consent", {"status": "signed", "signed_at": NOW, "signature_text": "Ann", **one})
        for one in ({"consented_at": NOW}, {"authenticated_at": NOW})
    ),
]
ONCE = {
    (Envelope, "document_has_one_envelope_that_counts"),
    (TrailEvent, "trail_has_one_event_of_a_number"),
    (TrailEvent, "trail_ends_once"),
    (TrailEvent, "trail_counts_from_one"),
}


@pytest.fixture
def out(alice: Caller) -> Sent:
    out = sent(alice, signers=[{"name": "Ann", "role": "buyer"}])
    Challenge.objects.create(signer_id=out.links[0].id, channel="email", code_hash="0" * 64)
    return out


@pytest.mark.parametrize(("model", "name", "changes"), CASES, ids=lambda value: str(value)[:60])
def test_the_database_refuses_rows_that_contradict_themselves(
    out: Sent, model: type[Model], name: str, changes: dict[str, object]
) -> None:
    refuses(model._default_manager.all(), name, changes)


def test_each_constraint_has_its_case() -> None:
    assert {(model, name) for model, name, _ in CASES} | ONCE == named(
        [Challenge, Envelope, Link, Signer, Trail, TrailEvent]
    )


@pytest.mark.parametrize("status", ["sent", "in_progress", "completed"])
def test_a_document_has_one_envelope_that_counts(alice: Caller, out: Sent, status: str) -> None:
    alice.delete(out.path)
    again = send(alice, out.document)
    if status == "in_progress":
        again.links[0].reach("signed")
    elif status == "completed":
        again.sign()
    assert Envelope.objects.get(id=again.id).status == status
    with pytest.raises(IntegrityError, match="document_has_one_envelope_that_counts"), transaction.atomic():
        Envelope.objects.filter(id=out.id).update(status="sent", voided_at=None)


def test_the_database_refuses_two_links_of_one_secret(alice: Caller) -> None:
    out = sent(alice)
    one, other = Link.objects.all()
    with pytest.raises(IntegrityError, match="signing_link_token_hash"), transaction.atomic():
        Link.objects.create(signer_id=out.links[1].id, purpose="copy", token_hash=one.token_hash)
    assert one.token_hash != other.token_hash


def insert(out: Sent, seq: int, type: str) -> None:
    """One more event, past all code."""
    TrailEvent.objects.create(
        trail_id=out.id, seq=seq, type=type, at=NOW, payload=b"{}", payload_hash="0", prev_hash="0", chain_hash="0"
    )


@pytest.mark.parametrize(
    ("seq", "type", "name"),
    [
        (1, "opened", "trail_has_one_event_of_a_number"),
        (0, "opened", "trail_counts_from_one"),
        *((9, end, "trail_ends_once") for end in ENDS),
    ],
)
def test_the_database_refuses_a_second_event_of_a_number_and_a_second_end(
    alice: Caller, out: Sent, seq: int, type: str, name: str
) -> None:
    alice.delete(out.path)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        insert(out, seq, type)


def run(sql: str) -> None:
    """In a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses TRUNCATE for a reason of its own
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM signing_trailevent",
        "DELETE FROM signing_trailevent WHERE seq = 1",
        "TRUNCATE signing_trailevent",
        "TRUNCATE signing_trail CASCADE",
        "TRUNCATE workspace_organization CASCADE",
        *(
            f"UPDATE signing_trailevent SET {change}"
            for change in (
                "seq = seq + 1",
                "type = 'signed'",
                "at = at + interval '1 ms'",
                "payload = '{}'",
                "payload_hash = 'x'",
                "prev_hash = 'x'",
                "chain_hash = 'x'",
                "id = id + 1",
                "trail_id = 'env_1'",
                'kept = kept || \'{"/new": {"value": "x"}}\'',
                "kept = jsonb_set(kept, '{/ip,value}', '\"10.0.0.1\"')",
                "kept = '[]'",
                "kept = '{}', type = 'signed'",
                "kept = NULL",
            )
        ),
        "INSERT INTO signing_trailevent TABLE signing_trailevent ON CONFLICT (id) DO UPDATE SET type = 'signed'",
        "MERGE INTO signing_trailevent e USING signing_trail t ON e.trail_id = t.id WHEN MATCHED THEN DELETE",
    ],
)
def test_the_database_refuses_changes_of_a_trail(out: Sent, sql: str) -> None:
    before = list(TrailEvent.objects.values())
    with pytest.raises(DatabaseError, match="are append-only"):
        run(sql)
    assert list(TrailEvent.objects.values()) == before


@pytest.mark.parametrize(
    "change", ["kept - '/ip'", "kept - '/ip' - '/actor/name'", "'{}'", "kept #- '{/ip,salt}'", "kept"]
)
def test_personal_values_of_events_can_be_erased(out: Sent, change: str) -> None:
    before = TrailEvent.objects.values().get()
    run(f"UPDATE signing_trailevent SET kept = {change}")
    after = TrailEvent.objects.values().get()
    assert {**after, "kept": None} == {**before, "kept": None}
    assert set(after["kept"]) <= set(before["kept"])
    assert (after["kept"] == before["kept"]) == (change == "kept")


def test_erased_values_of_events_can_not_be_written_again(out: Sent) -> None:
    run("UPDATE signing_trailevent SET kept = kept - '/ip'")
    with pytest.raises(DatabaseError, match="are append-only"):
        run('UPDATE signing_trailevent SET kept = kept || \'{"/ip": {"value": "x", "salt": "y"}}\'')
