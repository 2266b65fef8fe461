"""Deals in the back office, and the checklist templates: the one thing that staff edit by hand."""

from collections.abc import Sequence

from django.contrib import admin
from unfold.admin import TabularInline

from documents.deals.checklists.models import ChecklistTemplate, Milestone, TemplateMilestone
from documents.deals.models import Deal, StageChange
from documents.paper.models import Document
from safeclose.backoffice.filters import Since, by
from safeclose.backoffice.panels import MAX_PANEL_LINES, Panel, link, moment
from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly, Table


@admin.register(Deal)
class Deals(ReadOnly):
    """One purchase, sale or lease each."""

    list_display = ("id", "title", "organization", "type", "stage", "closing_date")
    list_filter = (by("organization"), Since)
    joins = ("organization", "created_by")
    finds = {"the deal's id": exact(Deal, "id"), "a document's id": exact(Document, "id", row="deal")}

    def panels(self, deal: Deal) -> Sequence[Panel]:
        """Documents, moves, and what has to be done."""
        documents = [
            (link(one), one.status.lower().replace("_", " ")) for one in deal.documents.order_by("id")[:MAX_PANEL_LINES]
        ]
        moves = [
            (moment(one.at), one.from_stage, one.to_stage, one.by_kind) for one in deal.history.all()[:MAX_PANEL_LINES]
        ]
        left = Milestone.objects.filter(checklist__deal=deal).order_by("number")[:MAX_PANEL_LINES]
        milestones = [(one.number, one.title, one.due_date, moment(one.done_at)) for one in left]
        return (
            Panel("Documents", ("Title", "State"), documents),
            Panel("Stages", ("At", "From", "To", "By"), moves),
            Panel("Checklist", ("No.", "What", "Due", "Done"), milestones),
        )


@admin.register(StageChange)
class StageChanges(ReadOnly):
    """Moves of deals: evidence."""

    list_display = ("id", "deal", "from_stage", "to_stage", "at", "by_kind")
    joins = ("deal",)
    finds = {"number": number(StageChange), "the deal's id": exact(StageChange, "deal")}


class Milestones(TabularInline):
    """What the template lists."""

    model = TemplateMilestone
    extra = 0


@admin.register(ChecklistTemplate)
class ChecklistTemplates(Table):
    """One for each type of deal; what is changed here holds for deals that are signed from now on."""

    is_edited_by_staff = True
    list_display = ("id", "title", "deal_type")
    inlines = (Milestones,)
