"""What is owed on the collateral."""

from django.db import models
from django.db.models import Q

from documents.chattel.loans.statuses import LoanStatus
from documents.chattel.register.models import ChattelDocument

BEYOND = 10**12  # amounts have at most twelve digits


class Loan(models.Model):
    """The one loan of a chattel document, and whom to reach about it."""

    Status = LoanStatus

    document = models.OneToOneField(ChattelDocument, on_delete=models.CASCADE, primary_key=True, related_name="loan")
    provider_name = models.CharField(max_length=120)
    original_amount = models.DecimalField(max_digits=14, decimal_places=2)
    remaining_amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    maturity_date = models.DateField(null=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.CURRENT)
    borrower_name = models.CharField(max_length=120, null=True)
    borrower_email = models.CharField(max_length=320, null=True)
    borrower_phone = models.CharField(max_length=16, null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="loan_status_is_known", condition=Q(status__in=LoanStatus.values)),
            models.CheckConstraint(name="loan_currency_has_three_letters", condition=Q(currency__regex="^[A-Z]{3}$")),
            models.CheckConstraint(
                name="loan_original_amount_is_in_bounds",
                condition=Q(original_amount__gte=0, original_amount__lt=BEYOND),
            ),
            models.CheckConstraint(
                name="loan_remaining_amount_is_in_bounds",
                condition=Q(remaining_amount__gte=0, remaining_amount__lt=BEYOND),
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_name}: {self.status}"
