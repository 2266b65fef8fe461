"""All jobs of signing packages."""

from signing.packages.managers.jobs import appoint_owners
from signing.packages.notices.ending_jobs import mail_package_end_to_sender, mail_package_end_to_signer
from signing.packages.notices.jobs import mail_copy, notify, notify_sender, remind
from signing.packages.signings.jobs import expire, expire_overdue

__all__ = [
    "appoint_owners", "expire", "expire_overdue", "mail_copy", "mail_package_end_to_sender",
    "mail_package_end_to_signer", "notify", "notify_sender", "remind",
]  # fmt: skip
