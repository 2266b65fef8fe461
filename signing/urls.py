"""Routes of the ceremony."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from safeclose.pages.views import Shell
from signing.ceremony.identification.public_views import SigningCodes
from signing.ceremony.objections.public_views import SignersObjections
from signing.ceremony.public_views import Lettering, PresentedDocument, SignedCopy, SignersMarks, SigningLink
from signing.envelopes.views import DocumentSignatures, Envelopes
from signing.evidence.checkpoints.views import Checkpoints
from signing.evidence.public_views import Verification
from signing.packages.managers.views import Managers
from signing.packages.signers.public_views import SignersFiles

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("api/documents", DocumentSignatures, basename="document-signature")
router.register("api/signatures", Envelopes, basename="envelope")
router.register("api/checkpoints", Checkpoints, basename="checkpoint")
router.register("v1/workspace/orgs/<organization_id>/managers", Managers, basename="manager")

link = "api/public/sign/<token>"

urlpatterns = [
    path(link, SigningLink.as_view({"get": "retrieve", "post": "step"}), name="signing-link"),
    path(f"{link}/code", SigningCodes.as_view({"post": "create"}), name="signing-code"),
    path(f"{link}/code/verify", SigningCodes.as_view({"post": "verify"}), name="signing-code-verify"),
    path(f"{link}/marks", SignersMarks.as_view({"post": "create"}), name="signing-marks"),
    path(f"{link}/lettering", Lettering.as_view({"post": "create"}), name="signing-lettering"),
    path(f"{link}/paper", SignersObjections.as_view({"post": "paper"}), name="signing-paper"),
    path(f"{link}/withdraw", SignersObjections.as_view({"post": "withdraw"}), name="signing-withdraw"),
    path(f"{link}/documents", SignersFiles.as_view({"post": "create"}), name="signing-upload"),
    path(f"{link}/file", PresentedDocument.as_view({"get": "file"}), name="presented-file"),
    path(f"{link}/text", PresentedDocument.as_view({"get": "text"}), name="presented-text"),
    path(f"{link}/pages/<int:number>.png", PresentedDocument.as_view({"get": "page"}), name="presented-page"),
    path("api/public/copy/<token>", SignedCopy.as_view({"get": "retrieve"}), name="signed-copy"),
    path("api/public/verify", Verification.as_view({"post": "create"}), name="verify"),
    path("", include(router.urls)),
    path("v1/signing/", include("signing.packages.urls")),
    # No view of this sees the token: the script on the page gives it to the API.
    path("sign/<token>", Shell.as_view(template_name="signing/page.html", asks_for_a_person=True), name="signing-page"),
    path("copy/<token>", Shell.as_view(template_name="signing/copy.html"), name="copy-page"),
    path("verify", Shell.as_view(template_name="signing/verify.html"), name="verify-page"),
]
