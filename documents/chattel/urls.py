"""Routes of chattel documents: `/v1/documents`."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from documents.chattel.comments.views import Comments
from documents.chattel.compliance.views import Compliance
from documents.chattel.loans.views import Loans
from documents.chattel.outreach.views import Campaigns
from documents.chattel.register.views import ChattelDocuments

ONE = "documents/<document_id>"

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register(f"{ONE}/comments", Comments, basename="chattel-comment")
router.register(f"{ONE}/rcm", Campaigns, basename="chattel-campaign")
router.register(f"{ONE}/compliance", Compliance, basename="chattel-compliance")
router.register("documents", ChattelDocuments, basename="chattel-document")

urlpatterns = [
    path(f"{ONE}/loan", Loans.as_view({"put": "update", "delete": "destroy"}), name="chattel-loan"),
    *router.urls,
]
