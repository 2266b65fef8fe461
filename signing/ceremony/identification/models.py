"""Challenges: proof, asked for by this server, that a signer is who was meant."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from safeclose import clock
from safeclose.records import ids
from signing.ceremony.identification import methods
from signing.ceremony.identification.bounds import CODE_LIFETIME, MAX_TRIES_PER_CODE
from signing.ceremony.models import one_holder


class Challenge(models.Model):
    """A code that was sent, or questions that were asked. Only a signer's newest one counts."""

    Channel = methods.Channel

    id = ids.TypeIDField(prefix="chl", primary_key=True, editable=False)
    signer = models.ForeignKey("signing.Signer", on_delete=models.CASCADE, null=True, related_name="challenges")
    package_signer = models.ForeignKey(
        "signing.PackageSigner", on_delete=models.CASCADE, null=True, related_name="challenges", db_index=False
    )
    channel = models.CharField(max_length=5, choices=Channel)
    # Keyed hash of the code, hex; for questions the signer's row has those of the answers.
    code_hash = models.CharField(max_length=64, null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    verified_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Challenge"]]

    class Meta:
        indexes = (
            models.Index(fields=["signer", "-id"], name="newest_challenge_of_signer"),
            models.Index(fields=["package_signer", "-id"], name="newest_of_package_signer"),
        )
        constraints = (
            one_holder("challenge_is_of_one_signer"),
            models.CheckConstraint(name="challenge_channel_is_known", condition=Q(channel__in=["email", "sms", "kba"])),
            models.CheckConstraint(name="challenge_has_few_tries", condition=Q(tries__lte=MAX_TRIES_PER_CODE)),
            models.CheckConstraint(
                name="challenge_has_a_code_unless_it_asks_questions",
                condition=Q(channel="kba", code_hash=None) | (~Q(channel="kba") & Q(code_hash__isnull=False)),
            ),
            models.CheckConstraint(
                name="challenge_is_used_only_when_verified", condition=Q(used_at=None) | Q(verified_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"

    @property
    def holder(self) -> Any:
        """The signer who is asked."""
        return self.signer or self.package_signer

    @property
    def expires_at(self) -> datetime:
        """Until when it can be met, and once met until when it can be used."""
        return (self.verified_at or self.created_at) + CODE_LIFETIME

    def may_be_tried(self, now: datetime) -> bool:
        """Whether an answer can still meet it."""
        return self.verified_at is None and now < self.expires_at

    def may_be_used(self, now: datetime) -> bool:
        """Whether it was met, lately, and stands for nothing yet."""
        return self.verified_at is not None and self.used_at is None and now < self.expires_at
