"""`/v1/documents/:id/rcm`."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import OneDocumentViewSet
from documents.chattel.outreach import actions
from documents.chattel.outreach.models import Campaign
from documents.chattel.outreach.serializers import CampaignShape, NewCampaignShape, OptOutShape
from safeclose.http.views import reads, statuses
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import membership_by_token


class Campaigns(ListModelMixin, OneDocumentViewSet):
    """Outreach on the loan of one chattel document, newest first."""

    tag = "Chattel documents"
    operations = {"list": "listCampaigns", "create": "startCampaign", "opt_out": "optOutOfOutreach"}
    ignores_unknown_parameters = ("create", "opt_out")
    serializer_class = CampaignShape
    listed_as = "campaigns"
    wrapped_as = "campaign"

    def get_queryset(self) -> "QuerySet[Campaign]":
        return self.document.campaigns.all()

    @statuses(201)
    @reads(NewCampaignShape)
    def create(self, request: Request, document_id: str, body: dict[str, Any]) -> Response:
        """Start a campaign; the loan must be BEHIND."""
        named = membership_by_token(request)
        campaign = actions.start(
            owner_id=self.document.owner_id,
            document_id=self.document.id,
            organization_id=named.organization_id if named else None,
            plan=body,
            by=actor_of(request),
        )
        return self.answer(campaign, status=201)

    @route(detail=False, methods=["post"], url_path="opt-out")
    @reads(OptOutShape)
    def opt_out(self, request: Request, document_id: str, body: dict[str, str]) -> Response:
        """The borrower wants no more of a channel, or of all. Once this is answered, nothing is sent there."""
        campaign = actions.opt_out(
            owner_id=self.document.owner_id, document_id=self.document.id, by=actor_of(request), **body
        )
        return self.answer(campaign)
