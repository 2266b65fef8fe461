"""Envelopes in the back office."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import format_html

from documents.models import Document
from safeclose import clock
from safeclose.actors import Actor
from safeclose.backoffice import figures
from safeclose.backoffice.badges import States, badge
from safeclose.backoffice.buttons import Answers, Button, Chosen, Look, WithReason
from safeclose.backoffice.figures import Figure, Line
from safeclose.backoffice.filters import Since, by, one_of
from safeclose.backoffice.panels import Panel, code, moment
from safeclose.backoffice.searching import beginning, exact
from safeclose.backoffice.tables import ReadOnly
from safeclose.http.downloads import download
from safeclose.records.lifecycle import Kind
from safeclose.storage import files
from signing.ceremony.lifecycle import SIGNER, SignerStatus
from signing.envelopes import actions, status_sentences
from signing.envelopes.delivery import actions as delivery
from signing.envelopes.lifecycle import ENVELOPE
from signing.envelopes.models import Envelope, Signer
from signing.evidence import actions as evidence
from signing.evidence import admin_panels
from signing.evidence.models import Trail
from workspace.identity.groups import OPERATE, SUPPORT
from workspace.models import Event

LIST = "/admin/signing/envelope/"
DAYS = 14


def _is_live(envelope: Envelope) -> bool:
    return envelope.status_at(clock.now()) not in ENVELOPE.terminal


def _is_mailed(envelope: Envelope) -> bool:
    return _is_live(envelope) and envelope.delivery == Envelope.Delivery.EMAIL


def _is_unsealed(envelope: Envelope) -> bool:
    return envelope.completed_at is not None and not hasattr(envelope.trail, "seal")


class WhichSigner(Chosen):
    """Asks for one of those who have still to sign."""

    question = "For which signer?"

    def choices(self, row: Envelope) -> list[tuple[str, str]]:
        """Their ids, names and addresses."""
        left = [one for one in row.signers.all() if one.status not in SIGNER.terminal]
        return [(one.id, f"{one.name} ({one.email or 'no e-mail address'})") for one in left]


def _void(envelope: Envelope, answers: Answers, by: Actor) -> str:
    actions.void(envelope_id=envelope.id, organization=envelope.organization, reason=answers["reason"], by=by)
    return "The envelope is void, and all its links are gone."


def _fresh_link(envelope: Envelope, answers: Answers, by: Actor) -> str:
    actions.rotate_link(
        envelope_id=envelope.id,
        signer_id=answers["one"],
        organization=envelope.organization,
        delivery=Envelope.Delivery.EMAIL,
        by=by,
    )
    address = envelope.signers.get(id=answers["one"]).email
    return f"A new link is being mailed to {address}; the old ones are gone."


def _resend(envelope: Envelope, answers: Answers, by: Actor) -> str:
    delivery.resend(envelope_id=envelope.id, signer_id=answers["one"], by=by)
    return "The mail is on its way; earlier links stay good."


def _remind(envelope: Envelope, answers: Answers, by: Actor) -> str:
    number = delivery.remind(envelope_id=envelope.id, by=by)
    return f"{number} {'reminder is' if number == 1 else 'reminders are'} on the way."


def _seal(envelope: Envelope, answers: Answers, by: Actor) -> str:
    evidence.seal_now(trail_id=envelope.trail_id, by=by)
    return "Sealing is tried again now. Look again in a minute."


def _original(request: HttpRequest, envelope: Envelope) -> HttpResponseBase:
    digest = envelope.document_sha256
    return download(request, files.read(digest), sha256=digest, name=f"{envelope.title}.pdf")


@admin.register(Envelope)
class Envelopes(ReadOnly):
    """Documents out for signature, and those that were."""

    in_short_menu = True
    list_display = ("title", "organization", "status", "signed", "created_at", "id")
    # As it is true now, also when no job has recorded an expiry yet.
    states: ClassVar = {"status": States(ENVELOPE.kinds, of=lambda envelope: envelope.status_at(clock.now()))}
    list_filter = (one_of("status"), by("organization"), Since)
    joins = ("organization", "trail__seal")
    finds = {
        "a signer's e-mail": beginning(Signer, "email", row="envelope"),
        "the document's title": beginning(Envelope, "title"),
        "the document's id": exact(Document, "id", row="envelopes"),
        "the envelope's id": exact(Envelope, "id"),
    }
    fields = (
        "title", "status", "document", "organization", "mode", "delivery", "created_by", "created_at", "expires_at",
        "document_hash", "id",
    )  # fmt: skip
    readonly_fields = fields
    buttons = (
        Button("fresh-link", "Fresh link", SUPPORT,
               "Mail a new link to a signer? All links that this signer has are gone at once.",
               _fresh_link, asks=WhichSigner, offered=_is_live),
        Button("resend", "Send mail again", SUPPORT, "Mail the link to this signer once more?",
               _resend, asks=WhichSigner, offered=_is_mailed),
        Button("remind", "Remind", SUPPORT, "Remind everyone whose turn it is, by mail?", _remind, offered=_is_mailed),
        Button("seal", "Seal again", OPERATE, "Try to seal it now?", _seal, offered=_is_unsealed),
        Button("void", "Void", OPERATE, "Take this envelope back for good? Nobody can sign it after that.",
               _void, asks=WithReason, offered=_is_live, is_dangerous=True),
    )  # fmt: skip
    looks = (
        Look("original", "Original PDF", _original, is_file=True),
        *admin_panels.looks(lambda envelope: envelope.trail),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Envelope]":
        """With the signers, in one query more."""
        rows: QuerySet[Envelope] = super().get_queryset(request).prefetch_related("signers")
        return rows

    @admin.display(description="signed")
    def signed(self, envelope: Envelope) -> str:
        """How many of how many, and who."""
        signers = list(envelope.signers.all())
        names = ", ".join(one.name for one in signers[:3]) + (" …" if len(signers) > 3 else "")
        return f"{sum(one.status == SignerStatus.SIGNED for one in signers)} of {len(signers)}: {names}"

    @admin.display(description="SHA-256 of the document")
    def document_hash(self, envelope: Envelope) -> str:
        """Of what the signers are shown."""
        return code(envelope.document_sha256)

    def says(self, envelope: Envelope) -> Sequence[str]:
        """What it waits for."""
        return status_sentences.sentences(envelope)

    def panels(self, envelope: Envelope) -> Sequence[Panel]:
        """Signers, trail, and files."""
        lines = [
            (one.order, one.name, one.email or "–", one.role.replace("_", " "), _status(one),
             one.auth_method.replace("_", " "), moment(one.link_mailed_at), moment(one.signed_at or one.declined_at))
            for one in envelope.signers.all()
        ]  # fmt: skip
        columns = ("Order", "Name", "E-mail", "Role", "State", "Identified by", "Link mailed", "Signed or declined")
        return (
            Panel("Signers", columns, lines),
            admin_panels.events_panel(envelope.trail),
            admin_panels.files_panel(envelope.trail),
        )


def _status(signer: Signer) -> str:
    state = badge(signer.status, SIGNER.kinds)
    return format_html("{} {}", state, badge("locked", {"locked": Kind.ENDED})) if signer.locked_at else state


def envelopes_by_state() -> Figure:
    """How many there are in each state, as far as they are counted."""
    lines = []
    for status in Envelope.Status:
        number = figures.displayed(figures.at_most(Envelope.objects.filter(status=status)))
        lines.append(Line(status.replace("_", " "), number, f"{LIST}?status__exact={status}"))
    return Figure("Envelopes by state", lines)


def completions() -> Figure:
    """Of each of the last days, how many were completed."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    rows = Envelope.objects.filter(completed_at__gte=days[0]).annotate(day=TruncDate("completed_at"))
    counted = dict(rows.order_by().values("day").annotate(number=Count("pk")).values_list("day", "number"))
    amounts = [(str(day.day), counted.get(day.date(), 0)) for day in days]
    return Figure(f"Completed in the last {DAYS} days", bars=figures.bars(amounts), note="By day of the month, UTC.")


def unfinished() -> Figure:
    """What someone should look at."""
    unsealed = figures.at_most(Trail.objects.unsealed().filter(completed_at__lte=clock.now() - timedelta(minutes=10)))
    refused = figures.at_most(Event.objects.filter(type="envelope.undelivered"))
    return Figure(
        "Envelopes that need someone",
        [
            Line("signed, and not sealed for 10 minutes", figures.displayed(unsealed), is_bad=True),
            Line(
                "mails that were refused", figures.displayed(refused), "/admin/workspace/event/?q=envelope.undelivered",
                is_bad=True,
            ),
        ],
    )  # fmt: skip
