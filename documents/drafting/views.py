"""`/api/documents/draft`: a model proposes what an agreement says."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from documents import packs
from documents.drafting.proposing import NoDraft, propose
from documents.drafting.serializers import DraftRequestShape, DraftShape, NoDraftShape
from documents.forms.form import Form
from documents.forms.resolving import form_of
from safeclose.http.views import reads
from safeclose.refusals import Invalid
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

# Why there is no draft: what is said, and the status. Asking without a model is the service's lack.
FAILURES = {
    "no_json": ("no_json", 422),
    "invalid_draft": ("invalid_draft", 422),
    "error": ("error", 502),
    "not_configured": ("error", 503),
}


class Drafts(SignedInViewSet):
    """Proposals. They are not kept, and none ever becomes a document by itself."""

    tag = "Documents"
    operations = {"create": "draftDocument"}
    ignores_unknown_parameters = ("create",)
    permission_classes = (InOrganization,)
    serializer_class = DraftShape

    @extend_schema(responses={200: DraftShape, 422: NoDraftShape, 502: NoDraftShape, 503: NoDraftShape})
    @reads(DraftRequestShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Data for the form, and what still blocks it."""
        try:
            draft = propose(body["prompt"], form=_form(request, body["form_key"]))
        except NoDraft as failure:
            reason, status = FAILURES[failure.reason]
            return Response(NoDraftShape({"reason": reason}).data, status=status)
        return self.answer(draft)


def _form(request: Request, form_key: str | None) -> Form | None:
    if form_key is None:
        return None
    try:
        return form_of(form_key, organization_of(request).pk)
    except packs.UnknownPack as error:
        raise Invalid(f"There is no form {form_key}.", fields={"formKey": ["Unknown form."]}) from error
