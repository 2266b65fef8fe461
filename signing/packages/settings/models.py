"""What a location sets for its packages."""

from django.db import models
from django.db.models import Q

from safeclose import clock
from workspace.models import Location


class LocationSettings(models.Model):
    """One row for a location that has changed something; without a row nothing is reminded of and nothing runs out."""

    location = models.OneToOneField(Location, on_delete=models.CASCADE, related_name="signing_settings")
    # Days between a mail to a signer and the next reminder.
    reminder_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Days from activation until a package is cancelled.
    default_expiry_days = models.PositiveSmallIntegerField(null=True, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "location settings"
        constraints = (
            models.CheckConstraint(
                name="reminders_are_days_apart", condition=Q(reminder_days=None) | Q(reminder_days__range=(1, 90))
            ),
            models.CheckConstraint(
                name="expiry_is_within_a_year",
                condition=Q(default_expiry_days=None) | Q(default_expiry_days__range=(1, 365)),
            ),
        )

    def __str__(self) -> str:
        return f"settings of {self.location}"
