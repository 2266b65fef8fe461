"""Documents in the back office."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from documents.paper.lifecycle import DOCUMENT
from documents.paper.models import Document, Rendering
from safeclose.backoffice.badges import States
from safeclose.backoffice.buttons import Look
from safeclose.backoffice.filters import Since, by, one_of
from safeclose.backoffice.panels import Panel, code, moment
from safeclose.backoffice.searching import beginning, exact, number
from safeclose.backoffice.tables import ReadOnly
from safeclose.http.downloads import download
from safeclose.storage import files


def _pdf(request: HttpRequest, document: Document) -> HttpResponseBase:
    digest = document.sha256 or ""
    return download(request, files.read(digest), sha256=digest, name=f"{document.title}.pdf")


@admin.register(Document)
class Documents(ReadOnly):
    """Agreements as data. What stands in them is the customer's: it is not shown here."""

    in_short_menu = True
    list_display = ("title", "organization", "form_key", "status", "created_at", "id")
    states: ClassVar = {"status": States(DOCUMENT.kinds)}
    list_filter = (one_of("status"), by("organization"), Since)
    joins = ("organization", "created_by", "deal")
    finds = {"title": beginning(Document, "title"), "the document's id": exact(Document, "id")}
    fields = (
        "id", "title", "organization", "deal", "form_key", "status", "revision", "hash_of_file", "page_count",
        "created_by", "created_at", "generated_at", "first_sent_at", "signed_at",
    )  # fmt: skip
    readonly_fields = fields
    looks = (Look("pdf", "PDF", _pdf, offered=lambda row: bool(getattr(row, "sha256", "")), is_file=True),)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Document]":
        """Without the canonical data, which is large."""
        rows: QuerySet[Document] = super().get_queryset(request).defer("canonical", "provenance", "issues")
        return rows

    @admin.display(description="SHA-256 of the PDF")
    def hash_of_file(self, document: Document) -> str:
        """Of what was rendered."""
        return code(document.sha256 or "–")

    def panels(self, document: Document) -> Sequence[Panel]:
        """What is due out of it."""
        lines = [(one.type.replace("_", " "), one.description, moment(one.due_at), moment(one.resolved_at))
                 for one in document.obligations.order_by("due_at")[:200]]  # fmt: skip
        return (Panel("Obligations", ("What", "In words", "Due", "Done"), lines),)


@admin.register(Rendering)
class Renderings(ReadOnly):
    """Every PDF that was made."""

    list_display = ("title", "organization", "template_version", "page_count", "rendered_at", "document_id", "id")
    list_filter = (by("organization"),)
    joins = ("organization",)
    finds = {"number": number(Rendering)}

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Rendering]":
        """With the document's title. The document may be deleted."""
        titles = Document.objects.filter(pk=OuterRef("document_id")).values("title")
        rows: QuerySet[Rendering] = super().get_queryset(request).annotate(title=Subquery(titles[:1]))
        return rows

    @admin.display(description="document")
    def title(self, rendering: Any) -> str:
        return rendering.title or "(a deleted document)"
