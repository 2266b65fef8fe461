"""What is written for search."""

from collections.abc import Sequence

from documents.paper.models import Document
from documents.search import storage
from documents.search.models import Passage
from documents.search.texts import digest
from safeclose.records.transactions import action


@action
def record_passages(
    *, document_id: str, text_sha256: str, model: str, dimensions: int, vectors: Sequence[list[float]]
) -> bool:
    """Put these vectors in place of those that the document has; not if it says something else by now, or is gone."""
    document = Document.objects.select_for_update().filter(id=document_id).first()
    if document is None or digest(document) != text_sha256:
        return False
    Passage.objects.filter(document=document).delete()
    Passage.objects.bulk_create(
        Passage(
            document=document,
            organization_id=document.organization_id,
            number=number,
            model=model,
            dimensions=dimensions,
            text_sha256=text_sha256,
            embedding=vector,
        )
        for number, vector in enumerate(vectors)
    )
    return True


@action
def record_storage(*, dimensions: int) -> None:
    """Use pgvector if it is there by now, and index what can be indexed."""
    storage.adopt()
    state = storage.storage(dimensions)
    if state.can_index and not state.is_indexed:
        storage.make_index(dimensions)
