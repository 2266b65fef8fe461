"""manage.py reindex_search."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document, Passage
from documents.search import indexing
from tests.documents.search.shelf import canonical, generated
from tests.model_server import ModelServer, error
from tests.people import Caller

GO_ON = "What was done is kept: the same command goes on from here."


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("reindex_search", "--json", *arguments, stdout=out)
    return dict(json.loads(out.getvalue()))


def indexed() -> set[str]:
    return set(Passage.objects.values_list("document_id", flat=True))


def many(caller: Caller, number: int) -> list[Document]:
    return generated(caller, *(canonical(one) for one in range(number)))


def report(documents: int, count: int) -> dict[str, Any]:
    return {"documents": documents, "indexed": count, "model": "stand-in", "search": "hnsw"}


def test_reindexing_indexes_everything_once(alice: Caller, charlie: Caller, model_server: ModelServer) -> None:
    documents = [*many(alice, 25), *many(charlie, 5)]
    assert run() == report(30, 30)
    assert indexed() == {one.id for one in documents}
    model_server.asked.clear()
    assert run() == report(30, 0)
    assert model_server.asked == []
    assert run("--all") == report(30, 30)


def test_one_organization_can_be_reindexed(alice: Caller, charlie: Caller, model_server: ModelServer) -> None:
    mine = many(alice, 3)
    many(charlie, 2)
    assert run("--organization", "acme") == report(3, 3)
    assert indexed() == {one.id for one in mine}


def test_drafts_are_left_out(alice: Caller, model_server: ModelServer) -> None:
    many(alice, 2)
    Document.objects.update(status="DRAFT", sha256=None, page_count=None, generated_at=None)
    assert run() == report(0, 0)


def test_the_report_is_written_in_words(alice: Caller, model_server: ModelServer) -> None:
    many(alice, 2)
    out = StringIO()
    call_command("reindex_search", stdout=out)
    assert out.getvalue() == "2 documents, 2 indexed now by stand-in; search is hnsw.\n"


def test_reindexing_goes_on_where_a_fault_stopped_it(
    alice: Caller, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = many(alice, 30)
    answer = model_server.answer

    def failing(path: str, body: Any, authorization: str | None) -> Any:
        return error(400) if len(model_server.asked) == 2 else answer(path, body, authorization)

    monkeypatch.setattr(model_server, "answer", failing)
    with pytest.raises(CommandError) as caught:
        run()
    assert str(caught.value) == f"The model refuses the request (400). {GO_ON}"
    assert len(indexed()) == 20
    monkeypatch.setattr(model_server, "answer", answer)
    assert run() == report(30, 10)
    assert indexed() == {one.id for one in documents}


def test_reindexing_stopped_by_hand_says_how_to_go_on(
    alice: Caller, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*args: Any, **kwargs: Any) -> int:
        raise KeyboardInterrupt

    many(alice, 2)
    monkeypatch.setattr(indexing, "index", stopped)
    with pytest.raises(CommandError) as caught:
        run()
    assert str(caught.value) == f"Stopped. {GO_ON}"


def test_more_documents_than_a_batch_are_indexed(
    alice: Caller, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH_DOCUMENTS", 7)
    many(alice, 20)
    assert run() == report(20, 20)


def test_reindexing_is_refused_without_a_model(db: None) -> None:
    with pytest.raises(CommandError, match="No embedding model is configured"):
        run()


def test_an_unknown_organization_is_refused(db: None, model_server: ModelServer) -> None:
    with pytest.raises(CommandError, match=r"^There is no organization nowhere\.$"):
        run("--organization", "nowhere")
