"""Who may send outreach."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from workspace.models import Organization


class OutreachSender(models.Model):
    """An organization, or an account for campaigns without one, as a sender: approved by staff or not, paused or not.

    One without a row was never approved.
    """

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, null=True, related_name="+")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    # When a borrower complained; staff lift it.
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="outreach_sender_is_an_organization_or_an_account",
                condition=Q(organization=None, user__isnull=False) | Q(organization__isnull=False, user=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.organization or self.user)
