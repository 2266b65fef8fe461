"""Signing packages in the back office."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from safeclose import clock
from safeclose.actors import Actor
from safeclose.backoffice.badges import ACTIVITY, States, badge
from safeclose.backoffice.buttons import Answers, Button, WithReason
from safeclose.backoffice.filters import by, one_of
from safeclose.backoffice.panels import MAX_PANEL_LINES, Panel, link, moment
from safeclose.backoffice.searching import beginning, exact, number
from safeclose.backoffice.tables import ReadOnly, adds_buttons
from signing.evidence import actions as evidence
from signing.evidence import admin_panels
from signing.evidence.models import Seal
from signing.packages.managers.staff_buttons import (
    APPOINT,
    APPOINT_ADMIN,
    CHANGE,
    REVOKE,
    REVOKE_ADMIN,
    REVOKE_ADMIN_OF_USER,
)
from signing.packages.models import (
    ESignature,
    Flow,
    LocationSettings,
    Manager,
    ManagerMembership,
    PackageSigner,
    Signing,
    SigningAdmin,
    SigningDocument,
    Template,
    Upload,
)
from signing.packages.package.lifecycle import PACKAGE_SIGNER, SIGNING
from signing.packages.signers.following import on_turn, progress_shown
from signing.packages.signings import actions
from workspace.identity.groups import OPERATE, SUPPORT
from workspace.models import Membership, User
from workspace.queue.failures import job_of, trouble

STEP_MARKS = {"done": "●", "now": "◐", "waiting": "○"}


def _cancel(signing: Signing, answers: Answers, by: Actor) -> str:
    actions.cancel(signing_id=signing.pk, reason=answers["reason"], by=by)
    return "The package is cancelled."


def _resend(signing: Signing, answers: Answers, by: Actor) -> str:
    number = actions.resend(signing_id=signing.pk, by=by)
    return f"{number} {'mail is' if number == 1 else 'mails are'} on the way."


def _seal(signing: Signing, answers: Answers, by: Actor) -> str:
    evidence.seal_now(trail_id=str(signing.trail_id), by=by)
    return "Sealing is tried again now. Look again in a minute."


def _is_open(signing: Signing) -> bool:
    return SIGNING.allows(signing.status, "cancelled")


def _is_active(signing: Signing) -> bool:
    return SIGNING.allows(signing.status, "resent")


def _is_unsealed(signing: Signing) -> bool:
    return signing.completed_at is not None and signing.trail is not None and not hasattr(signing.trail, "seal")


@admin.register(Signing)
class Signings(ReadOnly):
    """Packages, in every state."""

    named = "Signing packages"
    in_short_menu = True
    list_display = ("title", "location", "status", "updated_at", "id")
    states: ClassVar = {"status": States(SIGNING.kinds)}
    list_filter = (one_of("status"), by("location"))
    joins = ("location__company__organization", "trail__seal", "flow", "created_by")
    finds = {
        "a signer's e-mail": beginning(PackageSigner, "folded_email", row="signing"),
        "title": beginning(Signing, "title"),
        "the package's number": number(Signing),
    }
    buttons = (
        Button("resend", "Send mails again", SUPPORT, "Mail everyone again who has still to sign?",
               _resend, offered=_is_active),
        Button("seal", "Seal again", OPERATE, "Try to seal it now?", _seal, offered=_is_unsealed),
        Button("cancel", "Cancel", OPERATE, "Call this package off for good? Nobody can sign it after that.",
               _cancel, asks=WithReason, offered=_is_open, is_dangerous=True),
    )  # fmt: skip
    looks = admin_panels.looks(lambda signing: signing.trail)

    def says(self, signing: Signing) -> Sequence[str]:
        """What it waits for."""
        if signing.status == Signing.Status.COMPLETE:
            return _sealing(signing)
        if signing.status == Signing.Status.CANCELLED:
            return (f"Cancelled on {moment(signing.cancelled_at)}: {signing.cancel_reason or 'no reason was given'}.",)
        if signing.status == Signing.Status.DRAFT:
            return ("It is a draft: nobody is asked to sign it yet.",)
        if not signing.is_open_at(clock.now()):
            return (f"Its time was up on {moment(signing.expires_at)}.",)
        turns = [one.pk for one in on_turn(signing, list(signing.signers.all()))]
        to_do = PackageSigner.objects.to_do().filter(signing=signing, pk__in=turns)
        waiting = to_do.order_by("pk")[:MAX_PANEL_LINES]
        return [f"Waits for {one.name} ({one.email}): {_far(one)}." for one in waiting]

    def panels(self, signing: Signing) -> Sequence[Panel]:
        """Signers, documents, trail and files."""
        signers = [
            (
                link(one, one.name),
                one.email,
                badge(one.status, PACKAGE_SIGNER.kinds),
                moment(one.notified_at),
                moment(one.completed_at),
            )
            for one in signing.signers.order_by("pk")[:MAX_PANEL_LINES]
        ]
        documents = [
            (one.position, one.title, "yes" if one.required else "no", one.page_count or "–", _uploader(one))
            for one in signing.documents.select_related("upload__signer").order_by("position", "pk")[:MAX_PANEL_LINES]
        ]
        return (
            Panel("Signers", ("Name", "E-mail", "State", "Mailed", "Done"), signers),
            Panel("Documents", ("No.", "Title", "Required", "Pages", "Added by"), documents),
            *_steps(signing),
            admin_panels.events_panel(signing.trail),
            admin_panels.files_panel(signing.trail),
        )


def _uploader(document: SigningDocument) -> str:
    upload = getattr(document, "upload", None)
    return upload.signer.name if upload else "–"


def _steps(signing: Signing) -> Sequence[Panel]:
    """The steps of a package that was sent with a flow: a track of marks, each with its state in words."""
    progress = progress_shown(signing)
    if progress is None:
        return ()
    lines = [
        (
            step["order"],
            format_html('<span aria-hidden="true">{}</span> {}', STEP_MARKS[step["state"]], step["state"]),
            step["title"],
            step["kind"],
            format_html_join(
                mark_safe("<br>"),
                '<span aria-hidden="true">{}</span> {}: {}',
                ((STEP_MARKS[one["state"]], one["name"], one["state"]) for one in step["signers"]),
            ),
        )
        for step in sorted(progress["steps"], key=lambda step: step["order"])
    ]
    note = "Steps of equal number stand side by side."
    return (Panel("Steps", ("No.", "State", "Step", "Asks to", "Signers"), lines[:MAX_PANEL_LINES], note=note),)


def _sealing(signing: Signing) -> Sequence[str]:
    done = f"Everyone has signed, on {moment(signing.completed_at)}."
    if Seal.objects.filter(trail=signing.trail_id).exists():
        return (done, "It is sealed.")
    job = job_of("seal_trail", "sealing", trail_id=str(signing.trail_id))
    return (done, trouble(job, "Sealing") or "It is being sealed.")


def _far(signer: PackageSigner) -> str:
    mailed = "mailed" if signer.notified_at else "not mailed yet"
    mailed = "the address is refused" if signer.undelivered_at else mailed
    return f"{mailed}, {'opened' if signer.viewed_at else 'never opened'}"


@admin.register(PackageSigner)
class PackageSigners(ReadOnly):
    """Who signs packages."""

    list_display = ("name", "email", "signing", "status", "id")
    states: ClassVar = {"status": States(PACKAGE_SIGNER.kinds)}
    joins = ("signing", "user")
    finds = {"e-mail": beginning(PackageSigner, "folded_email"), "number": number(PackageSigner)}


@admin.register(ESignature)
class ESignatures(ReadOnly):
    """Signatures within packages: evidence."""

    list_display = ("signer", "document", "signed_at", "id")
    joins = ("signer", "document")
    finds = {"number": number(ESignature)}


@admin.register(Upload)
class Uploads(ReadOnly):
    """Files that signers added to packages: evidence."""

    list_display = ("signer", "document", "uploaded_at", "id")
    joins = ("signer", "document")
    finds = {"number": number(Upload)}


@admin.register(Template)
class Templates(ReadOnly):
    """PDFs that are signed again and again."""

    list_display = ("name", "location", "active", "updated_at", "id")
    states: ClassVar = {"active": ACTIVITY}
    list_filter = (by("location"),)
    joins = ("location__company__organization", "created_by")
    finds = {"number": number(Template)}


@admin.register(Flow)
class Flows(ReadOnly):
    """Orders in which packages are gone through."""

    list_display = ("name", "location", "active", "updated_at", "id")
    states: ClassVar = {"active": ACTIVITY}
    list_filter = (by("location"),)
    joins = ("location__company__organization", "created_by")
    finds = {"number": number(Flow)}


adds_buttons(Membership, APPOINT)
adds_buttons(User, APPOINT_ADMIN, REVOKE_ADMIN_OF_USER)


@admin.register(Manager)
class Managers(ReadOnly):
    """Who runs packages."""

    list_display = ("user", "created_at", "id")
    joins = ("user",)


@admin.register(SigningAdmin)
class SigningAdmins(ReadOnly):
    """Who may do everything with packages, everywhere."""

    list_display = ("user", "created_at", "id")
    joins = ("user",)
    buttons = (REVOKE_ADMIN,)


@admin.register(ManagerMembership)
class ManagerMemberships(ReadOnly):
    """Where managers may do what."""

    list_display = ("who", "organization", "location", "signings", "templates", "flows", "reports", "id")
    list_filter = (by("organization"),)
    joins = ("manager__user", "organization", "location__company")
    buttons = (CHANGE, REVOKE)
    finds = {
        "the manager's e-mail": beginning(User, "email", row="signing_manager__memberships"),
        "the manager's Clerk id": exact(User, "clerk_user_id", row="signing_manager__memberships"),
        "number": number(ManagerMembership),
    }

    @admin.display(description="manager")
    def who(self, row: ManagerMembership) -> str:
        return str(row.manager.user)

    def says(self, row: ManagerMembership) -> Sequence[str]:
        """What holds, where that is not what the row says."""
        sound = ManagerMembership.objects.sound().filter(pk=row.pk).first()
        if sound is None:
            return ("It gives no rights: its manager is no active member of the organization.",)
        return ("Its manager owns the organization: the rights there are full.",) if sound.is_owners else ()


@admin.register(LocationSettings)
class AllLocationSettings(ReadOnly):
    """What locations set."""

    list_display = ("location", "reminder_days", "default_expiry_days", "sender_name", "id")
    joins = ("location",)
    finds = {"number": number(LocationSettings)}
