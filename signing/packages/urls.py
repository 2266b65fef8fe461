"""Routes of signing packages: `/v1/signing`."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from signing.packages.documents.views import SigningDocuments
from signing.packages.flows.views import Flows
from signing.packages.hierarchy.views import Companies, Locations, ManagedCompanies, Organizations
from signing.packages.queue.views import SignerDocuments, SignerQueue
from signing.packages.reports.views import Reports
from signing.packages.session.views import SessionView
from signing.packages.settings.views import Settings
from signing.packages.signers.views import PackageSigners
from signing.packages.signings.evidence_views import SigningEvidence
from signing.packages.signings.views import Signings
from signing.packages.templates.views import Templates

PACKAGE = "manager/signings/<signing_id>"

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("organizations", Organizations, basename="managed-organization")
router.register("companies", Companies, basename="managed-companies")
router.register("companies", ManagedCompanies, basename="managed-company")
router.register("manager/locations", Locations, basename="managed-location")
router.register("manager/settings", Settings, basename="location-settings")
router.register("manager/templates", Templates, basename="template")
router.register("manager/flows", Flows, basename="flow")
router.register(f"{PACKAGE}/documents", SigningDocuments, basename="signing-document")
router.register(f"{PACKAGE}/signers", PackageSigners, basename="signing-signer")
router.register("manager/signings", Signings, basename="signing")
router.register("signer/signings/<signing_id>/documents", SignerDocuments, basename="signer-document")
router.register("signer/signings", SignerQueue, basename="signer-signing")

urlpatterns = [
    path("session", SessionView.as_view({"get": "show"}), name="signing-session"),
    path("me", SessionView.as_view({"get": "show"}, operations={"show": "getMe"}), name="signing-me"),
    path("manager/reports/summary", Reports.as_view({"get": "summary"}), name="signing-report-summary"),
    path("manager/reports/signings.csv", Reports.as_view({"get": "table"}), name="signing-report-table"),
    path(f"{PACKAGE}/certificate", SigningEvidence.as_view({"get": "certificate"}), name="signing-certificate"),
    path(f"{PACKAGE}/evidence", SigningEvidence.as_view({"get": "evidence"}), name="signing-evidence"),
    path(f"{PACKAGE}/checkpoint", SigningEvidence.as_view({"get": "checkpoint"}), name="signing-checkpoint"),
    *router.urls,
]
