"""`/api/documents/search`: documents by what they mean."""

from rest_framework.request import Request
from rest_framework.response import Response

from documents.search import nearest
from documents.search.serializers import HitsShape, SearchQueryShape
from safeclose.gateways import ai
from safeclose.refusals import Unavailable
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Search(SignedInViewSet):
    """Documents of the caller's organization that say something near to a question."""

    tag = "Documents"
    operations = {"list": "searchDocuments"}
    queries = {"list": SearchQueryShape}
    ignores_unknown_parameters = ("list",)
    permission_classes = (InOrganization,)
    serializer_class = HitsShape

    # Not from the mixin: hits are ranked in Python, and are not pages of a queryset.
    def list(self, request: Request) -> Response:
        """At most 20, the best first; none for an empty question, or where no model is configured."""
        query = self.query
        try:
            hits = nearest.hits(organization_of(request), query["q"])
        except ai.Fault as fault:
            raise Unavailable("Search does not answer now; try again.") from fault
        return self.answer({"hits": hits[: query.get("limit")]})
