"""How search is served, for those who run the service."""

from documents.search.storage import storage
from safeclose import probes
from safeclose.gateways import ai


@probes.tells("search")
def search() -> str:
    """`hnsw` by an index, or what keeps it from that."""
    model = ai.embedding_model()
    return storage(model.dimensions).kind if model else "off: no embedding model is configured"
