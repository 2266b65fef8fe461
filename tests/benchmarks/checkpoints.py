"""Checkpoints of an organization with many trails, and the proof of one of them."""

import random
import time
from collections.abc import Callable, Iterator

from django.db import connection

from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from signing.evidence.checkpoints.proofs import proof_for
from tests.benchmarks import place
from tests.benchmarks.measuring import Row, Told, alternate, milliseconds

MANY, FEW = place.scaled(100_000, 1_000)
EXTENDED = 100
# Of trails only their ends are in a checkpoint, so these have no events.
FILL = """
INSERT INTO signing_trail (id, kind, organization_id, document_sha256, length, head, created_at, last_at)
SELECT 'signing:' || %s || number, 'signing', %s, repeat('0', 64), 5, encode(sha256(number::text::bytea), 'hex'),
    now(), now()
FROM generate_series(1, %s) AS number
"""
EXTEND = """
UPDATE signing_trail SET length = length + 1, head = encode(sha256(head::bytea), 'hex')
WHERE id IN (SELECT id FROM signing_trail WHERE organization_id = %s ORDER BY random() LIMIT %s)
"""


def rows() -> Iterator[Row]:
    """Of two organizations in one database."""
    with place.work():
        yield from _rows()


def _rows() -> Iterator[Row]:
    from workspace.models import Organization

    many, few = (Organization.objects.get(slug=slug).pk for slug in ("acme-financial", "birch-realty"))
    with connection.cursor() as cursor:
        cursor.execute(FILL, ["7", many, MANY])
        cursor.execute(FILL, ["8", few, FEW])
    for organization_id in (many, few):
        assert make_checkpoint(organization_id)
    with connection.cursor() as cursor:
        cursor.execute(EXTEND, [many, EXTENDED])
        cursor.execute("VACUUM ANALYZE")
    began, spent = time.perf_counter(), time.process_time()
    assert make_checkpoint(many)
    took, spent = time.perf_counter() - began, time.process_time() - spent
    yield Told(
        f"make a checkpoint of {MANY:,} trails, of which {EXTENDED} were extended",
        milliseconds(took),
        [f"Processor time of Python: {milliseconds(spent)}."],
    )
    taken = alternate(_proof("7", MANY), _proof("8", FEW), rounds=101, warm_up=5)
    yield taken.slower(
        f"the proof of one of {MANY:,} trails in the newest checkpoint", f"of one of {FEW:,} trails", at_most=1.3
    )


def _proof(prefix: str, count: int) -> Callable[[], object]:
    """Of another trail each time."""
    chance = random.Random(1)

    def prove() -> None:
        proof = proof_for(f"signing:{prefix}{chance.randint(1, count)}")
        assert proof
        assert proof["size"] >= count

    return prove
