"""GET /api/documents/search."""

from collections import defaultdict
from operator import mul
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document, Passage
from documents.search import nearest, storage
from documents.search.nearest import Hit
from tests.access import statuses
from tests.documents.search.shelf import STREETS, TOWNS, canonical, generated, shelved, unit
from tests.matching import an_id
from tests.model_server import DIMENSIONS, ModelServer, embeddings, error
from tests.people import Caller, Person

ROUTE = "/api/documents/search"


def hits(caller: Caller, q: str) -> list[dict[str, Any]]:
    answer = caller.get(ROUTE, {"q": q})
    assert answer.status_code == 200, answer.json()
    return list(answer.json()["hits"])


def found(caller: Caller, q: str) -> list[str]:
    return [hit["documentId"] for hit in hits(caller, q)]


def passage(document: Document, *vectors: list[float]) -> None:
    """Put these vectors of two dimensions to the document."""
    Passage.objects.bulk_create(
        Passage(
            document=document, organization_id=document.organization_id, number=number, model="m", dimensions=2,
            text_sha256="0" * 64, embedding=one,
        )
        for number, one in enumerate(vectors)
    )  # fmt: skip


def test_members_of_an_organization_search_its_documents(people: dict[str, Person], model_server: ModelServer) -> None:
    assert statuses(people, "GET", f"{ROUTE}?q=house") == {
        "alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_hits_are_answered_in_full(alice: Caller, model_server: ModelServer) -> None:
    first, second = generated(alice, canonical(1), canonical(2))
    shelved([first, second])
    body = alice.get(ROUTE, {"q": "2 Birch Street Guelph"}).json()
    assert body == {"hits": [{"documentId": an_id("doc"), "score": one["score"]} for one in body["hits"]]}
    assert [one["documentId"] for one in body["hits"]] == [second.id, first.id]
    assert 1 > body["hits"][0]["score"] > body["hits"][1]["score"] > 0
    assert model_server.asked == [
        (
            "/v1/embeddings",
            {"model": "stand-in", "input": ["2 Birch Street Guelph"], "encoding_format": "float"},
        )
    ]


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "  \n\t "}])
def test_an_empty_question_is_not_asked(alice: Caller, model_server: ModelServer, query: dict[str, str]) -> None:
    shelved(generated(alice, canonical(1)))
    answer = alice.get(ROUTE, query)
    assert (answer.status_code, answer.json()) == (200, {"hits": []})
    assert model_server.asked == []


def test_search_finds_nothing_without_a_model(alice: Caller) -> None:
    shelved(generated(alice, canonical(1)))
    answer = alice.get(ROUTE, {"q": "house"})
    assert (answer.status_code, answer.json()) == (200, {"hits": []})


