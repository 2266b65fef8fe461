"""The checker of the soak can fail: each single fault in the database or on the disk is found, and named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from signing.evidence.service_key import service_key
from tests.evidence_examples import sealing_key
from tests.soak import checker
from tests.soak.checks import ceremonies, seals
from tests.soak.conftest import Witness
from tests.soak.journal import LOST as LOST_ANSWERS
from tests.soak.rows import Rows

AN_EVENT = """INSERT INTO workspace_event
    (id, type, organization_id, subject_type, subject_id, actor, data, created_at)
    SELECT gen_random_uuid(), type, organization_id, subject_type, subject_id, actor, data, created_at
    FROM workspace_event WHERE type = '{}' LIMIT 1"""
COPY = "INSERT INTO {0} (id, {1}) SELECT gen_random_uuid(), {1} FROM {0}"
ACCEPTED = "organization_id, agreement_id, publication_id, version, version_hash, accepted_at, concealed, kept"
RECORD = "title, description, chattel_type, created_at, updated_at, owner_id"
COPIED = "INSERT INTO {0} ({1}) SELECT {1} FROM {0}"
SEAL, SIGNATURE = (
    "trail_id, level, certificate_sha256, bundle_sha256, sealed_at",
    "signer_id, document_id, signature_text, signed_at, event_hash",
)
SEALS_MAY_REPEAT = "ALTER TABLE signing_seal DROP CONSTRAINT signing_seal_trail_id_key"
SIGNATURES_MAY_REPEAT = "ALTER TABLE signing_esignature DROP CONSTRAINT document_is_signed_by_a_signer_once"
ENDED_AGAIN = """DROP INDEX trail_ends_once;
    INSERT INTO signing_trailevent (trail_id, seq, type, at, payload, kept, payload_hash, prev_hash, chain_hash)
    SELECT trail_id, seq + 10, 'voided', at, payload, kept, payload_hash, prev_hash, chain_hash
    FROM signing_trailevent WHERE type = 'completed'"""
A_JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('{}', 'seal_trail', '{}')"
SIGNED_AGAIN = """INSERT INTO signing_trailevent
    (trail_id, seq, type, at, payload, kept, payload_hash, prev_hash, chain_hash)
    SELECT trail_id, seq + 10, type, at, payload, kept, payload_hash, prev_hash, repeat('0', 64)
    FROM signing_trailevent WHERE type = 'signed' AND trail_id LIKE '{}'"""
UNSEAL = "DELETE FROM signing_sealedfile; DELETE FROM signing_seal"
ANN_IS_BACK = "ALTER TABLE signing_signer DROP CONSTRAINT signer_has_signed_when_it_says_when"

# What is broken: the checks that notice it.
BROKEN: dict[str, set[str]] = {
    # lost
    "DELETE FROM documents_document": {"acknowledged", "deals"},
    "DELETE FROM documents_rendering": {"acknowledged"},
    "DELETE FROM signing_signer": {"acknowledged", "ceremonies"},
    "DELETE FROM signing_esignature": {"acknowledged", "ceremonies"},
    "DELETE FROM signing_packagesigner": {"acknowledged", "ceremonies"},
    "DELETE FROM signing_signingdocument": {"acknowledged"},
    "DELETE FROM clickwrap_version": {"acknowledged"},
    "DELETE FROM clickwrap_acceptance": {"acknowledged", "acceptances", "clicks"},
    "DELETE FROM documents_chatteldocument": {"acknowledged"},
    "DELETE FROM documents_loan": {"last_changes"},
    "DELETE FROM workspace_event WHERE type = 'DOCUMENT_SIGNED'": {"ceremonies", "deals"},
    "DELETE FROM workspace_event WHERE type = 'signing.completed'": {"ceremonies"},
    "DELETE FROM signing_trailevent WHERE type = 'completed'": {"ceremonies", "trails"},
    UNSEAL: {"ceremonies"},
    # gone back, or another than was answered
    f"{ANN_IS_BACK}; UPDATE signing_signer SET status = 'consented'": {"acknowledged", "ceremonies"},
    "UPDATE signing_signer SET signed_at = signed_at + interval '1 second'": {"acknowledged", "ceremonies"},
    "UPDATE signing_signing SET status = 'active', completed_at = NULL": {"acknowledged", "ceremonies"},
    "UPDATE documents_loan SET remaining_amount = 7": {"last_changes"},
    "UPDATE clickwrap_acceptance SET version_hash = repeat('0', 64)": {"acknowledged", "acceptances"},
    "UPDATE signing_trailevent SET payload = payload || ' '": {"trails"},
    'UPDATE signing_trailevent SET kept = \'{"/ip": {"value": "x", "salt": "00"}}\' WHERE seq = 2': {"trails"},
    "UPDATE documents_document SET sealed_sha256 = NULL": {"ceremonies"},
    "UPDATE signing_trailevent SET at = at + interval '1 second' WHERE type = 'opened'": {"trails"},
    # twice
    SIGNED_AGAIN.format("env%"): {"ceremonies", "trails"},
    SIGNED_AGAIN.format("signing%"): {"ceremonies", "trails"},
    AN_EVENT.format("DOCUMENT_SIGNED"): {"ceremonies", "deals"},
    AN_EVENT.format("trail.sealed"): {"ceremonies"},
    COPY.format("clickwrap_acceptance", ACCEPTED): {"acceptances", "clicks"},
    COPY.format("documents_chatteldocument", RECORD): {"acknowledged"},
    ENDED_AGAIN: {"ceremonies", "trails"},
    AN_EVENT.format("envelope.completed"): {"ceremonies"},
    f"{SEALS_MAY_REPEAT}; {COPIED.format('signing_seal', SEAL)}": {"ceremonies"},
    f"{SIGNATURES_MAY_REPEAT}; {COPIED.format('signing_esignature', SIGNATURE)}": {"ceremonies"},
    # of two minds
    "DELETE FROM signing_trailevent WHERE type = 'sent'": {"ceremonies", "trails"},
    "DELETE FROM signing_trailevent WHERE type = 'signed'": {"acknowledged", "ceremonies", "trails"},
    "UPDATE documents_document SET status = 'GENERATED', signed_at = NULL, sealed_sha256 = NULL": {
        "ceremonies",
        "deals",
    },
    "UPDATE signing_trail SET completed_at = NULL": {"ceremonies"},
    # effects
    "DELETE FROM documents_obligation WHERE type = 'closing'": {"obligations"},
    "UPDATE documents_obligation SET type = 'expiry', due_day = NULL WHERE type = 'closing'": {"obligations"},
    "UPDATE documents_obligation SET due_at = due_at + interval '1 day'": {"obligations"},
    "UPDATE documents_deal SET stage = 'new'": {"deals"},
    "DELETE FROM documents_stagechange": {"deals"},
    "DELETE FROM documents_checklist": {"deals"},
    "DELETE FROM documents_milestone WHERE number = 2": {"deals"},
    "UPDATE documents_milestone SET due_date = due_date + 1 WHERE number = 1": {"deals"},
    "DELETE FROM workspace_event WHERE type = 'deal.stage_changed'": {"deals"},
    AN_EVENT.format("deal.stage_changed"): {"deals"},
    "UPDATE documents_document SET deal_id = NULL": {"deals"},
    "DELETE FROM documents_deal": {"acknowledged"},
    A_JOB.format("sealing", "failed"): {"dead_jobs"},
    A_JOB.format("sealing", "doing"): {"left_jobs"},
    A_JOB.format("upkeep", "todo"): set(),
}


def test_each_fault_in_the_database_is_found(witness: Witness, database: "psycopg.Connection[Any]") -> None:
    assert witness.differences(database) == {}
    noticed, told = {}, []
    for statement in BROKEN:
        database.execute(statement)
        found = witness.differences(database)
        noticed[statement] = set(found)
        told += found.get("ceremonies", [])
        database.rollback()
    assert noticed == BROKEN
    # No rule stands there that nothing has shown to notice anything.
    assert [rule for rule in ceremonies.RULES if not any(one.endswith(rule) for one in told)] == []
    _what_never_came_about_is_missed(witness, database)
    _the_last_change_counts(witness, database)


def _what_never_came_about_is_missed(witness: Witness, database: "psycopg.Connection[Any]") -> None:
    """Answers about things that did not happen in the small world."""
    signed = next(entry for entry in witness.journal if entry.kind == "link.sign")
    package = next(entry for entry in witness.journal if entry.kind == "package.activate")
    comment = {"id": "cmt_01h455vb4pex5vsknk084sn02q", "text": "Soak 3"}
    invented = [
        replace(signed, kind="link.decline", told={"state": "declined"}),
        replace(signed, kind="envelope.void", told={"status": "voided"}),
        replace(signed, kind="envelope.read", told={"status": "declined"}),
        replace(package, kind="package.cancel", told={"signing": {**package.told["signing"], "status": "cancelled"}}),
        replace(package, kind="queue.open", told={"signing": {**package.told["signing"], "id": "0"}}),
        replace(package, kind="chattel.comment", told={"comment": comment}, asked={"id": "doc_" + comment["id"][4:],
                "title": "Soak 3"}),
    ]  # fmt: skip
    for entry in invented:
        told = checker.in_database(database, [*witness.journal, entry])
        assert entry.kind in str(told["acknowledged"])


def _the_last_change_counts(witness: Witness, database: "psycopg.Connection[Any]") -> None:
    loan = next(entry for entry in witness.journal if entry.kind == "chattel.loan")

    def later(**changes: Any) -> set[str]:
        last = replace(loan, key="later", **{"asked": {**loan.asked, "value": "9.00"}, "told": None, **changes})
        return set(checker.in_database(database, [*witness.journal, last]))

    assert later(status=503) == later(status=None) == set()
    assert later(status=409, told={"error": LOST_ANSWERS[1]}) == {"last_changes"}
    deleted = {"kind": "chattel.delete", "method": "DELETE", "asked": {"id": loan.asked["id"]}}
    assert later(status=204, **deleted) == {"deletions"}
    assert later(status=503, **deleted) == set()


def test_each_fault_on_the_disk_is_found(witness: Witness, database: "psycopg.Connection[Any]", tmp_path: Path) -> None:
    files, rows = Path(settings.VAR) / "files", Rows(database)
    trust = service_key().certificate.public_bytes(Encoding.PEM)
    assert checker.on_disk(database, files, trust, tmp_path) == {}
    assert len(rows.all(seals.SQL)) == 2

    def broken(spoil: Callable[[Path], Any], column: str) -> set[str]:
        path = seals._path(files, rows.all(seals.SQL)[0][column])
        before = path.read_bytes()
        spoil(path)
        try:
            return set(checker.on_disk(database, files, trust, tmp_path))
        finally:
            path.write_bytes(before)

    stranger = sealing_key().certificate.public_bytes(Encoding.PEM)
    assert len(list(seals.every(rows, files, stranger))) == 2
    assert "seals" in broken(Path.unlink, "sealed_sha256")
    assert broken(Path.unlink, "bundle_sha256") == {"seals"}
    assert broken(lambda path: path.write_bytes(b""), "document_sha256") == {"seals", "renderings"}
