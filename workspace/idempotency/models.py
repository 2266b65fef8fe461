"""Requests that their callers may repeat without harm."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeclose import clock


class IdempotentRequest(models.Model):
    """One use of a key, and its answer once there is one. Raw links are struck out before it is kept."""

    # None where a link was the caller's right to ask.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    # SHA-256 of user (or link), method, path and key.
    scope = models.CharField(max_length=64, unique=True)
    # The first of it, for people who look.
    request = models.CharField(max_length=200)
    # SHA-256 of organization, parameters and body: what must be the same when the key is.
    fingerprint = models.CharField(max_length=64)
    # Set in the transaction of the change itself, so that a crash before the answer leads to no second change.
    is_carried_out = models.BooleanField(default=False)
    # Which attempt may carry it out: each that begins gets the next number.
    attempt = models.PositiveIntegerField(default=0, db_default=0)
    # While an attempt runs: when it counts as dead, so that another one may begin.
    running_until = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=["created_at"], name="idempotent_request_to_prune"),)
        constraints = (
            models.CheckConstraint(
                name="idempotent_request_keeps_no_server_error", condition=Q(status=None) | Q(status__lt=500)
            ),
        )

    def __str__(self) -> str:
        return self.request
