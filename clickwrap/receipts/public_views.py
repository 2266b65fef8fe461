"""A receipt by its link: for who accepted, without an account."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from clickwrap.acceptances.models import ReceiptLink
from clickwrap.receipts import actions
from clickwrap.receipts.pdf import make_receipt
from clickwrap.receipts.public_serializers import PublicReceiptShape, QueuedShape, ReceiptMailShape
from safeclose import clock
from safeclose.http.downloads import download
from safeclose.http.views import PublicViewSet, statuses
from safeclose.refusals import Gone
from safeclose.storage import files


class PublicReceipts(PublicViewSet):
    """One receipt, by the link that was answered to the acceptance."""

    tag = "Accepting agreements"
    operations = {"retrieve": "getReceipt", "file": "downloadReceipt", "mail": "mailReceipt"}
    lookup_field = "token"
    limits = {"GET": ("receipt", 60), "POST": ("receipt", 10)}
    serializer_class = PublicReceiptShape
    shapes = {"mail": QueuedShape}

    def get_object(self) -> ReceiptLink:
        """Raises Gone, after the same one query whatever the token is or was."""
        link: ReceiptLink | None = ReceiptLink.objects.with_token(self.kwargs["token"], clock.now()).first()
        if link is None:
            raise Gone
        return link

    def retrieve(self, request: Request, token: str) -> Response:
        """What was accepted, and when."""
        return self.answer(self.get_object(), token=token)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def file(self, request: Request, token: str) -> HttpResponse:
        """The receipt as a PDF, with the accepted text."""
        acceptance = self.get_object().acceptance
        pdf = make_receipt(acceptance)
        return download(request, pdf, sha256=files.sha256(pdf), name=f"receipt {acceptance.id}.pdf")

    @extend_schema(request=ReceiptMailShape)
    @statuses(202)
    @route(detail=True, methods=["post"])
    def mail(self, request: Request, token: str) -> Response:
        """Mail the receipt to an address."""
        try:
            body = ReceiptMailShape.read(request.data)
        except APIException:
            self.get_object()  # gone is gone, whatever was sent
            raise
        actions.request_mail(token=token, **body)
        return self.answer({}, status=202)
