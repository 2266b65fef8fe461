"""Fillable PDFs that organizations bring."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, Value

from documents.forms.fillable_pdf.fields import Field, FormMark, restored
from documents.forms.fillable_pdf.filling import Paper
from documents.forms.fillable_pdf.languages import DEFAULT
from safeclose import clock
from safeclose.records import ids
from safeclose.storage import files
from workspace.models import Organization

PREFIX = "template/"


class UploadedTemplateQuerySet(models.QuerySet["UploadedTemplate"]):
    """Filters for templates, to be chained."""

    def of(self, organization: Organization) -> "UploadedTemplateQuerySet":
        """Those that the organization may see."""
        return self.filter(organization__only=organization.pk)


class UploadedTemplate(models.Model):
    """A form of an organization's own. `sha256` names the file as it came, `paper_sha256` its pages without fields,
    which documents are printed on. It never changes, so that a document can be made again."""

    id = ids.TypeIDField(prefix="tpl", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="form_templates")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    paper_sha256 = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField()
    pages = models.JSONField()
    fields = models.JSONField()
    # Places for signers, as FormMark is stored.
    marks = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    left_out = models.JSONField(default=list)
    language = models.CharField(max_length=35, null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = UploadedTemplateQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organization", "-id"], name="template_list_of_organization"),)
        constraints = (models.CheckConstraint(name="uploaded_template_has_pages", condition=Q(page_count__gt=0)),)

    def __str__(self) -> str:
        return self.title

    @property
    def form_key(self) -> str:
        """What documents made from it name."""
        return f"{PREFIX}{self.id}"

    def form_fields(self) -> list[Field]:
        return [restored(row) for row in self.fields]

    def form_marks(self) -> list[FormMark]:
        return [FormMark.restored(row) for row in self.marks]

    def paper(self) -> Paper:
        pages = [(a, b, c, d) for a, b, c, d in self.pages]
        return Paper(files.read(self.paper_sha256), pages, self.language or DEFAULT)
