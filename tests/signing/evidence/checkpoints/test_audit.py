"""What checkpoints find: trails that lost their end, or are gone, or were written anew."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clickwrap.chain.jobs import seal_all
from safeclose.proof.hashchain import link
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from signing.evidence.models import Trail, TrailEvent
from tests.clickwrap.asking import accepted, published
from tests.paper import Sent, sent
from tests.people import Caller
from tests.signing.evidence.test_seal_job import without_triggers
from tests.time_authority import TimeAuthority


@pytest.fixture
def checkpoint(alice: Caller, out: Sent) -> Checkpoint:
    made = make_checkpoint(alice.organization.pk)
    assert made
    return made


def verified() -> str:
    printed = StringIO()
    call_command("verify_trails", stdout=printed)
    return printed.getvalue()


def fault() -> str:
    with pytest.raises(CommandError) as refused:
        verified()
    return str(refused.value)


def test_intact_trails_are_verified(out: Sent, checkpoint: Checkpoint) -> None:
    out.links[1].reach("signed")
    assert verified() == "2 trails verified.\n"


def test_a_trail_that_lost_its_end_is_found(alice: Caller, out: Sent, checkpoint: Checkpoint) -> None:
    """Its hashes hold together, and its row says that this is all."""
    with without_triggers() as cursor:
        last = TrailEvent.objects.filter(trail_id=out.id).order_by("-seq").first()
        assert last
        cursor.execute("DELETE FROM signing_trailevent WHERE id = %s", [last.pk])
        cursor.execute("UPDATE signing_trail SET length = length - 1, head = %s", [last.prev_hash])
    assert fault() == (
        f"{checkpoint.id}: {out.id} had {last.seq} links when checkpoint 1 was made; that one is not there any more."
    )
    assert make_checkpoint(alice.organization.pk) is None, "what was vouched for is not taken back"


def rewritten(trail_id: str) -> None:
    """Every event told otherwise, every hash computed anew."""
    with without_triggers() as cursor:
        head = TrailEvent.objects.get(trail_id=trail_id, seq=1).prev_hash
        for event in TrailEvent.objects.filter(trail_id=trail_id).order_by("seq"):
            made = link(head, {**json.loads(bytes(event.payload)), "ip": None})
            cursor.execute(
                "UPDATE signing_trailevent SET payload = %s, payload_hash = %s, prev_hash = %s, chain_hash = %s,"
                " kept = kept - '/ip' WHERE id = %s",
                [made.canonical, made.payload_hash, head, made.chain_hash, event.pk],
            )
            head = made.chain_hash
        cursor.execute("UPDATE signing_trail SET head = %s WHERE id = %s", [head, trail_id])


def test_a_trail_that_was_written_anew_is_found(out: Sent, checkpoint: Checkpoint) -> None:
    rewritten(out.id)
    length = Trail.objects.get(id=out.id).length
    assert fault() == f"{checkpoint.id}: {out.id} has another number {length} than when checkpoint 1 was made."


def test_a_rewritten_trail_is_found_also_when_it_went_on(alice: Caller, out: Sent, checkpoint: Checkpoint) -> None:
    """A later checkpoint is over what it finds; the earlier one still bears witness."""
    rewritten(out.id)
    out.links[1].reach("signed")
    assert make_checkpoint(alice.organization.pk)
    assert fault().startswith(f"{checkpoint.id}: {out.id} has another number ")


def test_a_vanished_trail_is_found(alice: Caller, out: Sent, checkpoint: Checkpoint) -> None:
    length = Trail.objects.get(id=out.id).length
    with without_triggers() as cursor:
        for table in ("link", "challenge", "signer", "envelope", "trailevent", "trail"):
            cursor.execute(f"DELETE FROM signing_{table}")
    told = f"{out.id} had {length} links when checkpoint 1 was made; that one is not there any more."
    assert fault() == f"{checkpoint.id}: {told}"
    sent(alice)
    later = make_checkpoint(alice.organization.pk)
    assert later
    assert later.size == 2, "what was vouched for is not taken back"


def test_a_vanished_block_of_acceptances_is_found(alice: Caller) -> None:
    accepted(published(alice), subjectRef="dana")
    seal_all()
    checkpoint = make_checkpoint(alice.organization.pk)
    assert checkpoint
    tables = ("chainedacceptance", "block", "chain", "acceptance", "unchainedacceptance")
    with without_triggers() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM clickwrap_{table}")
    assert fault() == (
        f"{checkpoint.id}: acceptances-{alice.organization.pk} had 1 links when checkpoint 1 was made; "
        "that one is not there any more."
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE signing_checkpoint SET root = repeat('0', 64)", "The checkpoint's signature does not belong to this"),
        ("UPDATE signing_checkpoint SET at = at - interval '1 day'", "signature does not belong to this checkpoint."),
        ("UPDATE signing_checkpoint SET size = 7", "signature does not belong to this checkpoint."),
        ("UPDATE signing_checkpoint SET signature = '{}'", "Its signature can't be read."),
        ("UPDATE signing_checkpoint SET certificates = '[]'", "certificates is not what the format demands."),
        ("UPDATE signing_checkpointleaf SET length = 1", "has another number 1 than"),
        ("UPDATE signing_checkpointleaf SET chain = 'env_x'", "env_x had"),
        ("DELETE FROM signing_checkpointleaf", "Its root is not the one above its leaves."),
        ("UPDATE signing_checkpoint SET time_stamp = decode('00', 'hex')", "Its signature can't be read."),
    ],
)
def test_a_changed_checkpoint_is_found(checkpoint: Checkpoint, change: str, reason: str) -> None:
    with without_triggers() as cursor:
        cursor.execute(change)
    found = fault()
    assert found.startswith(f"{checkpoint.id}: ")
    assert reason in found


def test_a_vanished_checkpoint_is_found(alice: Caller, checkpoint: Checkpoint) -> None:
    sent(alice)
    second = make_checkpoint(alice.organization.pk)
    assert second
    with without_triggers() as cursor:
        first = "SELECT id FROM signing_checkpoint WHERE seq = 1"
        cursor.execute(f"DELETE FROM signing_checkpointleaf WHERE checkpoint_id = ({first})")
        cursor.execute("DELETE FROM signing_checkpoint WHERE seq = 1")
    assert fault() == f"{second.id}: The checkpoint before it, number 1, is not the one that it names."


def test_a_time_stamp_of_another_checkpoint_is_found(alice: Caller, out: Sent, authority: TimeAuthority) -> None:
    make_checkpoint(alice.organization.pk)
    sent(alice)
    second = make_checkpoint(alice.organization.pk)
    assert second
    with without_triggers() as cursor:
        cursor.execute(
            "UPDATE signing_checkpoint SET time_stamp = (SELECT time_stamp FROM signing_checkpoint WHERE seq = 1)"
            " WHERE seq = 2"
        )
    assert fault() == f"{second.id}: A time stamp does not belong to this checkpoint."
