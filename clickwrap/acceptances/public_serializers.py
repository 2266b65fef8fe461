"""Shapes of the public routes."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clickwrap.acceptances.actions import Accepted
from clickwrap.agreements.models import Agreement
from safeclose import clock
from safeclose.http.fields import Text, Timestamp

HASH = re.compile("[0-9a-f]{64}")


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
class VersionHash(Text):
    """The hash of a version, as the agreement's answer has it."""

    default_error_messages = {"not_a_hash": "Must be 64 lower-case hexadecimal digits."}

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if not HASH.fullmatch(value):
            self.fail("not_a_hash")
        return value


class NewAcceptance(serializers.Serializer[Any]):
    """The body of an acceptance; it may be left out."""

    subjectRef = Text(max_length=320, required=False, allow_null=True, allow_blank=True)
    versionHash = VersionHash(required=False, allow_null=True)


class ShownAgreement(serializers.Serializer[Any]):
    """What anyone may read and accept."""

    state = serializers.ChoiceField(["active"])
    id = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    versionHash = serializers.CharField()
    organization = serializers.CharField(help_text="The name of who asks.")


class AcceptanceMade(serializers.Serializer[Any]):
    """The answer to an acceptance."""

    state = serializers.ChoiceField(["accepted"])
    acceptanceId = serializers.CharField()
    versionHash = serializers.CharField()
    acceptedAt = Timestamp()


def shown(agreement: Agreement) -> dict[str, Any]:
    """An agreement with its current text."""
    assert agreement.publication
    return {
        "state": "active",
        "id": agreement.id,
        "title": agreement.title,
        "body": agreement.publication.version.body,
        "versionHash": agreement.version_hash,
        "organization": agreement.organization.name,
    }


def accepted(done: Accepted) -> dict[str, Any]:
    """What was recorded, for who did it."""
    return {
        "state": "accepted",
        "acceptanceId": done.id,
        "versionHash": done.version_hash,
        "acceptedAt": clock.iso(done.accepted_at),
    }
