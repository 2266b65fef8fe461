"""Routes of the documents."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from documents.deals.views import Deals
from documents.drafting.views import Drafts
from documents.forms.uploaded_templates.views import FormTemplates
from documents.obligations.views import Obligations
from documents.paper.views import Documents, Packs
from documents.search.views import Search

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("documents/packs", Packs, basename="pack")
router.register("documents/draft", Drafts, basename="draft")
router.register("documents/search", Search, basename="search")
router.register("documents/obligations", Obligations, basename="obligation")
router.register("templates", FormTemplates, basename="form-template")
router.register("deals", Deals, basename="deal")
router.register("documents", Documents, basename="document")

urlpatterns = [path("api/", include(router.urls)), path("v1/", include("documents.chattel.urls"))]
