"""Acceptances in blocks, and what verify_trails finds of those that someone changed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from clickwrap.acceptances.models import Acceptance
from clickwrap.chain import actions
from clickwrap.chain.jobs import seal_acceptances, seal_all
from clickwrap.chain.models import Block, Chain, ChainedAcceptance, UnchainedAcceptance
from safeclose import clock
from safeclose.proof import chain_heads
from safeclose.proof.commitments import reveal_fault
from tests.clickwrap.asking import accepted, published
from tests.people import Caller

pytestmark = pytest.mark.usefixtures("unlimited")


def verified(*options: str) -> dict[str, Any]:
    printed = StringIO()
    call_command("verify_trails", "--json", *options, stdout=printed)
    return dict(json.loads(printed.getvalue()))


@contextmanager
def without_triggers() -> Iterator[Any]:
    """As someone with the database's own rights would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked would forbid ALTER TABLE
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def agreement(alice: Caller) -> dict[str, Any]:
    return published(alice)


@pytest.fixture
def made(agreement: dict[str, Any]) -> list[str]:
    """Five acceptances, of which two are in one block, two in the next, and one waits."""
    ids = []
    for number in range(5):
        ids.append(accepted(agreement, subjectRef=f"subject-{number}")["acceptanceId"])
        if number % 2:
            seal_all()
    return ids


