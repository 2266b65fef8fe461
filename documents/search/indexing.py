"""From documents to vectors: the model is asked outside of any transaction, and only for what is new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.paper.models import Document
from documents.search import actions
from documents.search.models import Passage
from documents.search.storage import storage
from documents.search.texts import digest, passages
from safeclose.gateways import ai
from safeclose.gateways.ai_models import LocalEmbedding, RemoteEmbedding

BATCH_DOCUMENTS = 100  # documents looked at in one query

Model = RemoteEmbedding | LocalEmbedding


@dataclass(frozen=True)
class Progress:
    """How many documents were looked at, and indexed, out of how many."""

    seen: int
    indexed: int
    total: int


def index(documents: Sequence[Document], *, model: Model, anew: bool = False) -> int:
    """Index what has changed of these since it was last indexed (`anew`: all); how many. Raises ai.Fault."""
    texts = {document.id: (digest(document), passages(document)) for document in documents}
    known = set() if anew else _known(documents, model)
    wanted = {key: found for key, found in texts.items() if (key, found[0]) not in known}
    vectors = iter(ai.embed([text for _, parts in wanted.values() for text in parts], waiting="job") if wanted else [])
    for document_id, (text_sha256, parts) in wanted.items():
        actions.record_passages(
            document_id=document_id,
            text_sha256=text_sha256,
            model=model.name,
            dimensions=model.dimensions,
            vectors=[next(vectors) for _ in parts],
        )
    return len(wanted)


def index_one(document_id: str) -> None:
    """What the job does. Nothing without a model, and nothing for a document that is gone or a draft again."""
    model = ai.embedding_model()
    document = Document.objects.filter(id=document_id).exclude(status=Document.Status.DRAFT).first()
    if model is None or document is None:
        return
    state = storage(model.dimensions)
    if state.can_index and not state.is_indexed:
        actions.record_storage(dimensions=model.dimensions)
    index([document], model=model)


def index_all(*, model: Model, organization_id: int | None, anew: bool) -> Iterator[Progress]:
    """Index every document that is not a draft; tells how far it is, from time to time.

    Whatever happens between two batches, what was done is kept. Raises ai.Fault.
    """
    documents = Document.objects.exclude(status=Document.Status.DRAFT).order_by("id")
    if organization_id is not None:
        documents = documents.filter(organization_id=organization_id)
    total, seen, done, after = documents.count(), 0, 0, None
    while batch := list((documents.filter(id__gt=after) if after else documents)[:BATCH_DOCUMENTS]):
        for some in _handfuls(batch):
            done += index(some, model=model, anew=anew)
            seen += len(some)
            yield Progress(seen, done, max(total, seen))
        after = batch[-1].id


def _known(documents: Sequence[Document], model: Model) -> set[tuple[str, str]]:
    rows = Passage.objects.by(model.name, model.dimensions).filter(document__in=documents, number=0)
    return set(rows.values_list("document_id", "text_sha256"))


def _handfuls(documents: Sequence[Document], size: int = 10) -> Iterator[Sequence[Document]]:
    for begin in range(0, len(documents), size):
        yield documents[begin : begin + size]
