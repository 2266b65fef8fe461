"""Routes of the documents."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from documents.paper.views import Documents, Packs

router = SimpleRouter(trailing_slash=False)
router.register("documents/packs", Packs, basename="pack")
router.register("documents", Documents, basename="document")

urlpatterns = [path("api/", include(router.urls))]
