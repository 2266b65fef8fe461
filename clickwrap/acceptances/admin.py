"""Acceptances in the back office: evidence, so nobody changes them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from clickwrap.acceptances.models import IP, SUBJECT, USER_AGENT, Acceptance
from safeclose.backoffice.filters import Since
from safeclose.backoffice.panels import code
from safeclose.backoffice.searching import exact, newest
from safeclose.backoffice.tables import ReadOnly


def _of_subject(term: str) -> "QuerySet[Any]":
    """`agr_… sam@example.com`: of one agreement, by whom; together they have an index."""
    agreement, _, subject = term.partition(" ")
    rows = Acceptance.objects.by_subject(subject.strip()).filter(agreement=agreement)
    found: QuerySet[Any] = (rows if subject else rows.none()).order_by().values_list("pk", flat=True)
    return found


@admin.register(Acceptance)
class Acceptances(ReadOnly):
    """Who accepted what, and when."""

    in_short_menu = True
    list_display = ("subject", "agreement", "version", "accepted_at", "id")
    list_filter = (Since,)
    joins = ("agreement", "organization")
    finds = {
        "the acceptance's id": exact(Acceptance, "id"),
        "the agreement's id": newest(Acceptance, "agreement"),
        "the agreement's id, a blank, and who accepted": _of_subject,
    }
    fields = ("id", "organization", "agreement", "version", "hash_of_text", "subject", "ip", "agent", "accepted_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Without what only machines read."""
        return super().get_queryset(request).defer("concealed")

    @admin.display(description="who")
    def subject(self, acceptance: Acceptance) -> str:
        """As long as it is kept."""
        return acceptance.kept_value(SUBJECT) or "(erased)"

    @admin.display(description="from")
    def ip(self, acceptance: Acceptance) -> str:
        return acceptance.kept_value(IP) or "–"

    @admin.display(description="browser")
    def agent(self, acceptance: Acceptance) -> str:
        """As it called itself."""
        return acceptance.kept_value(USER_AGENT) or "–"

    @admin.display(description="SHA-256 of the text")
    def hash_of_text(self, acceptance: Acceptance) -> str:
        return code(acceptance.version_hash)
