"""The site at /admin/."""

from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
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
        every = super().get_app_list(request) if self.has_short_menu(request) else []
        apps = [(NAMES.get(app["app_label"], app["name"]), app["app_url"]) for app in every]
        return super().index(request, {**(extra_context or {}), "figures": shown, "apps_with_all_lists": apps})

    def has_short_menu(self, request: HttpRequest) -> bool:
        """Whether this person's menu has only the lists that are `in_short_menu`; the others open by their address."""
        return False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The lists, with the names that `named` gives them. Those of one app are all there, whoever asks."""
        found: list[dict[str, Any]] = super().get_app_list(request, app_label)
        if app_label is None and self.has_short_menu(request):
            for app in found:
                app["models"] = [one for one in app["models"] if self._is_in_short_menu(one["model"])]
            found = [app for app in found if app["models"]]
        for app in found:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            for model in app["models"]:
                table = self._registry[model["model"]]
                model["name"] = getattr(table, "named", "") or capfirst(model["name"])
            app["models"].sort(key=lambda model: model["name"])
        return found

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lists by name, for the box above the menu; a sentence where there is none."""
        answer = super().search(request, extra_context)
        if isinstance(answer, TemplateResponse) and not (answer.context_data or {})["results"]:
            return TemplateResponse(request, "backoffice/no_such_list.html", {"words": request.GET["s"]})
        return answer

    def _is_in_short_menu(self, model: type[models.Model]) -> bool:
        return bool(getattr(self._registry[model], "in_short_menu", False))

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
