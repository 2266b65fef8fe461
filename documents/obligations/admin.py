"""Obligations in the back office."""

from typing import ClassVar

from django.contrib import admin

from documents.obligations.models import Obligation
from documents.paper.models import Document
from safeclose import clock
from safeclose.backoffice import figures
from safeclose.backoffice.badges import States
from safeclose.backoffice.figures import Figure, Line
from safeclose.backoffice.filters import Since, by
from safeclose.backoffice.searching import exact
from safeclose.backoffice.tables import ReadOnly
from safeclose.records.lifecycle import Kind

KINDS = {"open": Kind.ACTIVE, "overdue": Kind.ENDED, "resolved": Kind.DONE}


def state_of(obligation: Obligation) -> str:
    if obligation.resolved_at:
        return "resolved"
    return "overdue" if obligation.is_overdue(clock.now()) else "open"


@admin.register(Obligation)
class Obligations(ReadOnly):
    """Dates by which something has to happen."""

    list_display = ("description", "type", "organization", "state", "due_at", "resolved_at", "id")
    states: ClassVar = {"state": States(KINDS, of=state_of)}
    list_filter = (by("organization"), Since)
    joins = ("organization", "document", "resolved_by")
    finds = {"the obligation's id": exact(Obligation, "id"), "the document's id": exact(Obligation, "document")}


def overdue() -> Figure:
    """What should have been done."""
    rows = Obligation.objects.open().exclude(document__status=Document.Status.DRAFT).overdue(clock.now())
    return Figure("Obligations", [Line("overdue", figures.displayed(figures.at_most(rows)), is_bad=True)])
