"""What the workspace contributes to the kernel's registries and to its own."""

from anymail.signals import tracking

from safeclose.backoffice.figures import FirstPageFigure, first_page_figures
from safeclose.config.single_process import leases
from safeclose.health.probes import doctor_checks
from safeclose.job_faults import fault_keepers
from safeclose.records.erasure import Forgetter, address_columns, forgetters, learners
from safeclose.records.pruning.sources import prunable_rows
from safeclose.records.rotation_actions import encrypted_columns
from safeclose.storage.named_files import file_columns
from workspace import pruning
from workspace.clerk import probes as clerk
from workspace.erasure import forgetting
from workspace.event_subjects import EVENT_SUBJECTS
from workspace.event_types import EVENT_TYPES
from workspace.events import forgetting as events
from workspace.events.bus import publication_hooks
from workspace.events.catalogue import event_subjects, event_types
from workspace.organizations import probes as organizations
from workspace.organizations.members import undelivered
from workspace.queue import actions as queue
from workspace.queue import admin as queue_admin
from workspace.sending import forgetting as sending
from workspace.sending.outcomes import mail_reports
from workspace.sending.outcomes.steps import failure_handlers
from workspace.staff import actions as staff
from workspace.staff import admin as staff_admin
from workspace.web_process import lease
from workspace.webhooks import admin as webhooks_admin
from workspace.webhooks import forgetting as webhooks_forgetting
from workspace.webhooks import new_deliveries
from workspace.webhooks import secrets as webhook_secrets

event_types.add_types(EVENT_TYPES)
event_subjects.add_subjects(EVENT_SUBJECTS)
publication_hooks.add("webhook deliveries", new_deliveries.create_deliveries)

leases.add("row", lease.take)

doctor_checks.add("organizations", clerk.organizations)
doctor_checks.add("owners", organizations.owners)

fault_keepers.add("back office", queue.record_fault)
first_page_figures.add(
    "failing jobs", FirstPageFigure("procrastinate.view_procrastinatejob", 40, queue_admin.failing_jobs)
)
first_page_figures.add("webhooks", FirstPageFigure("workspace.view_delivery", 50, webhooks_admin.undelivered))
first_page_figures.add("sign-ins", FirstPageFigure("workspace.view_failedsignin", 60, staff_admin.sign_ins))

prunable_rows.add("idempotency keys", pruning.idempotency_keys)
prunable_rows.add("Clerk deliveries", pruning.clerk_deliveries)
prunable_rows.add("webhook deliveries", pruning.webhook_deliveries)
prunable_rows.add("failed sign-ins", pruning.failed_sign_ins)
prunable_rows.add("counts of messages", pruning.sending_counts)
prunable_rows.add("sent messages", pruning.sent_messages)

failure_handlers.add("invitation", undelivered.record)
tracking.connect(mail_reports.when_tracked, dispatch_uid="mail reports")

file_columns.add_columns("workspace.Organization.logo_sha256")

for column in ("workspace.Webhook.secret", "workspace.Webhook.old_secret"):
    encrypted_columns.add(column, webhook_secrets.PURPOSE)
encrypted_columns.add("workspace.Authenticator.secret", staff.PURPOSE)

address_columns.add_columns("workspace.User.email", "workspace.Membership.invited_email")
learners.add("accounts", forgetting.accounts)
forgetters.add(
    "account",
    Forgetter(
        forgetting.account,
        (
            "workspace.User.email",
            "workspace.User.name",
            "workspace.User.image_url",
            "workspace.User.username",
            "workspace.User.password",
        ),
    ),
)
forgetters.add(
    "sign-in of staff",
    Forgetter(
        forgetting.sign_in_of_staff,
        (
            "workspace.Authenticator.secret",
            "workspace.Authenticator.recovery_code_hashes",
            "workspace.FailedSignIn.network",
        ),
    ),
)
forgetters.add("invitations", Forgetter(forgetting.invitations, ("workspace.Membership.invited_email",)))
forgetters.add("counts of messages", Forgetter(sending.counts, ("workspace.SendingCount.key",)))
forgetters.add("events", Forgetter(events.events, ("workspace.Event.actor", "workspace.Event.data")))
forgetters.add(
    "idempotent answers",
    Forgetter(forgetting.answers, ("workspace.IdempotentRequest.body", "workspace.IdempotentRequest.request")),
)
forgetters.add("job arguments", Forgetter(forgetting.job_arguments, ("procrastinate.ProcrastinateJob.args",)))
forgetters.add("job faults", Forgetter(forgetting.faults, ("workspace.JobFault.sentence",)))
forgetters.add(
    "back-office log",
    Forgetter(forgetting.back_office_log, ("admin.LogEntry.object_repr", "admin.LogEntry.change_message")),
)
forgetters.add("webhook deliveries", Forgetter(webhooks_forgetting.deliveries, ("workspace.Delivery.body",)))
