"""The statuses of a loan, for the tables of loans and of what they are on."""

from django.db.models import TextChoices


class LoanStatus(TextChoices):
    CURRENT = "CURRENT"
    BEHIND = "BEHIND"
