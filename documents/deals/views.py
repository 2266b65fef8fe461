"""`/api/deals`: deals and their closing checklists."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents.deals import actions
from documents.deals.checklists import actions as checklists
from documents.deals.checklists.models import Checklist, Milestone
from documents.deals.checklists.serializers import ChecklistShape, MilestoneChangesShape, MilestoneShape
from documents.deals.models import Deal
from documents.deals.serializers import (
    DealChangesShape,
    DealDetailShape,
    DealQueryShape,
    DealShape,
    NewDealShape,
)
from safeclose.http.views import RetrieveMixin, reads, statuses
from safeclose.records.rows import found
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Deals(ListModelMixin, RetrieveMixin, SignedInViewSet):
    """Deals of the caller's organization."""

    tag = "Deals"
    operations = {
        "list": "listDeals",
        "create": "createDeal",
        "retrieve": "getDeal",
        "partial_update": "updateDeal",
        "checklist": "getDealChecklist",
        "milestone": "updateMilestone",
    }
    queries = {"list": DealQueryShape}
    permission_classes = (InOrganization,)
    serializer_class = DealDetailShape
    shapes = {"list": DealShape}
    listed_as = "deals"

    def get_queryset(self) -> "QuerySet[Deal]":
        rows = Deal.objects.of(organization_of(self.request)).with_documents()
        return rows.filter(**self.query) if self.action == "list" else rows

    @statuses(201)
    @reads(NewDealShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """A deal begins as new."""
        deal = actions.create(organization=organization_of(request), by=actor_of(request), **body)
        return self.answer(deal, status=201)

    @reads(DealChangesShape)
    def partial_update(self, request: Request, pk: str, body: dict[str, Any]) -> Response:
        """Change a deal, or move it to a later stage."""
        deal = actions.change(deal_id=pk, organization=organization_of(request), changes=body, by=actor_of(request))
        return self.answer(deal)

    @route(detail=True, serializer_class=ChecklistShape, wrapped_as="checklist")
    def checklist(self, request: Request, pk: str) -> Response:
        """What is to be done around the closing; 404 until an agreement is signed."""
        milestones = Prefetch("milestones", Milestone.objects.select_related("done_by"))
        rows = Checklist.objects.filter(deal__organization=organization_of(request)).select_related("deal")
        return self.answer(found(rows.prefetch_related(milestones), deal=pk), **_context(request))

    @route(
        detail=True,
        methods=["patch"],
        url_path="checklist/<milestone_id>",
        serializer_class=MilestoneShape,
    )
    @reads(MilestoneChangesShape)
    def milestone(self, request: Request, pk: str, milestone_id: str, body: dict[str, Any]) -> Response:
        """Mark something as done or not done, and note something about it."""
        milestone = checklists.change(
            milestone_id=milestone_id,
            deal_id=pk,
            organization=organization_of(request),
            changes=body,
            by=actor_of(request),
        )
        return self.answer(milestone, **_context(request))


def _context(request: Request) -> dict[str, Any]:
    return {"timezone": organization_of(request).timezone}
