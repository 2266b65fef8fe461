"""Agreements in the back office."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin

from clickwrap.agreements import actions
from clickwrap.agreements.models import Agreement, Publication, Version
from safeclose.actors import Actor
from safeclose.backoffice.badges import ACTIVITY
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.filters import Since, by
from safeclose.backoffice.panels import MAX_PANEL_LINES, Panel, code, link, moment
from safeclose.backoffice.searching import beginning, exact, number
from safeclose.backoffice.tables import ReadOnly
from workspace.identity.groups import OPERATE


def _open(agreement: Agreement, answers: Answers, by: Actor) -> str:
    actions.set_active(agreement_id=agreement.id, organization=agreement.organization, active=True, by=by)
    return "Anyone who has the link can read and accept it."


def _close(agreement: Agreement, answers: Answers, by: Actor) -> str:
    actions.set_active(agreement_id=agreement.id, organization=agreement.organization, active=False, by=by)
    return "Nobody can read or accept it any more. What was accepted stays."


@admin.register(Agreement)
class Agreements(ReadOnly):
    """What people are asked to accept."""

    in_short_menu = True
    list_display = ("title", "organization", "key", "version", "active", "published_at", "id")
    states: ClassVar = {"active": ACTIVITY}
    list_filter = (by("organization"), Since)
    joins = ("organization", "publication")
    finds = {
        "title": beginning(Agreement, "title"),
        "the agreement's id": exact(Agreement, "id"),
    }
    buttons = (
        Button("activate", "Activate", OPERATE, "Open this agreement to everyone who has its link?",
               _open, offered=lambda agreement: not agreement.active),
        Button("deactivate", "Deactivate", OPERATE, "Close this agreement? Nobody can accept it until it is opened.",
               _close, offered=lambda agreement: agreement.active, is_dangerous=True),
    )  # fmt: skip

    def panels(self, agreement: Agreement) -> Sequence[Panel]:
        """Every text it had."""
        rows = agreement.versions.defer("body", "texts").order_by("-number")[:MAX_PANEL_LINES]
        lines = [(link(one, one.number), code(one.sha256), moment(one.created_at)) for one in rows]
        return (Panel("Versions", ("No.", "SHA-256 of the text", "First published"), lines),)


@admin.register(Version)
class Versions(ReadOnly):
    """Texts of agreements. They are evidence, so nobody changes them."""

    list_display = ("agreement", "number", "created_at", "sha256", "id")
    joins = ("agreement",)
    finds = {"number": number(Version), "the agreement's id": exact(Version, "agreement")}


@admin.register(Publication)
class Publications(ReadOnly):
    """What was shown since when: evidence."""

    list_display = ("title", "version", "at", "id")
    joins = ("version", "agreement")
    finds = {"number": number(Publication), "the agreement's id": exact(Publication, "agreement")}
