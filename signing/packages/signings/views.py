"""`/v1/signing/manager/signings`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import RetrieveMixin, reads, statuses
from signing.ceremony.deadlines import ExtensionShape
from signing.evidence.models import TrailEvent
from signing.packages.identities.models import Tier
from signing.packages.managed_viewset import ManagedRowViewSet
from signing.packages.package.managed_viewset import MODULES
from signing.packages.package.models import Signing
from signing.packages.permissions import access_of, location_to_write_at
from signing.packages.scope import ScopedListViewSet
from signing.packages.signings import actions
from signing.packages.signings.serializers import (
    ActivatedShape,
    ActivationShape,
    CancellationShape,
    ManagedSigningShape,
    NewSigningShape,
    PackageTrailShape,
    QueuedMailsShape,
    SigningChangesShape,
    SigningQueryShape,
    SigningShape,
)
from workspace.identity.callers import actor_of


class Signings(ScopedListViewSet, RetrieveMixin, ManagedRowViewSet):
    """Packages, for those who run them; the one that was changed last first."""

    tag = "Packages"
    operations = {
        "list": "listPackages",
        "create": "createPackage",
        "retrieve": "getPackage",
        "partial_update": "updatePackage",
        "activate": "activatePackage",
        "cancel": "cancelPackage",
        "events": "listPackageEvents",
        "extend": "extendPackage",
        "reopen": "reopenPackage",
        "resend": "resendPackage",
    }
    queries = {"list": SigningQueryShape}
    ignores_unknown_parameters = ("cancel", "resend")
    paged = ("events",)
    modules = MODULES
    tiers = {"reopen": Tier.FULL}
    serializer_class = ManagedSigningShape
    shapes = {"list": SigningShape}
    listed_as = "signings"
    wrapped_as = "signing"
    ordering = ("-updated_at", "-id")
    lookup_url_kwarg = "signing_id"
    numeric_ids = ("signing_id",)

    def get_queryset(self) -> Any:
        if self.action != "list":
            return Signing.objects.placed().shown()
        rows = Signing.objects.listed()
        return self.in_scope(rows.filter(status=self.query["status"]) if "status" in self.query else rows, self.modules)

    @statuses(201)
    @reads(NewSigningShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Begin a package, as a draft."""
        location = location_to_write_at(request, body.pop("location_id"), self.modules)
        signing = actions.create(location=location, by=actor_of(request), **body)
        return self._answer(signing.pk, status=201)

    @reads(SigningChangesShape)
    def partial_update(self, request: Request, signing_id: str, body: dict[str, Any]) -> Response:
        """Change the title, the note or the flow of a draft."""
        actions.change(signing_id=self.row.pk, changes=body, by=actor_of(request))
        return self._answer(self.row.pk)

    @route(detail=True, methods=["post"], serializer_class=ActivatedShape, wrapped_as="")
    @reads(ActivationShape)
    def activate(self, request: Request, signing_id: str, body: dict[str, Any]) -> Response:
        """Send the package to its signers. `warnings` tell of marks that are for nobody, which are left out."""
        warnings = actions.activate(signing_id=self.row.pk, by=actor_of(request), **body)
        signing = Signing.objects.shown().get(pk=self.row.pk)
        return self.answer({"signing": signing, "warnings": warnings})

    @route(detail=True, methods=["post"])
    @reads(CancellationShape)
    def cancel(self, request: Request, signing_id: str, body: dict[str, Any]) -> Response:
        """Call the package off; one that was sent needs the tier `full`."""
        access, location = access_of(request), self.row.location
        has_full = access.tier("signings", location) >= Tier.FULL
        if has_full:  # and it is asked for once more when the action ends
            access.require(MODULES, Tier.FULL, location)
        actions.cancel(signing_id=self.row.pk, by=actor_of(request), may_end_active=has_full, **body)
        return self._answer(self.row.pk)

    @extend_schema(request=None)
    @statuses(201)
    @route(detail=True, methods=["post"])
    def reopen(self, request: Request, signing_id: str) -> Response:
        """Begin anew what was cancelled: a draft with the same documents and signers. Needs the tier `full`."""
        return self._answer(actions.reopen(signing_id=self.row.pk, by=actor_of(request)).pk, status=201)

    @extend_schema(request=None)
    @route(detail=True, methods=["post"], serializer_class=QueuedMailsShape, wrapped_as="")
    def resend(self, request: Request, signing_id: str) -> Response:
        """Mail those who have still to sign once more."""
        return self.answer({"queued": actions.resend(signing_id=self.row.pk, by=actor_of(request))})

    @route(detail=True, methods=["post"])
    @reads(ExtensionShape)
    def extend(self, request: Request, signing_id: str, body: dict[str, Any]) -> Response:
        """Move the deadline of an active package to a later instant, and mail those who have still to sign."""
        actions.extend(signing_id=self.row.pk, by=actor_of(request), **body)
        return self._answer(self.row.pk)

    @route(detail=True, serializer_class=PackageTrailShape, wrapped_as="")
    def events(self, request: Request, signing_id: str) -> Response:
        """The trail, with its hashes; empty before activation."""
        trail = self.row.trail
        events = self.page_of(TrailEvent.objects.filter(trail=trail), ordering=("seq",), page_size=None)
        return Response({"events": [], "head": None}) if trail is None else self.answer(trail, events=events)

    def _answer(self, number: int, status: int = 200) -> Response:
        return self.answer(Signing.objects.shown().get(pk=number), status=status)
