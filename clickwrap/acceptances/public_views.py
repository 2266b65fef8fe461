"""Reading and accepting an agreement: for anyone, without an account."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from clickwrap.acceptances import actions
from clickwrap.acceptances.public_serializers import (
    AcceptanceMade,
    NewAcceptance,
    ShownAgreement,
    accepted,
    shown,
)
from clickwrap.agreements.models import Agreement
from safeclose.actors import Actor
from safeclose.http import client_address
from safeclose.http.views import PublicViewSet, read
from safeclose.records import ids
from safeclose.refusals import Gone
from workspace.identity.callers import user_agent_of

NOWHERE = "agr_" + "0" * 26


class PublicAgreements(PublicViewSet):
    """One agreement, by its id."""

    lookup_field = "agreement_id"
    lookup_value_regex = "[^/]+"
    limits = {"GET": ("clickwrap", 120), "POST": ("clickwrap", 60)}

    @extend_schema(responses={200: ShownAgreement}, operation_id="public_agreement_show")
    def retrieve(self, request: Request, agreement_id: str) -> Response:
        """The current text, and its hash."""
        return Response(shown(_open(agreement_id)))

    @extend_schema(
        request=NewAcceptance,
        responses={201: AcceptanceMade},
        operation_id="public_agreement_accept",
    )
    def accept(self, request: Request, agreement_id: str) -> Response:
        """Accept it. With `versionHash`, only while that is what is shown."""
        body = _read(request, agreement_id)
        done = actions.accept(
            agreement_id=_well_formed(agreement_id),
            subject_ref=body.get("subjectRef") or None,
            version_hash=body.get("versionHash"),
            by=Actor("visitor", "", "", client_address.of(request), user_agent_of(request)),
        )
        return Response(accepted(done), status=201)


def _read(request: Request, agreement_id: str) -> dict[str, Any]:
    try:
        return read(NewAcceptance, request)
    except APIException:
        _open(agreement_id)  # gone is gone, whatever was sent
        raise


def _open(agreement_id: str) -> Agreement:
    agreement: Agreement | None = Agreement.objects.open().shown().filter(id=_well_formed(agreement_id)).first()
    if agreement is None:
        raise Gone
    return agreement


def _well_formed(agreement_id: str) -> str:
    """The id, or one that no agreement has: the database is asked in any case."""
    try:
        ids.to_uuid("agr", agreement_id)
    except ValueError:
        return NOWHERE
    return agreement_id
