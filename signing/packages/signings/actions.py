"""What managers and the clock do to packages."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Forbidden, Invalid
from signing.ceremony import deadlines
from signing.evidence import trail
from signing.packages.documents.models import SigningDocument
from signing.packages.flows.models import Flow
from signing.packages.flows.plan import ACCOUNT, Plan
from signing.packages.package import steps
from signing.packages.package.lifecycle import SIGNING
from signing.packages.package.models import Signing
from signing.packages.settings.models import LocationSettings
from signing.packages.signers.following import on_turn
from signing.packages.signers.linking import link_unlinked
from signing.packages.signers.models import PackageSigner
from signing.packages.signings import activation, reopening
from signing.packages.signings.placing import placed
from signing.packages.signings.planning import planned
from workspace.events import bus
from workspace.models import Location

NEEDS_FULL = "To cancel a package that was sent needs the tier full for signings at this location."
TIME_IS_UP = "The time for signing is over."


@action
def create(*, location: Location, flow_id: int | None, note: str, title: str | None, by: Actor) -> Signing:
    """A draft. Raises Invalid for a flow of another location, or an inactive one."""
    locked(Location.objects.all(), id=location.pk)  # it may not be deleted meanwhile
    at = clock.now()
    signing: Signing = Signing.objects.create(
        location=location,
        flow=None if flow_id is None else _flow(location.pk, flow_id),
        note=note,
        title=title or f"Signing at {location.name}",
        created_by_id=by.user_id,
        created_at=at,
        updated_at=at,
    )
    bus.publish("signing.created", about=signing, by=by)
    return signing


@action
def change(*, signing_id: int, changes: Mapping[str, Any], by: Actor) -> None:
    """Change `title`, `note`, `flow_id` of a draft, each optional. What changes nothing leaves all as it is."""
    signing = steps.lock_draft(signing_id)
    if changes.get("flow_id") not in (None, signing.flow_id):
        _flow(signing.location_id, changes["flow_id"])
    if rows.change(signing, changes):
        bus.publish("signing.updated", about=signing, by=by)


@action
def activate(*, signing_id: int, message: str | None = None, by: Actor) -> list[str]:
    """Send a package: from now on its documents and signers stay as they are, and its trail runs.

    Returns warnings: sentences about marks that nobody is asked for. Raises Conflict, saying what is missing.
    """
    signing = steps.lock(signing_id)
    status = SIGNING.after(signing.status, "activated")
    documents = list(signing.documents.order_by("position", "id"))
    signers = list(signing.signers.order_by("id").prefetch_related("assignments"))
    activation.refuse_unready(documents, signers)
    plan = planned(signing, documents, signers)
    location = Location.objects.select_related("company__organization").get(pk=signing.location_id)
    hashes = [document.file_sha256 for document in documents if document.file_sha256]
    organization = location.company.organization
    begun = trail.begin(f"signing:{signing.pk}", kind="signing", organization=organization, document_hashes=hashes)
    at = trail.instant(begun)
    days = LocationSettings.objects.filter(location=location).values_list("default_expiry_days", flat=True).first()
    signing.trail, signing.status, signing.activated_at = begun, status, at
    signing.message = message
    signing.plan = plan and plan.written()
    signing.expires_at = at + timedelta(days=days) if days else None
    rows.save(signing, "trail", "status", "activated_at", "expires_at", "message", "plan", at=at)
    warnings = _place_marks(documents, signers)
    data = activation.sent(signing, location, documents, signers, plan, warnings, by)
    trail.append(begun, "sent", at=at, by=by, data=data)
    link_unlinked(signers)
    for signer in signers:
        _identified_as_planned(signer, plan)
        if signer.is_turn(signers):
            jobs.queue("notify_signer", signer_id=signer.pk, occasion="turn")
    if signing.expires_at:
        jobs.queue("expire_signing", at=signing.expires_at, signing_id=signing.pk)
    bus.publish("signing.activated", about=signing, by=by, data={"documents": len(documents), "signers": len(signers)})
    return warnings


@action
def cancel(*, signing_id: int, reason: str | None, by: Actor, may_end_active: bool = True) -> None:
    """Call a package off; raises Conflict once it has ended.

    Raises Forbidden for an active one, unless it `may_end_active`: that is decided here, under the lock.
    """
    signing = steps.lock(signing_id)
    if signing.status == Signing.Status.ACTIVE and not may_end_active:
        raise Forbidden(NEEDS_FULL)
    at = trail.instant(signing.trail) if signing.trail else clock.now()
    steps.cancel(signing, at=at, by=by, reason=reason)


@action
def reopen(*, signing_id: int, by: Actor) -> Signing:
    """A new draft like a cancelled package, which stays as it is. Raises Conflict for any other, and a second time."""
    reopening.lock_sources(signing_id)
    cancelled = steps.lock(signing_id)
    SIGNING.after(cancelled.status, "reopened")
    earlier = Signing.objects.filter(reopened_from=cancelled).values_list("pk", flat=True).first()
    if earlier:
        raise Conflict(f"The package was reopened already, as {earlier}.")
    signing = reopening.copied(cancelled, by=by, at=clock.now())
    bus.publish("signing.reopened", about=signing, by=by, data={"reopenedFrom": str(cancelled.pk)})
    return signing


@action
def resend(*, signing_id: int, by: Actor) -> int:
    """Queue another mail to each signer whose turn it is; how many. Raises Conflict unless the package is active."""
    signing = steps.lock(signing_id)
    SIGNING.after(signing.status, "resent")
    if not signing.is_open_at(clock.now()):
        raise Conflict(TIME_IS_UP)
    turns = {one.pk for one in on_turn(signing, list(signing.signers.all()))}
    waiting = PackageSigner.objects.to_do().filter(signing=signing, pk__in=turns).order_by("id")
    for signer in waiting:
        jobs.queue("notify_signer", signer_id=signer.pk, occasion="asked")
    bus.publish("signing.resent", about=signing, by=by, data={"signers": len(waiting)})
    return len(waiting)


@action
def extend(
    *, signing_id: int, by: Actor, expires_at: datetime | None = None, expires_in_days: int | None = None
) -> None:
    """Move the deadline to a later instant (see `ceremony.deadlines.extended`), and mail those who are not done.

    Raises Conflict unless the package is active, and where it has no deadline.
    """
    signing = steps.lock(signing_id)
    SIGNING.after(signing.status, "extended")
    assert signing.trail is not None  # active packages have one
    at = trail.instant(signing.trail)
    if not signing.is_open_at(at):
        raise Conflict(TIME_IS_UP)
    before = signing.expires_at
    deadline = deadlines.extended(before, at=at, expires_at=expires_at, expires_in_days=expires_in_days)
    assert before is not None  # otherwise there is no later one
    signing.expires_at = deadline
    rows.save(signing, "expires_at", at=at)
    data = {"expiresAt": clock.iso(deadline), "before": clock.iso(before)}
    trail.append(signing.trail, "extended", at=at, by=by, data=data)
    bus.publish("signing.extended", about=signing, by=by, data=data)
    jobs.move("expire_signing", at=deadline, signing_id=signing.pk)
    waiting = PackageSigner.objects.to_do().filter(signing=signing, notified_at__isnull=False).order_by("id")
    for number in waiting.values_list("pk", flat=True):
        jobs.queue("notify_signer", signer_id=number, occasion="extended")


@action
def record_expiry(*, signing_id: int, by: Actor) -> bool:
    """Cancel a package whose time is up, if it is and nothing else ended it before; whether it did."""
    signing = steps.lock(signing_id)
    at = clock.now() if signing.trail is None else trail.instant(signing.trail)
    if signing.status != Signing.Status.ACTIVE or signing.is_open_at(at):
        return False
    steps.cancel(signing, at=at, by=by, reason=TIME_IS_UP, event="expired")
    return True


def _identified_as_planned(signer: PackageSigner, plan: Plan | None) -> None:
    """Whoever has to sign by account keeps a link that lets them look, and no more."""
    if plan and plan.methods[str(signer.pk)] != ACCOUNT:
        rows.change(signer, {"auth_method": plan.methods[str(signer.pk)]})


def _place_marks(documents: Sequence[SigningDocument], signers: Sequence[PackageSigner]) -> list[str]:
    """Decide whose the positions are; what is to be told about those that are nobody's."""
    marks, warnings = placed(activation.signers_of(documents, signers))
    for document in documents:
        document.marks = marks[document.pk]
    SigningDocument.objects.bulk_update(documents, ["marks"])
    return warnings


def _flow(location_id: int, flow_id: int) -> Flow:
    rows = Flow.objects.filter(location_id=location_id, pk=flow_id)
    flow: Flow | None = rows.select_for_update().first()  # it may not be deleted meanwhile
    if flow is None:
        raise Invalid("flowId names no flow of this location.")
    if not flow.active:
        raise Invalid("The flow is not active.")
    return flow
