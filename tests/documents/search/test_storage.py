"""With pgvector, without it, and with one that came later."""

import pytest
from django.db import connection

from documents.models import Passage
from documents.search import actions, nearest, storage
from documents.search.storage import Storage
from documents.search.texts import passages
from tests.documents.search.shelf import canonical, generated, shelved, unit
from tests.documents.search.test_search import arrays
from tests.model_server import DIMENSIONS, ModelServer
from tests.people import Caller

pytestmark = pytest.mark.django_db


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_fresh_database_has_vectors_and_gets_its_index() -> None:
    run(f"DROP INDEX IF EXISTS passage_nearest_of_{DIMENSIONS}")
    assert storage.storage(DIMENSIONS) == Storage(has_vectors=True, can_index=True, is_indexed=False)
    assert storage.storage(DIMENSIONS).kind == "exact, until the first document is indexed"
    for _ in range(2):
        actions.record_storage(dimensions=DIMENSIONS)
        assert storage.storage(DIMENSIONS) == Storage(has_vectors=True, can_index=True, is_indexed=True)
    assert storage.storage(DIMENSIONS).kind == "hnsw"
    assert not storage.storage(DIMENSIONS + 1).is_indexed


def test_search_without_pgvector_says_so_and_finds_the_same(alice: Caller, model_server: ModelServer) -> None:
    documents = [canonical(number) for number in range(30)]
    arrays()
    shelved(generated(alice, *documents))
    state = storage.storage(DIMENSIONS)
    assert state == Storage(has_vectors=False, can_index=False, is_indexed=False)
    assert state.kind == "exact: pgvector 0.8 or newer is missing"
    question = unit("7 Station Street")
    plain = nearest.nearest(alice.organization, question, model="stand-in")
    assert len(plain) == 20
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what was written in this transaction must not wait for its end
    actions.record_storage(dimensions=DIMENSIONS)
    assert storage.storage(DIMENSIONS).is_indexed
    by_vectors = nearest.nearest(alice.organization, question, model="stand-in")
    assert [hit.score for hit in by_vectors] == pytest.approx([hit.score for hit in plain], abs=1e-5)


@pytest.mark.parametrize(
    ("version", "can"), [("0.8.0", True), ("0.10", True), ("1.0", True), ("0.7.4", False), (None, False), ("x", False)]
)
def test_only_a_new_enough_pgvector_is_used_for_an_index(version: str | None, can: bool) -> None:
    assert (storage._version(version) >= storage.INDEXED_SINCE) == can


def test_a_vector_comes_back_as_it_was(alice: Caller) -> None:
    shelved(generated(alice, canonical(1)))
    row = Passage.objects.get()
    assert row.embedding == pytest.approx(unit(passages(row.document)[0]), abs=1e-6)
