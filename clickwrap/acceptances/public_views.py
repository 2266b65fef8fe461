"""Reading and accepting an agreement: for anyone, without an account."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from clickwrap.acceptances import actions
from clickwrap.acceptances.public_serializers import AcceptedShape, NewAcceptanceShape, PublicAgreementShape
from clickwrap.agreements.models import Agreement
from safeclose.actors import Actor
from safeclose.http import client_address
from safeclose.http.views import PublicViewSet, statuses
from safeclose.pages.language import language_of
from safeclose.records import ids
from safeclose.refusals import Gone
from workspace.identity.callers import user_agent_of

UNUSED_ID = "agr_" + "0" * 26


class PublicAgreements(PublicViewSet):
    """One agreement, by its id."""

    tag = "Accepting agreements"
    operations = {"retrieve": "getPublicAgreement", "accept": "acceptAgreement"}
    lookup_url_kwarg = "agreement_id"
    limits = {"GET": ("clickwrap", 120), "POST": ("clickwrap", 60)}
    serializer_class = PublicAgreementShape
    shapes = {"accept": AcceptedShape}

    def get_object(self) -> Agreement:
        """The open agreement that the path names, with its text; raises Gone."""
        rows = Agreement.objects.open().shown()
        agreement: Agreement | None = rows.filter(id=_well_formed(self.kwargs["agreement_id"])).first()
        if agreement is None:
            raise Gone
        return agreement

    def retrieve(self, request: Request, agreement_id: str) -> Response:
        """The current text, and its hash; in the language of `?lang=` or of the browser, where it has several."""
        agreement = self.get_object()
        return self.answer(agreement, language=_language(agreement, request))

    @extend_schema(request=NewAcceptanceShape)
    @statuses(201)
    def accept(self, request: Request, agreement_id: str) -> Response:
        """Accept it. With `versionHash`, only while that is what is shown."""
        try:
            body = NewAcceptanceShape.read(request.data)
        except APIException:
            self.get_object()  # gone is gone, whatever was sent
            raise
        done = actions.accept(
            agreement_id=_well_formed(agreement_id),
            subject_ref=body["subject_ref"] or None,
            subject_token=body["subject_token"],
            version_hash=body["version_hash"],
            language=body["language"],
            by=Actor("visitor", "", "", client_address.of(request), user_agent_of(request)),
        )
        return self.answer(done, status=201)


def _language(agreement: Agreement, request: Request) -> str | None:
    """That of the text which is shown; None where the organization did not say in which it is."""
    wanted = language_of(request)
    return wanted if wanted in agreement.languages else next(iter(agreement.languages), None)


def _well_formed(agreement_id: str) -> str:
    """The id, or one that no agreement has: the database is asked in any case."""
    try:
        ids.to_uuid("agr", agreement_id)
    except ValueError:
        return UNUSED_ID
    return agreement_id
