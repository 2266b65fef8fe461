"""Forms in the back office."""

from django.contrib import admin

from documents.forms.blank_forms.models import BlankForm
from documents.forms.uploaded_templates.models import UploadedTemplate
from safeclose.backoffice.filters import Since, by
from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly


@admin.register(UploadedTemplate)
class UploadedTemplates(ReadOnly):
    """Fillable PDFs that organizations brought."""

    list_display = ("title", "organization", "page_count", "created_at", "id")
    list_filter = (by("organization"), Since)
    joins = ("organization", "created_by")
    fields = ("id", "title", "organization", "sha256", "page_count", "language", "left_out", "created_by", "created_at")
    finds = {"the template's id": exact(UploadedTemplate, "id")}


@admin.register(BlankForm)
class BlankForms(ReadOnly):
    """Licensed blanks that an administrator loaded."""

    list_display = ("form_key", "imported_at", "replaced_at", "sha256", "id")
    fields = ("id", "form_key", "sha256", "paper_sha256", "language", "imported_at", "replaced_at")
    finds = {"number": number(BlankForm)}
