"""`/v1/signing/manager/signings`."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import choice, read
from safeclose.refusals import Invalid
from signing.evidence.serializers import TrailShape
from signing.packages.identities.models import Tier
from signing.packages.package.models import Signing
from signing.packages.package.permissions import MODULES, SIGNING_ID, managed_signing
from signing.packages.permissions import (
    ManagesSomewhere,
    access_of,
    location_filter,
    location_named,
    managed,
)
from signing.packages.signings import actions
from signing.packages.signings.serializers import (
    Cancellation,
    NewSigning,
    OneSigning,
    PackageTrail,
    Queued,
    SigningChanges,
    SigningList,
    shown_signing,
)
from workspace.identity.callers import actor_of
from workspace.signed_in import SignedInViewSet

CAP = 500
LIST_FILTERS = [
    OpenApiParameter("locationId"),
    OpenApiParameter("status", enum=Signing.Status.values),
    *PAGED,
]


class Signings(SignedInViewSet):
    """Packages, for those who run them."""

    parameters = {"list": ("locationId", "status", "cursor", "limit"), "events": ("cursor", "limit")}
    fixed = ("cancel", "resend")
    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = Signing.objects.none()
    serializer_class = OneSigning
    lookup_url_kwarg = "signing_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=SigningList, parameters=LIST_FILTERS)
    def list(self, request: Request) -> Response:
        """Packages, most recently updated first."""
        access = access_of(request)
        rows = Signing.objects.filter(access.locations(MODULES, "location"))
        if (location := location_filter(request, MODULES)) is not None:
            rows = rows.filter(location_id=location)
        if status := choice(request, "status", Signing.Status.values):
            rows = rows.filter(status=status)
        found, cursor = page(rows.listed(), request, order=["-updated_at", "-id"], cap=CAP)
        signings = [shown_signing(signing) for signing in found]
        return Response({**listed("signings", signings, cursor), "scope": access.scope})

    @extend_schema(request=NewSigning, responses={201: OneSigning})
    def create(self, request: Request) -> Response:
        """Begin a package, as a draft."""
        body = read(NewSigning, request)
        location = location_named(request, body["locationId"], MODULES)
        if location is None:
            raise Invalid("There is no such location.")
        signing = actions.create(
            location=location,
            flow_id=body.get("flowId"),
            note=body.get("note") or "",
            title=body.get("title"),
            by=actor_of(request),
        )
        return Response(_one(signing.pk), status=201)

    @extend_schema(parameters=[SIGNING_ID])
    def retrieve(self, request: Request, signing_id: str) -> Response:
        """One package."""
        return Response(_one(managed_signing(request, signing_id).pk))

    @extend_schema(request=SigningChanges, parameters=[SIGNING_ID])
    def partial_update(self, request: Request, signing_id: str) -> Response:
        """Change a draft."""
        signing = managed_signing(request, signing_id)
        actions.edit(signing_id=signing.pk, changes=read(SigningChanges, request), by=actor_of(request))
        return Response(_one(signing.pk))

    @extend_schema(request=None, responses=OneSigning, parameters=[SIGNING_ID])
    @route(detail=True, methods=["post"])
    def activate(self, request: Request, signing_id: str) -> Response:
        """Send the package to its signers."""
        signing = managed_signing(request, signing_id)
        actions.activate(signing_id=signing.pk, by=actor_of(request))
        return Response(_one(signing.pk))

    @extend_schema(request=Cancellation, responses=OneSigning, parameters=[SIGNING_ID])
    @route(detail=True, methods=["post"])
    def cancel(self, request: Request, signing_id: str) -> Response:
        """Call the package off; one that was sent needs the tier `full`."""
        signing = managed_signing(request, signing_id)
        reason = read(Cancellation, request).get("reason") or None
        access = access_of(request)
        has_full = access.tier("signings", signing.location) >= Tier.FULL
        if has_full:  # and it is asked for once more when the action ends
            access.require(MODULES, Tier.FULL, signing.location)
        actions.cancel(signing_id=signing.pk, reason=reason, by=actor_of(request), may_end_active=has_full)
        return Response(_one(signing.pk))

    @extend_schema(request=None, responses={201: OneSigning}, parameters=[SIGNING_ID])
    @route(detail=True, methods=["post"])
    def reopen(self, request: Request, signing_id: str) -> Response:
        """Begin anew what was cancelled: a draft with the same documents and signers. Needs the tier `full`."""
        cancelled = managed(request, Signing.objects.placed(), "signingId", signing_id, modules=MODULES, tier=Tier.FULL)
        signing = actions.reopen(signing_id=cancelled.pk, by=actor_of(request))
        return Response(_one(signing.pk), status=201)

    @extend_schema(request=None, responses=Queued, parameters=[SIGNING_ID])
    @route(detail=True, methods=["post"])
    def resend(self, request: Request, signing_id: str) -> Response:
        """Mail those who have still to sign once more."""
        signing = managed_signing(request, signing_id)
        return Response({"queued": actions.resend(signing_id=signing.pk, by=actor_of(request))})

    @extend_schema(responses=PackageTrail, parameters=[SIGNING_ID, *PAGED])
    @route(detail=True)
    def events(self, request: Request, signing_id: str) -> Response:
        """The trail, with its hashes."""
        signing = managed_signing(request, signing_id)
        if signing.trail is None:
            return Response({"events": [], "head": None})
        events = self.page_of(signing.trail.events.all(), ordering=("seq",), page_size=None)
        return Response(TrailShape(signing.trail, context={"events": events}).data)


def _one(number: int) -> dict[str, Any]:
    return {"signing": shown_signing(Signing.objects.shown().get(pk=number))}
