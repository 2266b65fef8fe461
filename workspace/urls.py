"""Routes of the workspace."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from workspace.activity.views import Activity
from workspace.menu.views import MenuCores
from workspace.organizations.active_organization.views import ActiveOrganizationIds, ActiveOrganizations
from workspace.organizations.locations.views import Locations
from workspace.organizations.members.views import Members
from workspace.organizations.public_views import Logos
from workspace.organizations.roles.views import Roles
from workspace.organizations.views import Memberships, OrganizationLogos, Organizations, Settings
from workspace.profile.views import Profiles
from workspace.sending.outcomes.views import MailReports, TextReports
from workspace.webhooks.deliveries.views import Deliveries
from workspace.webhooks.views import Webhooks

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("orgs/<organization_id>/locations", Locations, basename="location")
router.register("orgs/<organization_id>/roles", Roles, basename="role")
router.register("orgs/<organization_id>/members", Members, basename="member")

webhooks = SimpleRouter(trailing_slash=False, use_regex_path=False)
webhooks.register("webhooks", Webhooks, basename="webhook")
webhooks.register("webhooks/<webhook_id>/deliveries", Deliveries, basename="delivery")

# What there is one of, for each caller or organization.
single = [
    path("memberships", Memberships.as_view({"get": "list"})),
    path("active-org-id", ActiveOrganizationIds.as_view({"get": "retrieve", "put": "update"})),
    path("active-org", ActiveOrganizations.as_view({"get": "retrieve"})),
    path("profile", Profiles.as_view({"get": "retrieve", "patch": "partial_update"})),
    path("menu-core", MenuCores.as_view({"get": "retrieve"})),
    path("activity", Activity.as_view({"get": "list"})),
    path("orgs", Organizations.as_view({"post": "create"})),
    path("orgs/<organization_id>", Organizations.as_view({"get": "retrieve"})),
    path("orgs/<organization_id>/brand/logo", OrganizationLogos.as_view({"put": "update", "delete": "destroy"})),
    path("orgs/<organization_id>/settings", Settings.as_view({"get": "retrieve", "patch": "partial_update"})),
]

urlpatterns = [
    path("v1/workspace/", include([*single, *router.urls])),
    path("api/", include(webhooks.urls)),
    re_path(r"^brand/(?P<sha256>[0-9a-f]{64})\.png$", Logos.as_view({"get": "retrieve"}), name="brand-logo"),
    path("", include("workspace.clerk.urls")),
    path("webhooks/mail", MailReports.as_view({"post": "create"}), name="mail-reports"),
    path("webhooks/twilio", TextReports.as_view({"post": "create"}), name="text-reports"),
]
