"""Routes of the ceremony."""

from django.urls import include, path
from rest_framework.routers import DynamicRoute, Route, SimpleRouter

from safeclose.pages.views import Shell
from signing.envelopes.public_views import SignedCopy, SigningLink
from signing.envelopes.views import DocumentSignatures, Envelopes
from signing.evidence.checkpoints.views import Checkpoints
from signing.evidence.public_views import Verification
from signing.packages.managers.views import Managers

router = SimpleRouter(trailing_slash=False)
router.register("documents", DocumentSignatures, basename="document-signature")
router.register("signatures", Envelopes, basename="envelope")
router.register("checkpoints", Checkpoints, basename="checkpoint")


class LinkRouter(SimpleRouter):
    """For links: there is no list of them, and one POST for all steps."""

    routes = [
        Route("^{prefix}/{lookup}$", {"get": "retrieve", "post": "step"}, "{basename}", False, {}),
        DynamicRoute("^{prefix}/{lookup}/{url_path}$", "{basename}-{url_name}", True, {}),
    ]


links = LinkRouter(trailing_slash=False)
links.register("sign", SigningLink, basename="signing-link")
links.register("copy", SignedCopy, basename="signed-copy")

managers = SimpleRouter(trailing_slash=False, use_regex_path=False)
managers.register("orgs/<organization_id>/managers", Managers, basename="manager")

urlpatterns = [
    path("v1/workspace/", include(managers.urls)),
    path("api/public/verify", Verification.as_view({"post": "create"}), name="verify"),
    path("api/public/", include(links.urls)),
    path("api/", include(router.urls)),
    path("v1/signing/", include("signing.packages.urls")),
    path("", include("signing.envelopes.pages.urls")),
    path("verify", Shell.as_view(template_name="signing/verify.html"), name="verify-page"),
]
