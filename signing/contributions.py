"""What the ceremony contributes to the registries of the kernel, of the workspace and of the documents."""

from documents.chattel.register.deletion_holds import deletion_holds
from safeclose.backoffice.figures import FirstPageFigure, first_page_figures
from safeclose.health.probes import doctor_checks, readiness_probes
from safeclose.proof.audits import audits
from safeclose.proof.chain_heads import ChainKind, chain_kinds
from safeclose.records.erasure import (
    Forgetter,
    address_columns,
    file_finders,
    forgetters,
    learners,
    obstacle_finders,
)
from safeclose.storage.named_files import file_columns
from signing.ceremony.turns import turns
from signing.ceremony.undelivered import steps as undelivered
from signing.envelopes import admin as envelopes_admin
from signing.envelopes import forgetting as envelopes
from signing.envelopes import jobs as envelopes_jobs
from signing.envelopes.delivery import jobs as delivery_jobs
from signing.envelopes.models import Signer
from signing.envelopes.turns import EnvelopeTurn
from signing.event_subjects import EVENT_SUBJECTS
from signing.event_types import EVENT_TYPES
from signing.evidence import audit, chain_heads, probes
from signing.evidence import forgetting as evidence
from signing.evidence.checkpoints import audit as checkpoints
from signing.packages import forgetting as packages
from signing.packages.documents import holds
from signing.packages.documents import uses as documents_uses
from signing.packages.flows import uses as flows_uses
from signing.packages.managers import steps as managers
from signing.packages.notices import jobs as notices_jobs
from signing.packages.session import menu
from signing.packages.signers import linking
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.turns import PackageTurn
from signing.packages.templates.uses import template_uses
from workspace.events.bus import EventHandler, event_handlers
from workspace.events.catalogue import event_subjects, event_types
from workspace.menu.parts import menu_parts
from workspace.organizations.locations.hooks import location_deletion_hooks
from workspace.organizations.members.hooks import membership_hooks
from workspace.sending.outcomes.steps import failure_handlers

turns.add("envelopes", EnvelopeTurn)
turns.add("packages", PackageTurn)

event_types.add_types(EVENT_TYPES)
event_subjects.add_subjects(EVENT_SUBJECTS)
event_handlers.add(
    "signing.envelopes.delivery.jobs.when_sealed", EventHandler("trail.sealed", delivery_jobs.when_sealed)
)
event_handlers.add("signing.packages.notices.jobs.when_sealed", EventHandler("trail.sealed", notices_jobs.when_sealed))
event_handlers.add("signing.envelopes.jobs.when_sealed", EventHandler("trail.sealed", envelopes_jobs.when_sealed))
# The name is in open jobs, so it stays as it was when the function was in `identities`.
event_handlers.add(
    "signing.packages.identities.linking.when_verified", EventHandler("user.verified", linking.when_verified)
)

for one in (Signer, PackageSigner):
    failure_handlers.add(one.written_to_as, undelivered.failure_handler(one.signs_in))

audits.add("trails", audit.trails)
audits.add("checkpoints", checkpoints.checkpoints)
chain_kinds.add("trails", ChainKind(chain_heads.heads, chain_heads.hashes))

readiness_probes.add("sealing", probes.sealing)
doctor_checks.add("sealing key", probes.sealing_key)
doctor_checks.add("time stamps", probes.time_stamps)

first_page_figures.add(
    "envelopes by state", FirstPageFigure("signing.view_envelope", 10, envelopes_admin.envelopes_by_state)
)
first_page_figures.add("completed envelopes", FirstPageFigure("signing.view_envelope", 20, envelopes_admin.completions))
first_page_figures.add("unfinished envelopes", FirstPageFigure("signing.view_envelope", 25, envelopes_admin.unfinished))

deletion_holds.add("active signings", holds.active_signing)
template_uses.add("documents of packages", documents_uses.is_in_a_package)
template_uses.add("steps of flows", flows_uses.is_in_a_step)
membership_hooks.add("managers", managers.follow)
location_deletion_hooks.add("managers", managers.end_at)
menu_parts.add("signing", menu.signing_part)

file_columns.add_columns(
    "signing.Template.file_sha256",
    "signing.Template.received_sha256",
    "signing.SigningDocument.file_sha256",
    "signing.SigningDocument.received_sha256",
    "signing.Envelope.document_sha256",
    "signing.Trail.document_sha256",
    "signing.Seal.certificate_sha256",
    "signing.Seal.bundle_sha256",
    "signing.SealedFile.document_sha256",
    "signing.SealedFile.sealed_sha256",
)

address_columns.add_columns("signing.Signer.email", "signing.PackageSigner.email")
learners.add("actors of trails", evidence.trails)
learners.add("signers of envelopes", envelopes.signers)
learners.add("signers of packages", packages.signers)
obstacle_finders.add("unsealed trails", evidence.unsealed)
obstacle_finders.add("live envelopes", envelopes.live)
obstacle_finders.add("active packages", packages.active)
file_finders.add("sealed files", evidence.sealed)
file_finders.add("documents of packages", packages.presented)
forgetters.add("trails", Forgetter(evidence.events, ("signing.TrailEvent.kept",)))
forgetters.add(
    "envelopes",
    Forgetter(
        envelopes.envelopes,
        (
            "signing.Signer.name",
            "signing.Signer.email",
            "signing.Signer.phone",
            "signing.Signer.questions",
            "signing.Signer.signature_text",
            "signing.Signer.put_marks",
            "signing.Signer.decline_reason",
            "signing.Envelope.title",
            "signing.Envelope.message",
            "signing.Envelope.void_reason",
            "signing.Envelope.marks",
        ),
    ),
)
forgetters.add(
    "packages",
    Forgetter(
        packages.packages,
        (
            "signing.PackageSigner.name",
            "signing.PackageSigner.email",
            "signing.PackageSigner.folded_email",
            "signing.PackageSigner.phone",
            "signing.PackageSigner.party",
            "signing.PackageSigner.put_marks",
            "signing.PackageSigner.questions",
            "signing.PackageSigner.decline_reason",
            "signing.Signing.title",
            "signing.Signing.note",
            "signing.Signing.message",
            "signing.Signing.cancel_reason",
            "signing.Signing.plan",
            "signing.ESignature.signature_text",
            "signing.SigningDocument.title",
            "signing.SigningDocument.positions",
            "signing.SigningDocument.marks",
        ),
    ),
)
