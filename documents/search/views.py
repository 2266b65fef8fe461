"""`/api/documents/search`: documents by what they mean."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from documents.search import nearest
from documents.search.serializers import Hits
from safeclose.gateways import ai
from safeclose.http.pagination import narrowed
from safeclose.http.parameters import LIMIT
from safeclose.refusals import Code, Invalid, Unavailable
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

LONGEST = 1_000  # characters of a question


class Search(SignedInViewSet):
    """Documents of the caller's organization that say something near to a question."""

    parameters = {"list": ("q", "limit")}
    fixed = ("list",)
    permission_classes = (InOrganization,)
    serializer_class = Hits

    @extend_schema(
        responses=Hits,
        parameters=[OpenApiParameter("q", description="At most 1,000 characters."), LIMIT],
    )
    def list(self, request: Request) -> Response:
        """At most 20, the best first; none for an empty question, or where no model is configured."""
        question, most = request.query_params.get("q", ""), narrowed(request, nearest.MOST)
        if len(question) > LONGEST:
            raise Invalid(f"q must have at most {LONGEST} characters.", code=Code.INVALID_PARAMETER)
        try:
            found = nearest.hits(organization_of(request), question)[:most]
        except ai.Fault as fault:
            raise Unavailable("Search does not answer now; try again.") from fault
        return Response({"hits": [{"documentId": hit.document_id, "score": hit.score} for hit in found]})
