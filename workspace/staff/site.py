"""The back office as staff enter it: by login, password and second factor."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

import structlog
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from safeclose.backoffice.login import login_of
from safeclose.backoffice.site import BackOffice
from safeclose.http import client_address
from workspace.identity.groups import OPERATE
from workspace.staff import actions, sessions
from workspace.staff.views import second_factor

logger = structlog.get_logger("safeclose.backoffice")


class StaffSite(BackOffice):
    """Every page of it asks `has_permission`; only those of signing in do not."""

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and sessions.may_enter(request)

    def has_short_menu(self, request: HttpRequest) -> bool:
        return not request.user.has_perm(OPERATE)

    def extra_urls(self) -> list[URLPattern]:
        return [path("second-factor/", partial(second_factor, site=self), name="second_factor")]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Also leads on to the second factor, and notes what fails."""
        if request.method == "GET" and sessions.colleague(request) and not sessions.may_enter(request):
            target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
            return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{urlencode({REDIRECT_FIELD_NAME: target})}")
        answer = super().login(request, extra_context)
        if request.method == "POST" and answer.status_code == 200:  # Django shows the form again
            network = client_address.network(request)
            user_id = actions.record_failed_password(login=login_of(request), network=network)
            logger.warning("sign-in refused", user_id=user_id, network=network)
        elif request.method == "POST" and answer.status_code == 302:
            request.session.pop(sessions.SECOND_FACTOR, None)
        return answer
