"""The statuses of a loan, for the tables of loans and of what they are on."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind


class LoanStatus(TextChoices):
    CURRENT = "CURRENT"
    BEHIND = "BEHIND"


LOAN: dict[str, Kind] = {LoanStatus.CURRENT: Kind.ACTIVE, LoanStatus.BEHIND: Kind.ENDED}
