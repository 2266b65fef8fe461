"""Deals in the back office, and the checklist templates: the one thing that staff edit by hand."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin

from documents.deals.checklists.models import ChecklistTemplate, Milestone, TemplateMilestone
from documents.deals.lifecycle import DEAL
from documents.deals.models import Deal, StageChange
from documents.paper.lifecycle import DOCUMENT
from documents.paper.models import Document
from safeclose.backoffice.badges import States, badge
from safeclose.backoffice.filters import Since, by
from safeclose.backoffice.panels import MAX_PANEL_LINES, Panel, link, moment
from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import Lines, ReadOnly, Table


@admin.register(Deal)
class Deals(ReadOnly):
    """One purchase, sale or lease each."""

    in_short_menu = True
    list_display = ("title", "organization", "type", "stage", "closing_date", "id")
    states: ClassVar = {"stage": States(DEAL.kinds)}
    list_filter = (by("organization"), Since)
    joins = ("organization", "created_by")
    finds = {"the deal's id": exact(Deal, "id"), "a document's id": exact(Document, "id", row="deal")}

    def panels(self, deal: Deal) -> Sequence[Panel]:
        """Documents, moves, and what has to be done."""
        documents = [
            (link(one), badge(one.status, DOCUMENT.kinds)) for one in deal.documents.order_by("id")[:MAX_PANEL_LINES]
        ]
        moves = [
            (moment(one.at), badge(one.from_stage, DEAL.kinds), badge(one.to_stage, DEAL.kinds), one.by_kind)
            for one in deal.history.all()[:MAX_PANEL_LINES]
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

    list_display = ("deal", "from_stage", "to_stage", "at", "by_kind", "id")
    states: ClassVar = {"from_stage": States(DEAL.kinds), "to_stage": States(DEAL.kinds)}
    joins = ("deal",)
    finds = {"number": number(StageChange), "the deal's id": exact(StageChange, "deal")}


class Milestones(Lines):
    """What the template lists."""

    model = TemplateMilestone


@admin.register(ChecklistTemplate)
class ChecklistTemplates(Table):
    """One for each type of deal; what is changed here holds for deals that are signed from now on."""

    is_edited_by_staff = True
    list_display = ("title", "deal_type", "id")
    inlines = (Milestones,)
