"""Obligations in the back office."""

from django.contrib import admin

from documents.obligations.models import Obligation
from documents.paper.models import Document
from safeclose import clock
from safeclose.backoffice import figures
from safeclose.backoffice.figures import Figure, Line
from safeclose.backoffice.filters import Since, by
from safeclose.backoffice.searching import exact
from safeclose.backoffice.tables import ReadOnly


@admin.register(Obligation)
class Obligations(ReadOnly):
    """Dates by which something has to happen."""

    list_display = ("id", "type", "description", "organization", "due_at", "resolved_at")
    list_filter = (by("organization"), Since)
    joins = ("organization", "document", "resolved_by")
    finds = {"the obligation's id": exact(Obligation, "id"), "the document's id": exact(Obligation, "document")}


def overdue() -> Figure:
    """What should have been done."""
    rows = Obligation.objects.open().exclude(document__status=Document.Status.DRAFT).overdue(clock.now())
    return Figure("Obligations", [Line("overdue", figures.displayed(figures.at_most(rows)), is_bad=True)])
