"""How staff of the back office prove who they are, beside their password."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from safeclose import clock
from safeclose.records import ids

MAX_WRONG_CODES = 20  # in a row; then no code is taken until the second factor is removed


class Authenticator(models.Model):
    """The second factor of one person: an app that shows codes (RFC 6238), and recovery codes for when it is lost."""

    id = ids.TypeIDField(prefix="auth", primary_key=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authenticator")
    secret = models.TextField(editable=False)  # encrypted
    # Of the newest code that was taken: neither it nor an older one is taken again.
    last_time_step = models.BigIntegerField(editable=False)
    # SHA-256, hex, of recovery codes that were not used.
    recovery_code_hashes = ArrayField(models.CharField(max_length=64), editable=False)
    wrong_codes = models.PositiveSmallIntegerField("wrong codes in a row", default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "second factor"

    def __str__(self) -> str:
        return f"second factor of {self.user}"

    @property
    def is_locked(self) -> bool:
        return self.wrong_codes >= MAX_WRONG_CODES


class FailedSignIn(models.Model):
    """A try to sign in to the back office that failed. What was typed is not kept: it may be a password."""

    class Step(models.TextChoices):
        PASSWORD = "password", "login and password"
        CODE = "code", "code of the second factor"

    id = ids.TypeIDField(prefix="fsi", primary_key=True, editable=False)
    # None where nobody has the login that was typed.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    network = models.CharField(max_length=50)  # an IPv4 address, or the /64 of an IPv6 address
    step = models.CharField(max_length=10, choices=Step)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "failed sign-in"
        indexes: ClassVar = (
            models.Index(fields=["network"], name="failed_sign_ins_from_network"),
            models.Index(fields=["at"], name="failed_sign_ins_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.user or 'unknown login'} from {self.network}"
