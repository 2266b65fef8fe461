"""All tables of the documents, for Django to find."""

from documents.paper.models import Document, Rendering

__all__ = ["Document", "Rendering"]
