"""Which documents of an organization say something near to a question."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.sql import SQL, Literal

from documents.search.models import Passage
from documents.search.storage import Storage, storage
from safeclose.gateways import ai
from safeclose.records.ids import from_uuid
from workspace.models import Organization

MAX_HITS = 20  # hits
PASSAGES = 100  # nearest ones, so that a long document does not crowd out the others
# Up to so many passages of an organization each is compared: that is as fast as the index, and misses none.
COMPARED = 5_000

Vector = list[float]


@dataclass(frozen=True)
class Hit:
    """A document, and how near its nearest passage is: the cosine, 0 where it is negative."""

    document_id: str
    score: float


def hits(organization: Organization, question: str) -> list[Hit]:
    """At most 20, the best first; none for an empty question, or without a model. Raises ai.Fault."""
    model = ai.embedding_model()
    if not question.strip() or model is None:
        return []
    (vector,) = ai.embed([question.strip()], waiting="search")
    return nearest(organization, vector, model=model.name)


def nearest(organization: Organization, vector: Vector, *, model: str) -> list[Hit]:
    """Those of the organization that are nearest to a vector of length 1; the model's name says what compares."""
    state = storage(len(vector))
    rows = Passage.objects.by(model, len(vector)).filter(organization=organization)
    if state.is_indexed and rows[COMPARED : COMPARED + 1].exists():
        found = _indexed(organization, vector, model)
        if found is not None:
            return found
    return _exact(organization, vector, model, state)


def _indexed(organization: Organization, vector: Vector, model: str) -> list[Hit] | None:
    """By the index, which goes on until it has enough rows of this organization; None where it gave up."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SCAN_SETTINGS, [str(PASSAGES)])
        cursor.execute(_BY_INDEX.format(n=Literal(len(vector))), _arguments(organization, vector, model))
        rows = cursor.fetchall()
    return _best(rows) if len(rows) == PASSAGES else None


def _exact(organization: Organization, vector: Vector, model: str, state: Storage) -> list[Hit]:
    """By comparing with each passage."""
    with connection.cursor() as cursor:
        compared = _BY_VECTORS if state.has_vectors else _BY_ARRAYS
        cursor.execute(compared, _arguments(organization, vector, model))
        return _best(cursor.fetchall())


def _arguments(organization: Organization, vector: Vector, model: str) -> dict[str, Any]:
    return {
        "vector": vector,
        "organization": organization.pk,
        "model": model,
        "dimensions": len(vector),
        "most": MAX_HITS,
        "passages": PASSAGES,
    }


def _best(rows: list[tuple[UUID, float]]) -> list[Hit]:
    """Of each document its nearest passage."""
    best: dict[UUID, float] = {}
    for document, score in rows:
        best[document] = max(score, best.get(document, -1.0))
    order = sorted(best, key=lambda document: (-best[document], document))[:MAX_HITS]
    return [Hit(from_uuid("doc", document), min(1.0, max(0.0, best[document]))) for document in order]


_SCAN_SETTINGS = """
SELECT set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', %s, true),
    set_config('hnsw.max_scan_tuples', '100000', true)
"""

_BY_INDEX = SQL("""
SELECT document_id, 1 - (embedding::vector({n}) <=> %(vector)s::real[]::vector({n}))
FROM documents_passage
WHERE organization_id = %(organization)s AND model = %(model)s AND dimensions = {n}
ORDER BY embedding::vector({n}) <=> %(vector)s::real[]::vector({n})
LIMIT %(passages)s
""")

_BY_VECTORS = """
SELECT document_id, max(1 - (embedding <=> %(vector)s::real[]::vector)) AS score
FROM documents_passage
WHERE organization_id = %(organization)s AND model = %(model)s AND dimensions = %(dimensions)s
GROUP BY document_id ORDER BY score DESC, document_id LIMIT %(most)s
"""

# All vectors have length 1, so the cosine is the sum of the products.
_BY_ARRAYS = """
SELECT document_id, max((SELECT sum(a * b) FROM unnest(embedding, %(vector)s::real[]) AS pair (a, b))) AS score
FROM documents_passage
WHERE organization_id = %(organization)s AND model = %(model)s AND dimensions = %(dimensions)s
GROUP BY document_id ORDER BY score DESC, document_id LIMIT %(most)s
"""
