"""`/v1/documents/:id/rcm`."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import AccountViewSet, own_document, read_body
from documents.chattel.outreach import actions
from documents.chattel.outreach.serializers import CampaignPage, NewCampaign, OneCampaign, OptOut, shown_campaign
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from workspace.identity.callers import actor_of, user_of
from workspace.models import Membership


class Campaigns(AccountViewSet):
    """Outreach on the loan of one chattel document."""

    parameters = {"list": ("cursor", "limit")}
    fixed = ("create", "opt_out")
    serializer_class = OneCampaign

    @extend_schema(responses=CampaignPage, parameters=PAGED)
    def list(self, request: Request, document_id: str) -> Response:
        """Campaigns, newest first."""
        rows = own_document(request, document_id).campaigns.all()
        campaigns, cursor = page(rows, request, order=["-id"])
        return Response(listed("campaigns", [shown_campaign(campaign) for campaign in campaigns], cursor))

    @extend_schema(request=NewCampaign, responses={201: OneCampaign})
    def create(self, request: Request, document_id: str) -> Response:
        """Start a campaign; the loan must be BEHIND."""
        document = own_document(request, document_id)
        campaign = actions.start(
            owner_id=document.owner_id,
            document_id=document.id,
            organization_id=_organization_id(request),
            plan=read_body(NewCampaign, request),
            by=actor_of(request),
        )
        return Response({"campaign": shown_campaign(campaign)}, status=201)

    @extend_schema(request=OptOut)
    @route(detail=False, methods=["post"], url_path="opt-out")
    def opt_out(self, request: Request, document_id: str) -> Response:
        """The borrower wants no more of a channel, or of all. Once this is answered, nothing is sent there."""
        document = own_document(request, document_id)
        body = read_body(OptOut, request)
        campaign = actions.opt_out(
            owner_id=document.owner_id,
            document_id=document.id,
            campaign_id=body["campaignId"],
            channel=body["channel"],
            by=actor_of(request),
        )
        return Response({"campaign": shown_campaign(campaign)})


def _organization_id(request: Request) -> int | None:
    """The token's organization, where the caller is an active member of it."""
    named = getattr(request.auth, "organization", None)
    if not named:
        return None
    memberships = Membership.objects.active().filter(user=user_of(request), organization__clerk_org_id=named)
    found: int | None = memberships.values_list("organization_id", flat=True).first()
    return found
