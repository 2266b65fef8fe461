"""A generated document can be found: the job, what it skips, and what gets between."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents.models import Document, Passage
from documents.search import actions, indexing
from documents.search.jobs import when_generated
from documents.search.storage import storage
from documents.search.texts import digest, passages
from safeclose.gateways import ai
from tests.delivery import delivered
from tests.documents.search.shelf import canonical, generated, unit
from tests.guards import named
from tests.model_server import DIMENSIONS, ModelServer, embeddings, error, vector
from tests.paper import draft, sample
from tests.paper import generated as by_api
from tests.people import Caller

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")


def rows() -> list[dict[str, Any]]:
    return list(
        Passage.objects.order_by("document_id", "number").values(
            "document_id", "organization_id", "number", "model", "dimensions", "text_sha256", "embedding"
        )
    )


def index(*documents: Document, **more: Any) -> int:
    model = ai.embedding_model()
    assert model
    return indexing.index(documents, model=model, **more)


def test_a_generated_document_is_indexed_by_a_job(alice: Caller, model_server: ModelServer) -> None:
    document = Document.objects.get(id=by_api(alice)["id"])
    assert (rows(), model_server.asked) == ([], []), "nothing is asked while somebody waits for the document"
    assert delivered(when_generated) == 1
    texts = passages(document)
    assert [{**row, "embedding": None} for row in rows()] == [
        {
            "document_id": document.id,
            "organization_id": alice.organization.pk,
            "number": number,
            "model": "stand-in",
            "dimensions": DIMENSIONS,
            "text_sha256": digest(document),
            "embedding": None,
        }
        for number in range(len(texts))
    ]
    assert [row["embedding"] for row in rows()] == [pytest.approx(unit(text), abs=1e-6) for text in texts]
    assert storage(DIMENSIONS).is_indexed


def test_the_job_run_again_asks_the_model_nothing(alice: Caller, model_server: ModelServer) -> None:
    by_api(alice)
    delivered(when_generated)
    once, asked = rows(), len(model_server.asked)
    delivered(when_generated)
    assert (rows(), len(model_server.asked)) == (once, asked)


def test_without_a_model_nothing_is_indexed(alice: Caller) -> None:
    by_api(alice)
    assert delivered(when_generated) == 1
    assert rows() == []


def test_a_draft_is_not_indexed(alice: Caller, model_server: ModelServer) -> None:
    indexing.index_one(draft(alice)["id"])
    indexing.index_one("doc_01h455vb4pex5vsknk084sn02q")
    assert (rows(), model_server.asked) == ([], [])


def test_a_model_that_does_not_answer_is_asked_again_by_the_queue(alice: Caller, model_server: ModelServer) -> None:
    by_api(alice)
    model_server.answers.append(error(400))
    with pytest.raises(ai.Fault):
        delivered(when_generated)
    assert rows() == []
    delivered(when_generated)
    assert rows()


def test_the_passages_of_a_changed_document_are_replaced(alice: Caller, model_server: ModelServer) -> None:
    path = f"/api/documents/{by_api(alice)['id']}"
    delivered(when_generated)
    before = rows()
    alice.patch(path, {"title": "Castle", "canonical": {"schedules": None}})
    assert rows() == before, "until it is generated"
    alice.post(f"{path}/generate")
    delivered(when_generated)
    document = Document.objects.get()
    assert {row["text_sha256"] for row in rows()} == {digest(document)}
    assert len(rows()) == len(passages(document)) < len(before)


def test_vectors_of_an_older_text_are_not_kept(alice: Caller, model_server: ModelServer) -> None:
    """While the model was asked the document was changed, or deleted."""
    (document,) = generated(alice, canonical(1))
    stale = {"text_sha256": digest(document), "model": "m", "dimensions": 1, "vectors": [[1.0]]}
    Document.objects.update(title="Castle")
    assert actions.record_passages(document_id=document.id, **stale) is False
    assert rows() == []
    assert actions.record_passages(document_id="doc_01h455vb4pex5vsknk084sn02q", **stale) is False


def test_only_new_documents_are_sent_to_the_model(alice: Caller, model_server: ModelServer) -> None:
    first, second = generated(alice, canonical(1), canonical(2))
    assert index(first) == 1
    model_server.asked.clear()
    assert index(first, second) == 1
    assert [body["input"] for _, body in model_server.asked] == [passages(second)]
    assert index(first, second) == 0
    assert index(first, second, anew=True) == 2
    assert index() == 0


def test_another_model_is_another_index(alice: Caller, model_server: ModelServer, settings: Any, tmp_path: Any) -> None:
    documents = generated(alice, canonical(1), canonical(2))
    index(*documents)
    other = {"endpoint": model_server.url, "model": "other", "dimensions": 32, "keyVariable": "MODEL_SERVER_KEY"}
    settings.MODELS_JSON = str(model_server.write_models(tmp_path / "other.json", embedding=other))
    model_server.dimensions = 32
    assert index(*documents) == 2
    assert {(row["model"], row["dimensions"], len(row["embedding"])) for row in rows()} == {("other", 32, 32)}


def test_a_deleted_document_takes_its_passages_along(alice: Caller, model_server: ModelServer) -> None:
    document = by_api(alice)
    delivered(when_generated)
    assert alice.delete(f"/api/documents/{document['id']}").status_code == 204
    assert rows() == []


def test_a_document_of_which_only_a_part_could_be_indexed_is_not_indexed(
    alice: Caller, model_server: ModelServer
) -> None:
    (document,) = generated(alice, {**sample(), "schedules": [{"title": "A", "body": "word " * 10_000}]})
    assert len(passages(document)) > 64, "more than go into one request"
    model_server.answers.extend([embeddings([vector("x")] * 64), error(400)])
    with pytest.raises(ai.Fault):
        index(document)
    assert rows() == []
    index(document)
    assert len(rows()) == len(passages(document))


def test_a_passage_is_once_in_its_document(alice: Caller, model_server: ModelServer) -> None:
    index(*generated(alice, canonical(1)))
    row = Passage.objects.first()
    with pytest.raises(IntegrityError, match='constraint "passage_is_once_in_its_document"'), transaction.atomic():
        Passage.objects.create(
            document=row.document, organization=row.organization, number=0, model="m", dimensions=1,
            text_sha256="0" * 64, embedding=[1.0],
        )  # fmt: skip
    assert named([Passage]) == {(Passage, "passage_is_once_in_its_document")}
