"""Messages that were handed over, so that what is reported about them later finds whom it is about."""

from django.db import models
from django.db.models import Q

from safeclose import clock


class SentMessage(models.Model):
    """A mail or a text that was taken. It holds neither the address nor the words.

    kind, subject_id   who wants to know, by the name in `failure_handlers`, and of which row of theirs the address is
    what               the message, in their words, such as "link"
    """

    # A name in MAIL_SERVICE, "smtp" or "twilio"; and the service's id of the message.
    service = models.CharField(max_length=20)
    message_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    what = models.CharField(max_length=20)
    sent_at = models.DateTimeField(default=clock.now)
    # When its failure was reported first, and which; what is reported later does nothing.
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=20, null=True)

    objects: models.Manager["SentMessage"]

    class Meta:
        indexes = (models.Index(fields=["sent_at"], name="sent_messages_by_age"),)
        constraints = (
            models.UniqueConstraint(fields=["service", "message_id"], name="sent_message_is_known_once"),
            models.CheckConstraint(name="sent_message_has_an_id", condition=~Q(message_id="")),
            models.CheckConstraint(
                name="sent_message_has_failed_when_it_says_how",
                condition=Q(failed_at=None, failure=None) | Q(failed_at__isnull=False, failure__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} by {self.service}: {self.message_id}"