def test_a_block_holds_its_acceptances_and_hashes(alice: Caller, agreement: dict[str, Any], made: list[str]) -> None:
    one, two = Block.objects.order_by("seq")
    name = f"acceptances-{alice.organization.pk}"
    payload = json.loads(bytes(one.payload))
    entries = payload.pop("acceptances")
    assert payload == {"trailId": name, "seq": 1, "type": "acceptances", "at": clock.iso(one.at)}
    row = Acceptance.objects.get(id=made[0])
    assert [entry["acceptanceId"] for entry in entries] == made[:2]
    assert entries[0] == {
        "acceptanceId": made[0],
        "agreementId": agreement["id"],
        "title": "Terms",
        "version": 1,
        "versionHash": agreement["versionHash"],
        "acceptedAt": clock.iso(row.accepted_at),
        "verified": False,
        **row.concealed,
    }
    assert reveal_fault(entries[0], row.kept) is None
    # The formulas, by hand.
    assert one.prev_hash == sha256(f"safeclose-acceptances/1\n{name}".encode()).hexdigest()
    for block in (one, two):
        plain = json.dumps(json.loads(bytes(block.payload)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert block.payload_hash == sha256(plain.encode()).hexdigest()
        assert block.chain_hash == sha256((block.prev_hash + block.payload_hash).encode()).hexdigest()
    assert (two.seq, two.prev_hash) == (2, one.chain_hash)
    chain = Chain.objects.get()
    assert (chain.organization, chain.length, chain.head) == (alice.organization, 2, two.chain_hash)
    assert set(UnchainedAcceptance.objects.values_list("acceptance_id", flat=True)) == {made[4]}


def test_no_personal_value_is_in_a_block(made: list[str]) -> None:
    for block in Block.objects.all():
        assert b"subject-" not in bytes(block.payload)  # with a character that no id and no hash has
        assert b"127.0.0.1" not in bytes(block.payload)


def test_the_job_and_the_command_chain_acceptances(made: list[str], agreement: dict[str, Any]) -> None:
    seal_acceptances(timestamp=0)
    accepted(agreement)
    printed = StringIO()
    call_command("seal_acceptances", stdout=printed)
    call_command("seal_acceptances", stdout=printed)
    assert printed.getvalue() == "1 acceptances chained.\n0 acceptances chained.\n"
    assert Chain.objects.get().length == 4
    assert verified() == {"verified": 1, "broken": None, "fault": None}


def test_a_block_holds_a_limited_number_of_acceptances(
    agreement: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MAX_ACCEPTANCES", 3)
    for _ in range(8):
        accepted(agreement)
    assert seal_all() == 8
    sizes = [len(json.loads(bytes(block.payload))["acceptances"]) for block in Block.objects.order_by("seq")]
    assert sizes == [3, 3, 2]
    assert verified()["broken"] is None


def test_each_organization_has_its_own_chain(alice: Caller, charlie: Caller) -> None:
    for caller in (alice, charlie, alice):
        accepted(published(caller))
    assert seal_all() == 3
    assert {(chain.organization.slug, chain.length) for chain in Chain.objects.all()} == {("acme", 1), ("birch", 1)}
    assert verified() == {"verified": 2, "broken": None, "fault": None}


def test_the_end_of_a_chain_is_known_to_checkpoints(alice: Caller, charlie: Caller, made: list[str]) -> None:
    accepted(published(charlie))
    one, two = Block.objects.order_by("seq")
    number = alice.organization.pk
    name = f"acceptances-{number}"
    assert list(chain_heads.of(number)) == [chain_heads.Head(name, 2, two.chain_hash)]
    assert list(chain_heads.of(charlie.organization.pk)) == [], "nothing is chained yet"
    assert chain_heads.hashes({name: 1}) == {name: one.chain_hash}
    assert (
        chain_heads.hashes({name: 3, f"acceptances-{number}x": 1, "acceptances-²": 1, "acceptances-0": 1, "env_x": 1})
        == {}
    )


def test_erasing_a_subject_breaks_no_chain(made: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clickwrap_acceptance SET kept = '{}'")
    assert verified()["broken"] is None
    seal_all()
    assert verified()["broken"] is None


def test_verification_can_begin_at_a_day(agreement: dict[str, Any]) -> None:
    accepted(agreement)
    seal_all()
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert verified("--since", clock.now().date().isoformat())["verified"] == 1
    assert verified("--since", tomorrow)["verified"] == 0
    accepted(agreement)
    assert verified("--since", tomorrow)["verified"] == 1


COLUMNS = "version, version_hash, publication_id, agreement_id, organization_id, accepted_at, concealed, kept"
SALTED = '{"value": "Eve", "salt": "%s"}' % ("0" * 64)
FIRST = "(SELECT min(id::text)::uuid FROM clickwrap_acceptance)"
LAST = "(SELECT max(id::text)::uuid FROM clickwrap_acceptance)"
CHANGES = {
    "its version hash": (f"UPDATE clickwrap_acceptance SET version_hash = repeat('0', 64) WHERE id = {FIRST}", "{0}"),
    "its instant": (
        f"UPDATE clickwrap_acceptance SET accepted_at = accepted_at + interval '1 ms' WHERE id = {FIRST}",
        "Block 1: {0} was changed after it was chained.",
    ),
    "its commitment": (
        f"UPDATE clickwrap_acceptance SET concealed = concealed || '{{\"subjectRef\": null}}' WHERE id = {FIRST}",
        "Block 1: {0} was changed after it was chained.",
    ),
    "who it was": (
        f"UPDATE clickwrap_acceptance SET kept = jsonb_set(kept, '{{/subjectRef}}', '{SALTED}') WHERE id = {FIRST}",
        "Block 1: {0} has a personal value that is not the one it was made with.",
    ),
    "who it was, before it is chained": (
        f"UPDATE clickwrap_acceptance SET kept = jsonb_set(kept, '{{/subjectRef}}', '{SALTED}') WHERE id = {LAST}",
        "{4} has a personal value that is not the one it was made with.",
    ),
    "gone": (f"DELETE FROM clickwrap_acceptance WHERE id = {FIRST}", "Block 1: {0} is not there any more."),
    "gone before it is chained": (
        f"DELETE FROM clickwrap_acceptance WHERE id = {LAST}",
        "{4} is not there any more; it was in no block yet.",
    ),
    "hidden from the chain": ("DELETE FROM clickwrap_unchainedacceptance", "{4} is in no block, and waits for none."),
    "one too many": (
        f"INSERT INTO clickwrap_acceptance (id, {COLUMNS})"
        f" SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', {COLUMNS} FROM clickwrap_acceptance LIMIT 1",
        "acc_7zzzzzzzzzfzzvzzzzzzzzzzzz is in no block, and waits for none.",
    ),
    "its title": ("UPDATE clickwrap_publication SET title = 'x'", "Block 1: {0} was changed after it was chained."),
    "a whole block": ("DELETE FROM clickwrap_block WHERE seq = 2", "The trail ends at event 1"),
    "the first block": ("DELETE FROM clickwrap_block WHERE seq = 1", "Block 1: expected here, but number 2 was found"),
    "bytes of a block": ("UPDATE clickwrap_block SET payload = '{}' WHERE seq = 2", "Block 2: its payload was changed"),
    "the index": ("DELETE FROM clickwrap_chainedacceptance", "Block 1: the index of its acceptances"),
    "the length": ("UPDATE clickwrap_chain SET length = 3", "The chain says that it has 3 blocks, and 2 are there."),
    "the chain": ("DELETE FROM clickwrap_chain", "There are blocks that the chain does not know."),
    "the text": (
        "ALTER TABLE clickwrap_version DROP CONSTRAINT version_has_the_hash_of_its_text;"
        "UPDATE clickwrap_version SET body = 'x'",
        "Version 1 of agr_",
    ),
    "no text": ("DELETE FROM clickwrap_version", "{0} accepts a version that is not there."),
}


@pytest.mark.parametrize(("change", "reason"), CHANGES.values(), ids=CHANGES)
def test_verify_trails_names_what_someone_changed(alice: Caller, made: list[str], change: str, reason: str) -> None:
    assert verified()["broken"] is None
    with without_triggers() as cursor:
        cursor.execute(change)
    with pytest.raises(CommandError, match=f"^acceptances-{alice.organization.pk}: ") as refused:
        call_command("verify_trails")
    assert reason.format(*made) in str(refused.value)
    transaction.set_rollback(True)  # else Django would complain of what was done to the rows


def test_a_missing_acceptance_keeps_no_other_from_being_chained(agreement: dict[str, Any]) -> None:
    accepted(agreement)
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM clickwrap_acceptance")
    kept = accepted(agreement)["acceptanceId"]
    assert seal_all() == 1
    assert ChainedAcceptance.objects.get().acceptance_id == kept
    assert UnchainedAcceptance.objects.count() == 1
