"""The page of the back office that asks for the second factor, and sets it up at the first sign-in."""

from typing import Any

import segno
import structlog
from django import forms
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.widgets import UnfoldAdminTextInputWidget

from safeclose.backoffice.login import wait_before_code
from safeclose.backoffice.staff import log, staff_of
from safeclose.http import client_address
from safeclose.http.errors import status_of
from safeclose.pages.faults import WordedPage
from safeclose.records.transactions import before_commit
from safeclose.refusals import Refusal
from safeclose.secrets import encryption
from workspace.identity.models import User
from workspace.staff import actions, sessions, totp
from workspace.staff.models import Authenticator

ASK, SET_UP, SHOW_CODES = "workspace/code.html", "workspace/new_app.html", "workspace/recovery_codes.html"
logger = structlog.get_logger("safeclose.backoffice")


class Code(forms.Form):
    code = forms.CharField(
        max_length=40,
        widget=UnfoldAdminTextInputWidget(
            {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )


def second_factor(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    """Asks for a code, or sets up an app for whoever has none; then leads on to `?next=`."""
    person = sessions.colleague(request)
    if person is None or "leave" in request.POST:
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    if sessions.has_second_factor(request):
        return HttpResponseRedirect(_target(request))
    has_app = Authenticator.objects.filter(user=person).exists()
    if not has_app and not sessions.has_fresh_password(person):
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    if request.method != "POST":
        return _page(request, site, ASK if has_app else SET_UP)
    try:
        if seconds := wait_before_code(request, person.pk):
            return _page(request, site, ASK if has_app else SET_UP, _too_often(seconds), 429, seconds)
        return _asked(request, site) if has_app else _set_up(request, site, person)
    except Refusal as refusal:
        return _page(request, site, ASK if has_app else SET_UP, refusal.sentence, status_of(refusal))


def _asked(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    network = client_address.network(request)
    factor_id = actions.use_code(code=_code(request), network=network, by=staff_of(request))
    if factor_id is None:
        logger.warning("second factor refused", user_id=request.user.pk, network=network)
        return _page(request, site, ASK, actions.WRONG_CODE)
    sessions.open_with(request, factor_id)
    return HttpResponseRedirect(_target(request))


def _set_up(request: HttpRequest, site: AdminSite, person: User) -> HttpResponseBase:
    def also() -> None:
        log(request, person, "Second factor added.")

    with before_commit(also):
        factor_id, codes = actions.add_second_factor(
            secret=_new_secret(request), code=_code(request), by=staff_of(request)
        )
    sessions.open_with(request, factor_id)
    return _page(request, site, SHOW_CODES, codes=codes)


def _page(
    request: HttpRequest,
    site: AdminSite,
    template: str,
    refusal: str = "",
    status: int = 200,
    seconds: int = 0,
    **told: Any,
) -> TemplateResponse:
    context = {**site.each_context(request), "refusal": refusal, "form": Code(), "target": _target(request), **told}
    if template == SET_UP:
        secret = _new_secret(request)
        address = totp.address(secret, str(request.user.username))
        image = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff", dark="#000")
        context |= {"image": image, "address": address, "secret": _in_fours(secret)}
    page = WordedPage(request, template, context, status=status)
    if seconds:
        page.headers["Retry-After"] = str(seconds)
    return page


def _new_secret(request: HttpRequest) -> str:
    """The same one in all of this session, until an app proves that it has it."""
    if kept := request.session.get(sessions.NEW_APP):
        return encryption.decrypted(kept, purpose=actions.PURPOSE)
    secret = totp.fresh_secret()
    request.session[sessions.NEW_APP] = encryption.encrypted(secret, purpose=actions.PURPOSE)
    return secret


def _code(request: HttpRequest) -> str:
    """As typed, without the spaces that apps show; nothing for what is too long to be a code."""
    form = Code(request.POST)
    return "".join(form.cleaned_data["code"].split()) if form.is_valid() else ""


def _target(request: HttpRequest) -> str:
    given = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if is_ours else reverse("admin:index")


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _too_often(seconds: int) -> str:
    return f"Too many tries. Wait {seconds} seconds, and try again."
