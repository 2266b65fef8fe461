"""All routes. The apps are named as strings, because the kernel does not import them."""

from django.contrib import admin
from django.urls import include, path, re_path

from safeclose.health import metrics_view, probes
from safeclose.http import middleware
from safeclose.http.description import openapi
from safeclose.pages.views import Shell

urlpatterns = [
    path("", middleware.front, name="front"),
    path("health", probes.health, name="health"),
    path("ready", probes.ready, name="ready"),
    path("metrics", metrics_view.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("openapi.json", openapi, name="openapi"),
    path("docs", Shell.as_view(template_name="pages/docs.html"), name="docs"),
    path("", include("workspace.urls")),
    path("", include("signing.urls")),
    path("", include("clickwrap.urls")),
    path("", include("documents.urls")),
    re_path(r"", middleware.not_found),
]