@pytest.mark.parametrize("answer", [error(500), error(401), embeddings([[1.0]]), None])
def test_a_failing_model_is_answered_with_503(
    alice: Caller, model_server: ModelServer, answer: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("safeclose.gateways.retries.sleep", lambda seconds: None)
    model_server.answers.extend([answer] * 9)
    response = alice.get(ROUTE, {"q": "house"})
    assert response.status_code == 503
    assert response.json() == {"error": "unavailable", "message": "Search does not answer now; try again."}


def test_an_unreadable_model_file_is_answered_with_503(alice: Caller, settings: Any) -> None:
    settings.MODELS_JSON = "/nowhere/models.json"
    assert alice.get(ROUTE, {"q": "house"}).status_code == 503


def test_a_question_that_is_too_long_is_refused(alice: Caller, model_server: ModelServer) -> None:
    assert hits(alice, "x" * 1_000) == []
    answer = alice.get(ROUTE, {"q": "x" * 1_001})
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_parameter", "message": "q must have at most 1000 characters."}
    assert alice.get(ROUTE, {"q": "a\0b"}).status_code == 400


def test_at_most_twenty_hits_are_answered_the_best_first(alice: Caller, model_server: ModelServer) -> None:
    shelved(generated(alice, *(canonical(number) for number in range(60))))
    scores = [hit["score"] for hit in hits(alice, "Maple Street Ottawa")]
    assert len(scores) == 20
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_score_is_the_cosine_and_never_below_0(alice: Caller) -> None:
    same, across, away, twice = generated(alice, {}, {}, {}, {})
    passage(same, [1.0, 0.0])
    passage(across, [0.6, 0.8])
    passage(away, [-1.0, 0.0])
    passage(twice, [0.0, 1.0], [0.8, 0.6])
    assert nearest.nearest(alice.organization, [1.0, 0.0], model="m") == [
        Hit(same.id, 1.0), Hit(twice.id, pytest.approx(0.8)), Hit(across.id, pytest.approx(0.6)), Hit(away.id, 0.0),
    ]  # fmt: skip


def test_vectors_of_another_model_are_not_compared(alice: Caller) -> None:
    (one,) = generated(alice, {})
    passage(one, [1.0, 0.0])
    assert nearest.nearest(alice.organization, [1.0, 0.0], model="other") == []
    assert nearest.nearest(alice.organization, [1.0, 0.0, 0.0], model="m") == []
    assert nearest.nearest(alice.organization, [1.0, 0.0], model="m")


def arrays() -> None:
    """As in a database without pgvector."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was written must not wait for the transaction's end
        cursor.execute(f"DROP INDEX IF EXISTS passage_nearest_of_{DIMENSIONS}")
        cursor.execute("ALTER TABLE documents_passage ALTER COLUMN embedding TYPE real[]")
        cursor.execute("DROP EXTENSION vector")


def by_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "COMPARED", 0)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was written must not wait for the transaction's end
        cursor.execute("SET LOCAL enable_sort = off")
    storage.make_index(DIMENSIONS)


def test_two_organizations_with_a_thousand_documents_see_only_their_own(
    alice: Caller, bob: Caller, charlie: Caller, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By comparing all vectors, by their index, and without pgvector."""
    acme = generated(alice, *(canonical(number) for number in range(0, 1_000, 2)))
    birch = generated(charlie, *(canonical(number) for number in range(1, 1_000, 2)))
    shelved([*acme, *birch])
    own = {alice: {one.id for one in acme}, charlie: {one.id for one in birch}}
    questions = [f"{street} Street {town}" for street, town in zip(STREETS[:4], TOWNS, strict=False)]
    questions += ["buyer 17@example.com", "completion in July", "price $501,000.00", "nothing of it"]
    scores = {question: scores_of(question) for question in questions}
    for prepare in (lambda: None, lambda: by_index(monkeypatch), arrays):
        prepare()
        for question in questions:
            for caller, ids in own.items():
                got = found(caller, question)
                assert len(got) == 20
                assert set(got) <= ids
                best = max(scores[question][key] for key in ids)
                assert scores[question][got[0]] == pytest.approx(best, abs=1e-5)
                if caller is alice:
                    assert found(bob, question) == got


def scores_of(question: str) -> dict[str, float]:
    """How near each document is, by the vectors themselves, without a database's word."""
    asked, found = unit(question), defaultdict(float)
    for key, embedding in Passage.objects.values_list("document_id", "embedding"):
        found[key] = max(found[key], sum(map(mul, embedding, asked)))
    return found


def test_the_index_is_used(alice: Caller, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    shelved(generated(alice, *(canonical(number) for number in range(150))))
    by_index(monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        assert len(found(alice, "Maple Street")) == 20
    (asked,) = [query["sql"] for query in queries if "ORDER BY embedding" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Index Scan using passage_nearest_of_{DIMENSIONS}" in plan


def test_few_documents_among_many_of_others_are_all_found(
    alice: Caller, charlie: Caller, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest of all are another's; an index that stops after them would find nothing."""
    shelved(generated(charlie, *[canonical(1)] * 400))
    mine = generated(alice, *(canonical(number) for number in (2, 3, 4)))
    shelved(mine)
    by_index(monkeypatch)
    assert set(found(alice, "1 Cedar Street Kingston Ben Bowman 1")) == {one.id for one in mine}


def test_the_index_finds_what_an_exact_search_finds(
    alice: Caller, charlie: Caller, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for caller in (alice, charlie):
        shelved(generated(caller, *(canonical(number) for number in range(200))))
    questions = [f"{number} {street} Street" for number, street in enumerate(STREETS)]
    exact = [hit["score"] for question in questions for hit in hits(alice, question)]
    by_index(monkeypatch)
    near = [hit["score"] for question in questions for hit in hits(alice, question)]
    same = sum(abs(one - other) < 1e-6 for one, other in zip(exact, near, strict=True))
    assert same >= 0.95 * 20 * len(questions)
