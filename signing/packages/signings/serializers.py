"""Shapes of packages."""

from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import Text, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.text_fields import Line
from signing.evidence.serializers import TrailEventShape
from signing.packages.answer_values import instant, text_id
from signing.packages.fields import OptionalId
from signing.packages.package.models import Signing


class NewSigning(serializers.Serializer[Any]):
    """The body of a creation."""

    locationId = GivenId()
    flowId = OptionalId()
    note = Text(max_length=2000, required=False, allow_blank=True, allow_null=True)
    title = Line(max_length=200, required=False, allow_null=True)


class SigningChanges(serializers.Serializer[Any]):
    """The body of a change; null takes away the flow or the note."""

    flowId = OptionalId(source="flow_id")
    note = Text(max_length=2000, required=False, allow_blank=True, allow_null=True)
    title = Line(max_length=200, required=False)

    def validate_note(self, note: str | None) -> str:
        """None is no note."""
        return note or ""


class Cancellation(serializers.Serializer[Any]):
    """The body of a cancellation."""

    reason = Text(max_length=1000, required=False, allow_blank=True, allow_null=True)


class SigningCounts(serializers.Serializer[Any]):
    """How many documents and signers a package has, and how many signers are done."""

    documents = serializers.IntegerField()
    signers = serializers.IntegerField()
    signed = serializers.IntegerField()


class SigningAnswer(serializers.Serializer[Any]):
    """A package."""

    id = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField(help_text=", ".join(Signing.Status.values))
    note = serializers.CharField(allow_null=True)
    locationId = serializers.CharField()
    flowId = serializers.CharField(allow_null=True)
    createdBy = serializers.CharField(allow_null=True)
    counts = SigningCounts()
    createdAt = Timestamp()
    updatedAt = Timestamp()
    activatedAt = Timestamp(allow_null=True)
    completedAt = Timestamp(allow_null=True)
    cancelledAt = Timestamp(allow_null=True)
    cancelReason = serializers.CharField(allow_null=True)
    reopenedFrom = serializers.CharField(allow_null=True, help_text="The cancelled package that this one repeats.")


class OneSigning(serializers.Serializer[Any]):
    """A package, wrapped."""

    signing = SigningAnswer()


class SigningList(serializers.Serializer[Any]):
    """Packages, most recently updated first."""

    signings = SigningAnswer(many=True)
    scope = serializers.ChoiceField(["managed", "global"])
    nextCursor = serializers.CharField(required=False)


class Queued(serializers.Serializer[Any]):
    """How many mails were queued."""

    queued = serializers.IntegerField()


class PackageTrail(serializers.Serializer[Any]):
    """The trail of a package, oldest event first; empty before activation."""

    events = TrailEventShape(many=True)
    head = serializers.CharField(allow_null=True)
    nextCursor = serializers.CharField(required=False)


def shown_signing(signing: Any) -> dict[str, Any]:
    """A row of `Signing.objects.shown()`, or of `listed()`, as sent to clients."""
    return {
        "id": str(signing.id),
        "title": signing.title,
        "status": signing.status,
        "note": signing.note or None,
        "locationId": str(signing.location_id),
        "flowId": text_id(signing.flow_id),
        "createdBy": text_id(signing.created_by_id),
        "counts": {
            "documents": signing.document_count,
            "signers": signing.signer_count,
            "signed": signing.signed_count,
        },
        "createdAt": clock.iso(signing.created_at),
        "updatedAt": clock.iso(signing.updated_at),
        "activatedAt": instant(signing.activated_at),
        "completedAt": instant(signing.completed_at),
        "cancelledAt": instant(signing.cancelled_at),
        "cancelReason": signing.cancel_reason,
        "reopenedFrom": text_id(signing.reopened_from_id),
    }
