"""Hash chains."""

from collections.abc import Iterator
from hashlib import sha256

from safeclose.proof.hashchain import verify_chain
from tests.benchmarks.measuring import Row, alternate
from tests.evidence_examples import chain, signer


def trail(count: int = 10_000) -> Iterator[Row]:
    """Verifying a chain of events as signers leave them, beside hashing the same bytes and nothing else."""
    actor = {"kind": "signer", "id": signer(1)["id"], "name": signer(1)["name"]}
    first = sha256(b"document").hexdigest()
    events, _ = chain([("opened", actor, {})] * count, first)

    def bare() -> None:
        for event in events:
            sha256(event.canonical).hexdigest()
            sha256((event.prev_hash + event.payload_hash).encode()).hexdigest()

    assert verify_chain(first, events, trail_id="env_1") is None
    taken = alternate(lambda: verify_chain(first, events, trail_id="env_1"), bare, rounds=31)
    yield taken.slower(
        f"verify a trail of {count:,} events",
        "hashlib over the same bytes",
        at_most=4,
        remarks=[
            f"Events of {len(events[-1].canonical)} bytes; processor time {taken.our_cpu / taken.their_cpu:.2f} ×."
        ],
    )
