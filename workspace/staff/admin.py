"""Second factors and failed sign-ins of staff, in the back office."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from django.contrib import admin

from safeclose import clock
from safeclose.actors import Actor
from safeclose.backoffice.badges import States
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.figures import Figure, Line, at_most, displayed
from safeclose.backoffice.filters import Since, one_of
from safeclose.backoffice.searching import exact, newest
from safeclose.backoffice.tables import ReadOnly
from safeclose.records import ids
from safeclose.records.lifecycle import Kind
from workspace.accounts.admin import ONLY_SUPERUSERS
from workspace.staff import actions
from workspace.staff.models import MAX_WRONG_CODES, Authenticator, FailedSignIn


def _remove(row: Authenticator, answers: Answers, by: Actor) -> str:
    actions.remove_second_factor(user_id=row.user_id, by=by)
    return f"{row.user} sets up a new second factor at the next sign-in."


@admin.register(Authenticator)
class SecondFactors(ReadOnly):
    """Who has an authenticator app. Its secret is shown to nobody."""

    named = "Second factors"
    list_display = ("user", "state", "recovery_codes_left", "created_at", "id")
    states: ClassVar = {
        "state": States({"in use": Kind.ACTIVE, "locked": Kind.ENDED},
                        of=lambda row: "locked" if row.is_locked else "in use"),
    }  # fmt: skip
    joins = ("user",)
    finds = {"a person's login": exact(Authenticator, "user__username")}
    fields = ("id", "user", "state", "wrong_codes", "recovery_codes_left", "created_at")
    readonly_fields = fields
    buttons = (
        Button(
            "remove", "Remove second factor", ONLY_SUPERUSERS,
            "Is this person's app lost? Their sessions end, and they set up a new app at the next sign-in.",
            _remove, is_dangerous=True,
        ),
    )  # fmt: skip

    @admin.display(description="recovery codes left")
    def recovery_codes_left(self, row: Authenticator) -> int:
        return len(row.recovery_code_hashes)

    def says(self, row: Authenticator) -> Sequence[str]:
        return (f"Locked: {MAX_WRONG_CODES} wrong codes were given in a row.",) if row.is_locked else ()


@admin.register(FailedSignIn)
class FailedSignIns(ReadOnly):
    """Tries that failed: for whom, and from which network. What was typed is not kept."""

    named = "Failed sign-ins"
    list_display = ("person", "network", "step", "at", "id")
    list_filter = (one_of("step"), Since)
    joins = ("user",)
    finds = {
        "a person's login": newest(FailedSignIn, "user__username"),
        "network": newest(FailedSignIn, "network"),
    }
    fields = ("id", "at", "person", "network", "step")
    readonly_fields = fields

    @admin.display(description="for whom")
    def person(self, row: FailedSignIn) -> str:
        return str(row.user or "a login that nobody has")


def sign_ins() -> Figure:
    since = ids.first_since("fsi", clock.now() - timedelta(days=1))
    failed = at_most(FailedSignIn.objects.filter(pk__gte=since))
    locked = at_most(Authenticator.objects.filter(wrong_codes__gte=MAX_WRONG_CODES))
    return Figure(
        "Sign-ins of staff",
        [
            Line("failed in the last 24 hours", displayed(failed), "/admin/workspace/failedsignin/?since=day"),
            Line("second factors that are locked", displayed(locked), "/admin/workspace/authenticator/", is_bad=True),
        ],
    )
