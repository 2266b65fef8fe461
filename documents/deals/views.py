"""`/api/deals`: deals and their closing checklists."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.deals import actions
from documents.deals.checklists import actions as checklists
from documents.deals.checklists.models import Checklist
from documents.deals.checklists.serializers import ChecklistBody, MilestoneAnswer, MilestoneChanges, shown
from documents.deals.models import Deal
from documents.deals.serializers import DealAnswer, DealChanges, DealDetail, DealPage, NewDeal
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import choice, read
from safeclose.records.rows import found
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

FILTERS = [
    OpenApiParameter("stage", enum=Deal.Stage.values),
    OpenApiParameter("type", enum=Deal.Type.values),
    *PAGED,
]


class Deals(SignedInViewSet):
    """Deals of the caller's organization."""

    parameters = {"list": ("stage", "type", "cursor", "limit")}
    permission_classes = (InOrganization,)
    queryset = Deal.objects.none()
    serializer_class = DealDetail
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=DealPage, parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Newest first."""
        wanted = {
            "stage": choice(request, "stage", Deal.Stage.values),
            "type": choice(request, "type", Deal.Type.values),
        }
        rows = Deal.objects.of(organization_of(request)).with_documents()
        deals, cursor = page(rows.filter(**{k: v for k, v in wanted.items() if v}), request, order=["-id"])
        return Response(listed("deals", DealAnswer(deals, many=True).data, cursor))

    @extend_schema(request=NewDeal, responses={201: DealDetail})
    def create(self, request: Request) -> Response:
        """A deal begins as new."""
        body = read(NewDeal, request)
        deal = actions.create(organization=organization_of(request), by=actor_of(request), **body)
        return Response(DealDetail(deal).data, status=201)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One deal, with its moves."""
        rows = Deal.objects.of(organization_of(request)).with_documents()
        return Response(DealDetail(found(rows, id=pk)).data)

    @extend_schema(request=DealChanges)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a deal, or move it to a later stage."""
        changes = read(DealChanges, request)
        deal = actions.change(deal_id=pk, organization=organization_of(request), changes=changes, by=actor_of(request))
        return Response(DealDetail(deal).data)

    @extend_schema(responses=ChecklistBody)
    @route(detail=True)
    def checklist(self, request: Request, pk: str) -> Response:
        """What is to be done around the closing; 404 until an agreement is signed."""
        organization = organization_of(request)
        rows = Checklist.objects.filter(deal__organization=organization).select_related("deal")
        return Response({"checklist": shown(found(rows, deal=pk), organization.timezone)})

    @extend_schema(request=MilestoneChanges, responses=MilestoneAnswer)
    @route(detail=True, methods=["patch"], url_path="checklist/(?P<milestone_id>[^/]+)")
    def milestone(self, request: Request, pk: str, milestone_id: str) -> Response:
        """Mark something as done or not done, and note something about it."""
        organization = organization_of(request)
        milestone = checklists.change(
            milestone_id=milestone_id,
            deal_id=pk,
            organization=organization,
            changes=read(MilestoneChanges, request),
            by=actor_of(request),
        )
        return Response(MilestoneAnswer(milestone, context={"timezone": organization.timezone}).data)
