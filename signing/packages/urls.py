"""Routes of signing packages: `/v1/signing`."""

from rest_framework.routers import DynamicRoute, Route, SimpleRouter

from signing.packages.documents.views import SigningDocuments
from signing.packages.flows.views import Flows
from signing.packages.hierarchy.views import Companies, Locations, ManagedCompanyView, Organizations
from signing.packages.queue.views import SignerDocuments, SignerQueue
from signing.packages.reports.views import Reports
from signing.packages.session.views import SessionView
from signing.packages.settings.views import Settings
from signing.packages.signers.views import PackageSigners
from signing.packages.signings.evidence_views import SigningEvidence
from signing.packages.signings.views import Signings
from signing.packages.templates.views import Templates

ONE = "(?P<signing_id>[^/]+)"


class SingleRouter(SimpleRouter):
    """For what has one address and no list: each prefix is the whole path."""

    routes = [
        Route("^{prefix}$", {"get": "show"}, "{basename}", False, {}),
        Route("^{prefix}/summary$", {"get": "summary"}, "{basename}-summary", False, {}),
        Route(r"^{prefix}/signings\.csv$", {"get": "table"}, "{basename}-table", False, {}),
        Route("^{prefix}/certificate$", {"get": "certificate"}, "{basename}-certificate", False, {}),
        Route("^{prefix}/evidence$", {"get": "evidence"}, "{basename}-evidence", False, {}),
        Route("^{prefix}/checkpoint$", {"get": "checkpoint"}, "{basename}-checkpoint", False, {}),
        DynamicRoute("^{prefix}/{url_path}$", "{basename}-{url_name}", True, {}),
    ]


single = SingleRouter(trailing_slash=False)
single.register("session", SessionView, basename="signing-session")
single.register("me", SessionView, basename="signing-me")
single.register("manager/reports", Reports, basename="signing-report")
single.register(f"manager/signings/{ONE}", SigningEvidence, basename="signing-evidence")

router = SimpleRouter(trailing_slash=False)
router.register("organizations", Organizations, basename="managed-organization")
router.register("companies", Companies, basename="managed-companies")
router.register("companies", ManagedCompanyView, basename="managed-company")
router.register("manager/locations", Locations, basename="managed-location")
router.register("manager/settings", Settings, basename="location-settings")
router.register("manager/templates", Templates, basename="template")
router.register("manager/flows", Flows, basename="flow")
router.register(f"manager/signings/{ONE}/documents", SigningDocuments, basename="signing-document")
router.register(f"manager/signings/{ONE}/signers", PackageSigners, basename="signing-signer")
router.register("manager/signings", Signings, basename="signing")
router.register(f"signer/signings/{ONE}/documents", SignerDocuments, basename="signer-document")
router.register("signer/signings", SignerQueue, basename="signer-signing")

urlpatterns = [*single.urls, *router.urls]
