"""What clickwrap contributes to the registries of the kernel and of the workspace."""

from clickwrap.acceptances import forgetting
from clickwrap.agreements import subject_tokens
from clickwrap.chain import audit, chain_heads
from clickwrap.event_subjects import EVENT_SUBJECTS
from clickwrap.event_types import EVENT_TYPES
from clickwrap.receipts import forgetting as receipts
from safeclose.proof.audits import audits
from safeclose.proof.chain_heads import ChainKind, chain_kinds
from safeclose.records.erasure import Forgetter, address_columns, forgetters
from safeclose.records.pruning.sources import prunable_rows
from safeclose.records.rotation_actions import encrypted_columns
from workspace.events.catalogue import event_subjects, event_types

event_types.add_types(EVENT_TYPES)
event_subjects.add_subjects(EVENT_SUBJECTS)

audits.add("acceptances", audit.chains)
chain_kinds.add("acceptances", ChainKind(chain_heads.heads, chain_heads.hashes))

for column in ("clickwrap.Agreement.subject_secret", "clickwrap.Agreement.old_subject_secret"):
    encrypted_columns.add(column, subject_tokens.PURPOSE)

address_columns.add_columns("clickwrap.Acceptance.kept")
forgetters.add("acceptances", Forgetter(forgetting.acceptances, ("clickwrap.Acceptance.kept",)))

address_columns.add_columns("clickwrap.ReceiptMail.email")
forgetters.add("receipts to be mailed", Forgetter(receipts.mails, ("clickwrap.ReceiptMail.email",)))
prunable_rows.add("receipts to be mailed", receipts.old_mails)
prunable_rows.add("links to receipts", receipts.ended_links)
