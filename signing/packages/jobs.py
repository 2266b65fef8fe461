"""All jobs of signing packages."""

from signing.packages.managers.jobs import appoint_owners
from signing.packages.notices.ending_jobs import mail_package_end_to_sender, mail_package_end_to_signer
from signing.packages.notices.jobs import notify, notify_sender, notify_sender_of_undelivered_notice, remind
from signing.packages.signings.jobs import expire, expire_overdue

__all__ = [
    "appoint_owners", "expire", "expire_overdue", "mail_package_end_to_sender", "mail_package_end_to_signer",
    "notify", "notify_sender", "notify_sender_of_undelivered_notice", "remind",
]  # fmt: skip
