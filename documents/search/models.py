"""What documents say, as vectors."""

from typing import Any, ClassVar

from django.db import models

from documents.paper.models import Document
from documents.search.fields import Embedding
from safeclose import clock
from workspace.models import Organization


class PassageQuerySet(models.QuerySet["Passage"]):
    """Filters for passages, to be chained."""

    def by(self, model: str, dimensions: int) -> "PassageQuerySet":
        """Those that can be compared with each other: of one model."""
        return self.filter(model=model, dimensions=dimensions)


class Passage(models.Model):
    """A part of a document's text, as the vector of its meaning; the text itself is not kept twice.

    `text_sha256` is that of the whole document's text: what is indexed already is not indexed again.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=200)
    dimensions = models.PositiveSmallIntegerField()
    text_sha256 = models.CharField(max_length=64)
    embedding = Embedding()
    indexed_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = PassageQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organization", "model", "dimensions"], name="passage_of_organization"),)
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="passage_is_once_in_its_document"),)

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"
