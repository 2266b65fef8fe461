"""Routes of the ceremony."""

from django.urls import include, path
from rest_framework.routers import DynamicRoute, Route, SimpleRouter

from signing.envelopes.public_views import SignedCopy, SigningLink
from signing.envelopes.views import DocumentSignatures, Envelopes

router = SimpleRouter(trailing_slash=False)
router.register("documents", DocumentSignatures, basename="document-signature")
router.register("signatures", Envelopes, basename="envelope")


class LinkRouter(SimpleRouter):
    """For links: there is no list of them, and one POST for all steps."""

    routes = [
        Route("^{prefix}/{lookup}$", {"get": "retrieve", "post": "step"}, "{basename}", False, {}),
        DynamicRoute("^{prefix}/{lookup}/{url_path}$", "{basename}-{url_name}", True, {}),
    ]


links = LinkRouter(trailing_slash=False)
links.register("sign", SigningLink, basename="signing-link")
links.register("copy", SignedCopy, basename="signed-copy")

urlpatterns = [
    path("api/public/", include(links.urls)),
    path("api/", include(router.urls)),
    path("v1/signing/", include("signing.packages.urls")),
]
