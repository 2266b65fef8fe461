"""Shapes of acceptances, for the organization whose agreement it is."""

from typing import Any

from rest_framework import serializers

from clickwrap.acceptances.models import IP, SUBJECT, USER_AGENT, Acceptance
from clickwrap.agreements.models import Agreement
from safeclose import clock
from safeclose.http.fields import Timestamp


class AcceptanceAnswer(serializers.Serializer[Any]):
    """One acceptance."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    versionHash = serializers.CharField()
    subjectRef = serializers.CharField(allow_null=True)
    acceptedAt = Timestamp()
    ip = serializers.CharField(allow_null=True)
    userAgent = serializers.CharField(allow_null=True)


class AcceptancePage(serializers.Serializer[Any]):
    """A list of acceptances, newest first."""

    acceptances = AcceptanceAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class AcceptanceStatus(serializers.Serializer[Any]):
    """Whether someone has accepted."""

    accepted = serializers.BooleanField()
    versionHash = serializers.CharField(allow_null=True)
    acceptedAt = Timestamp(allow_null=True)
    current = serializers.BooleanField(help_text="Whether what they accepted is what is shown now.")


COLUMNS = tuple(AcceptanceAnswer().fields)


def answered(acceptance: Acceptance) -> dict[str, Any]:
    """One acceptance; what was erased is null."""
    return {
        "id": acceptance.id,
        "version": acceptance.version,
        "versionHash": acceptance.version_hash,
        "subjectRef": acceptance.kept_value(SUBJECT),
        "acceptedAt": clock.iso(acceptance.accepted_at),
        "ip": acceptance.kept_value(IP),
        "userAgent": acceptance.kept_value(USER_AGENT),
    }


def standing(agreement: Agreement, acceptance: Acceptance | None) -> dict[str, Any]:
    """Where someone stands who gave this acceptance, or none."""
    if acceptance is None:
        return {"accepted": False, "versionHash": None, "acceptedAt": None, "current": False}
    return {
        "accepted": True,
        "versionHash": acceptance.version_hash,
        "acceptedAt": clock.iso(acceptance.accepted_at),
        "current": acceptance.version_hash == agreement.version_hash,
    }
