"""Pressing a button: confirmation, check, action, log, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from safeclose.backoffice.buttons import Asked, Button
from safeclose.backoffice.panels import page_of
from safeclose.backoffice.staff import log, staff_of
from safeclose.http.errors import status_of
from safeclose.pages.faults import WordedPage
from safeclose.records.transactions import before_commit
from safeclose.refusals import Conflict, Refusal

NOT_NOW = "This can't be done as things stand now."


def press(request: HttpRequest, site: AdminSite, button: Button, row: models.Model) -> HttpResponseBase:
    """GET shows the confirmation, POST calls the action. Raises PermissionDenied without the button's permission."""
    if not request.user.has_perm(button.permission):
        raise PermissionDenied
    if request.method != "POST":
        sentence = "" if button.offered(row) else NOT_NOW
        return TemplateResponse(request, "backoffice/question.html", _context(request, site, button, row, sentence))
    form = button.asks(row, request.POST)
    if not form.is_valid():
        context = _context(request, site, button, row, "", form)
        return WordedPage(request, "backoffice/question.html", context, status=400)
    try:
        done = _do(request, button, row, form)
    except Refusal as refusal:
        context = _context(request, site, button, row, refusal.sentence, form)
        return WordedPage(request, "backoffice/question.html", context, status=status_of(refusal))
    messages.success(request, done)
    return HttpResponseRedirect(page_of(row))


def _do(request: HttpRequest, button: Button, row: models.Model, form: Asked) -> str:
    """Calls the action, and writes the log entry in the same transaction."""
    if not button.offered(row):
        raise Conflict(NOT_NOW)
    written: list[bool] = []

    def once() -> None:
        if not written:
            log(request, row, f"{button.label}.")
            written.append(True)

    with before_commit(once):
        done = button.does(row, form.cleaned_data, staff_of(request))
    assert written, f"{button.name} calls no action."
    return done


def _context(
    request: HttpRequest, site: AdminSite, button: Button, row: models.Model, refusal: str = "", form: Any = None
) -> dict[str, Any]:
    return {
        **site.each_context(request),
        "title": button.label,
        "subtitle": str(row),
        "opts": row._meta,
        "button": button,
        "row": row,
        "back": page_of(row),
        "refusal": refusal,
        "form": form or button.asks(row),
    }
