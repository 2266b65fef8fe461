"""Routes of clickwrap."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from clickwrap.acceptances.public_views import PublicAgreements
from clickwrap.acceptances.views import Acceptances
from clickwrap.agreements.views import Agreements
from clickwrap.consent.widget import widget
from clickwrap.receipts.public_views import PublicReceipts
from clickwrap.receipts.views import Receipts
from safeclose.pages.views import Shell

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("clickwrap/acceptances", Receipts, basename="receipt")
router.register("clickwrap", Acceptances, basename="acceptance")
router.register("clickwrap", Agreements, basename="agreement")


urlpatterns = [
    path(
        "api/public/clickwrap/<agreement_id>",
        PublicAgreements.as_view({"get": "retrieve", "post": "accept"}),
        name="public-agreement",
    ),
    path("api/public/clickwrap/receipts/<token>", PublicReceipts.as_view({"get": "retrieve"}), name="public-receipt"),
    path(
        "api/public/clickwrap/receipts/<token>/file",
        PublicReceipts.as_view({"get": "file"}),
        name="public-receipt-file",
    ),
    path(
        "api/public/clickwrap/receipts/<token>/mail",
        PublicReceipts.as_view({"post": "mail"}),
        name="public-receipt-mail",
    ),
    path("api/", include(router.urls)),
    path("consent/widget.js", widget, name="consent-widget"),
    path("receipt/<str:token>", Shell.as_view(template_name="clickwrap/receipt.html"), name="receipt-page"),
    # No view of this sees the id: the script on the page gives it to the API.
    path("consent/<str:agreement_id>", Shell.as_view(template_name="clickwrap/consent.html"), name="consent-page"),
]
