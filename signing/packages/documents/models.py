"""The documents of a package: exact bytes, named by their SHA-256."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Value

from documents.models import ChattelDocument, Document
from safeclose.marks.definitions import Mark
from signing.packages.package.models import Signing
from signing.packages.templates.models import Template


class SigningDocumentQuerySet(models.QuerySet["SigningDocument"]):
    """Filters for documents, to be chained."""

    def shown(self) -> "SigningDocumentQuerySet":
        """With the signatures that an answer holds, in one query more."""
        return self.select_related("upload").prefetch_related("signatures")

    def to_sign(self) -> "SigningDocumentQuerySet":
        """Those that were sent to be signed, without the files that signers added."""
        return self.filter(upload=None)


class SigningDocument(models.Model):
    """A document within one package. What it came from may change or go; the file stays. Those with an `upload` were
    added by a signer, and are signed by nobody.

    `file_sha256` names the PDF as it is presented; of uploads, `received_sha256` names the file as it came, and
    `left_out` says in words what only that one has.
    """

    signing = models.ForeignKey(Signing, on_delete=models.CASCADE, related_name="documents")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    chattel_document = models.ForeignKey(
        ChattelDocument, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    chattel_type = models.CharField(max_length=64, null=True, blank=True)
    required = models.BooleanField(default=True)
    file_sha256 = models.CharField(max_length=64, null=True)
    received_sha256 = models.CharField(max_length=64, null=True)
    left_out = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    page_count = models.PositiveIntegerField(null=True)
    # "en" or "fr", as the PDF says; null where that was not recorded.
    language = models.CharField(max_length=2, null=True)
    # What is asked for on its pages, see `templates.positions`. Activation decides of whom: `marks`.
    positions = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    # As sent, each with its signer; null before.
    marks = models.JSONField(null=True)

    objects: ClassVar[Any] = SigningDocumentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["signing", "position", "id"], name="signing_document_in_order"),)
        constraints = (
            models.CheckConstraint(
                name="signing_document_with_a_file_has_pages",
                condition=Q(file_sha256=None, page_count=None)
                | Q(file_sha256__isnull=False, page_count__isnull=False, page_count__gt=0),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def marks_of(self, signer_id: int) -> list[Mark]:
        """What one signer is asked to put on its pages; nothing before activation."""
        return [Mark.read(mark) for mark in self.marks or () if mark["signer"] == str(signer_id)]
