"""Search among many vectors of one organization."""

from collections.abc import Iterator
from itertools import cycle

import numpy as np
from django.db import connection

from documents.search import actions, nearest
from documents.search.storage import _index as storage_index
from documents.search.storage import storage
from tests.benchmarks import place
from tests.benchmarks.measuring import Aim, Measured, Row, Unmeasured, alternate
from workspace.models import Organization

(COUNT,) = place.scaled(100_000)
DIMENSIONS, SUBJECTS, QUESTIONS, TOP = 384, 2_000, 60, 10
MODEL = "benchmark"
WORK = f"search among {COUNT:,} vectors of one organization"

FILL = """
INSERT INTO documents_passage
    (document_id, organization_id, number, model, dimensions, text_sha256, embedding, indexed_at)
SELECT gen_random_uuid(), %s, 0, %s, %s, repeat('0', 64), line::vector, now() FROM unnest(%s::text[]) AS line
"""


def rows() -> Iterator[Row]:
    """By the index, beside comparing with each; and how many of the true nearest ten it finds."""
    with place.work():
        yield from _rows()


def _rows() -> Iterator[Row]:
    if not storage(DIMENSIONS).can_index:
        yield Unmeasured(WORK, "pgvector 0.8 or newer is missing")
        return
    organization = _acme()
    vectors, questions = _clouds(COUNT)
    _fill(organization.pk, vectors)
    state = storage(DIMENSIONS)
    asked = cycle([question.tolist() for question in questions])
    compared = cycle([question.tolist() for question in questions])
    taken = alternate(
        lambda: nearest.nearest(organization, next(asked), model=MODEL),
        lambda: nearest._exact(organization, next(compared), MODEL, state),
        rounds=QUESTIONS,
        warm_up=5,
    )
    found = [
        (
            nearest.nearest(organization, question.tolist(), model=MODEL),
            nearest._exact(organization, question.tolist(), MODEL, state),
        )
        for question in questions
    ]
    hits = [
        len({hit.document_id for hit in ours[:TOP]} & {hit.document_id for hit in true[:TOP]}) for ours, true in found
    ]
    recall = sum(hits) / len(hits) / TOP
    told = (
        f"{DIMENSIONS} dimensions, {SUBJECTS:,} subjects, {QUESTIONS} questions; at most {nearest.MAX_HITS} hits each."
    )
    yield taken.faster(WORK, "an exact scan in the same PostgreSQL", at_least=10, remarks=[told])
    yield Measured(
        f"{WORK}: recall@{TOP}", "the exact scan's answers", recall, Aim(at_least=0.95), f"{recall:.3f}", "1.000"
    )


def grow(size: int, since: int) -> list[list[float]]:
    """Bring one organization's vectors from so many to so many; questions to ask of them."""
    vectors, questions = _clouds(size)
    with connection.cursor() as cursor:  # to make it anew takes less time than to insert into it
        cursor.execute(f"DROP INDEX IF EXISTS {storage_index(DIMENSIONS)}")
    _fill(_acme().pk, vectors[since:])
    return [question.tolist() for question in questions]


def ask(question: list[float]) -> None:
    """As the route asks."""
    nearest.nearest(_acme(), question, model=MODEL)


def _acme() -> Organization:
    found: Organization = Organization.objects.get(slug="acme-financial")
    return found


def _clouds(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Vectors as texts have them, around subjects, with far fewer directions than dimensions; and such questions."""
    random = np.random.default_rng(2026)
    directions = random.normal(size=(48, DIMENSIONS))
    subjects = random.normal(size=(SUBJECTS, 48))

    def around(count: int) -> np.ndarray:
        chosen = subjects[random.integers(SUBJECTS, size=count)]
        made = (chosen + 0.7 * random.normal(size=chosen.shape)) @ directions
        made += 0.5 * random.normal(size=made.shape)
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)

    return around(size), around(QUESTIONS)


def _fill(organization: int, vectors: np.ndarray) -> None:
    """As many rows without the foreign key's look at each document; then the index, as the service makes it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for part in np.array_split(vectors, max(len(vectors) // 5_000, 1)):
            lines = ["[" + ",".join(f"{number:.7g}" for number in vector) + "]" for vector in part]
            cursor.execute(FILL, [organization, MODEL, DIMENSIONS, lines])
        cursor.execute("SET session_replication_role = DEFAULT")
    actions.record_storage(dimensions=DIMENSIONS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE documents_passage")
