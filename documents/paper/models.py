"""Agreements: data first, a PDF from it."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower

from documents.forms.form import Form
from documents.forms.resolving import form_of
from documents.paper.lifecycle import DOCUMENT, DocumentStatus
from safeclose import clock
from safeclose.records import ids
from workspace.models import Organization


class DocumentQuerySet(models.QuerySet["Document"]):
    """Filters for documents, to be chained."""

    def of(self, organization: Organization) -> "DocumentQuerySet":
        """Those that the organization may see."""
        return self.filter(organization__only=organization.pk)


class Document(models.Model):
    """A document as structured data; `sha256` names the PDF that was rendered from exactly this data."""

    Status = DocumentStatus

    id = ids.TypeIDField(prefix="doc", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="documents")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    form_key = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=Status, default=DOCUMENT.initial)
    canonical = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)
    issues = models.JSONField(default=list)
    # Counts the changes of the data, so that a rendering knows whether it is still wanted.
    revision = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64, null=True)
    # The PDF with the evidence, once everyone has signed and it is made.
    sealed_sha256 = models.CharField(max_length=64, null=True)
    page_count = models.PositiveIntegerField(null=True)
    generated_at = models.DateTimeField(null=True)
    deal = models.ForeignKey("documents.Deal", on_delete=models.PROTECT, null=True, related_name="documents")
    first_sent_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["organization", "-id"], name="document_list_of_organization"),
            # Of the back office.
            models.Index(fields=["status", "-id"], name="documents_by_status"),
            models.Index(OpClass(Lower("title"), "text_pattern_ops"), name="documents_by_title"),
        )
        constraints = (
            models.CheckConstraint(name="document_status_is_known", condition=Q(status__in=DOCUMENT.states)),
            models.CheckConstraint(
                name="document_beyond_draft_has_a_file",
                condition=(
                    Q(status=DocumentStatus.DRAFT, sha256=None, page_count=None, generated_at=None)
                    # NULL > 0 is neither true nor false, and what is not false passes a check.
                    | ~Q(status=DocumentStatus.DRAFT)
                    & Q(sha256__isnull=False, page_count__isnull=False, page_count__gt=0, generated_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="document_is_signed_when_it_says_when",
                condition=Q(status=DocumentStatus.FULLY_SIGNED, signed_at__isnull=False)
                | (~Q(status=DocumentStatus.FULLY_SIGNED) & Q(signed_at=None)),
            ),
            models.CheckConstraint(
                name="document_is_sealed_only_when_signed",
                condition=Q(sealed_sha256=None) | Q(status=DocumentStatus.FULLY_SIGNED),
            ),
            models.CheckConstraint(
                name="document_out_for_signature_was_sent",
                condition=~Q(status__in=[DocumentStatus.SENT_FOR_SIGNATURE, DocumentStatus.FULLY_SIGNED])
                | Q(first_sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_is_not_updated_before_it_is_made", condition=Q(updated_at__gte=F("created_at"))
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def pack(self) -> Form:
        """The form that it is made from, as it is now. Raises UnknownPack."""
        return form_of(self.form_key, self.organization_id)

    def rendering(self) -> "Rendering":
        """How its present PDF was made."""
        return Rendering.objects.filter(document_id=self.id, sha256=self.sha256).latest("id")


class Rendering(models.Model):
    """One row for each PDF made: what was used of the plan, and from what it can be made again."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    # No foreign key: what was used stays used when the document is deleted.
    document_id = ids.TypeIDField(prefix="doc")
    sha256 = models.CharField(max_length=64)
    data_sha256 = models.CharField(max_length=64)
    template_version = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField()
    # `en` or `fr`, as the PDF says; None for those made before it was recorded.
    language = models.CharField(max_length=2, null=True)
    # What the parties are asked to put on its pages: [Mark.written()].
    marks = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    rendered_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["organization", "rendered_at"], name="rendering_usage"),)

    def __str__(self) -> str:
        return f"{self.document_id} {self.sha256[:12]}"
