"""How search is served, for those who run the service."""

from documents.search.storage import storage
from safeclose.gateways import ai
from safeclose.health.probes import PartStatus


def search() -> str | PartStatus:
    """`hnsw` by an index, or what keeps it from that."""
    model = ai.embedding_model()
    return storage(model.dimensions).kind if model else PartStatus("off", "off: no embedding model is configured")
