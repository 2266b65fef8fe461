"""All jobs of the ceremony, for the queue to find."""

from signing.ceremony.identification.jobs import notify_sender_of_lock
from signing.ceremony.objections.jobs import notify_sender_of_objection
from signing.ceremony.undelivered.jobs import notify_sender_of_undelivered
from signing.envelopes.delivery.jobs import mail_copy, mail_link, remind
from signing.envelopes.ending_jobs import mail_end_to_sender, mail_end_to_signer
from signing.envelopes.jobs import expire, expire_overdue
from signing.evidence.checkpoints.jobs import make, make_due
from signing.evidence.jobs import seal, seal_unsealed
from signing.packages import jobs as packages

__all__ = [
    "expire", "expire_overdue", "mail_copy", "mail_end_to_sender", "mail_end_to_signer", "mail_link", "make",
    "make_due", "notify_sender_of_lock", "notify_sender_of_objection", "notify_sender_of_undelivered", "packages",
    "remind", "seal", "seal_unsealed",
]  # fmt: skip
