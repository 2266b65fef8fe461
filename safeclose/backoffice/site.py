"""The site at /admin/."""

from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from unfold.sites import UnfoldAdminSite

from safeclose.backoffice import figures
from safeclose.backoffice.login import wait_before
from safeclose.pages.faults import WordedPage
from safeclose.refusals import Unavailable

NAMES = {"admin": "Back office", "procrastinate": "Queue"}


class BackOffice(UnfoldAdminSite):
    """The back office, with figures on its first page."""

    site_title = site_header = "Safeclose back office"
    index_title = "How things stand"
    index_template = "backoffice/index.html"
    final_catch_all_view = True
    empty_value_display = "–"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The figures that this person may see, and the lists."""
        shown = figures.every(lambda permission: request.user.has_perm(permission))
        return super().index(request, {**(extra_context or {}), "figures": shown})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The lists, with the names that `named` gives them."""
        found: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for app in found:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            for model in app["models"]:
                table = self._registry[model["model"]]
                model["name"] = getattr(table, "named", "") or capfirst(model["name"])
            app["models"].sort(key=lambda model: model["name"])
        return found

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Gives the same answer for every wrong pair of name and password, and limits the tries."""
        if request.method != "POST":
            return super().login(request, extra_context)
        try:
            seconds = wait_before(request)
        except Unavailable as refusal:
            return self._not_now(request, refusal.sentence, 503)
        if seconds:
            answer = self._not_now(request, f"Too many tries. Wait {seconds} seconds, and try again.", 429)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        return super().login(request, extra_context)

    def _not_now(self, request: HttpRequest, sentence: str, status: int) -> WordedPage:
        target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        context = {"sentence": sentence, "title": "Sign in", "back": f"{reverse('admin:login')}", "target": target}
        return WordedPage(request, "pages/fault.html", context, status=status)
