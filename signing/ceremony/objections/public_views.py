"""A signer asks for paper, or withdraws the consent to sign electronically."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import statuses
from signing.ceremony.objections import actions
from signing.ceremony.objections.public_serializers import ObjectionShape
from signing.ceremony.public_serializers import StepTakenShape
from signing.ceremony.public_views import LinkViewSet


class SignersObjections(LinkViewSet):
    """What the disclosure promises to signers who would rather not sign electronically."""

    tag = "Signing links"
    operations = {"paper": "requestPaperCopy", "withdraw": "withdrawConsent"}
    limits = {"POST": ("sign", 30)}
    serializer_class = StepTakenShape

    @extend_schema(request=ObjectionShape)
    @statuses(200)
    def paper(self, request: Request, token: str) -> Response:
        """Ask the sender for a copy to sign by hand, once. The signer can still sign here."""
        link, body = self.get_object(), ObjectionShape.read(request.data)
        signer = actions.request_paper(link=link, by=self.actor(link), **body)
        return self.answer({"state": "active", "signer": signer})

    @extend_schema(request=ObjectionShape)
    @statuses(200)
    def withdraw(self, request: Request, token: str) -> Response:
        """Withdraw the consent, between `consent` and `sign`: `sign` is refused until the signer consents again."""
        link, body = self.get_object(), ObjectionShape.read(request.data)
        signer = actions.withdraw_consent(link=link, by=self.actor(link), **body)
        return self.answer({"state": "active", "signer": signer})
