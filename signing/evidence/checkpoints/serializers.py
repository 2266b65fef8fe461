"""Shapes of checkpoints, and of what they say about one trail."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import ModelSerializer
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.checkpoints.statement import stated, time_stamp_of

STATED = ("format", "organization", "seq", "at", "size", "root", "previous", "signature", "timeStamp")


class StatementSignature(serializers.Serializer[Any]):
    """A signature by the service's key: `value` in base64, over the canonical JSON of all that is stated."""

    alg = serializers.CharField()
    at = serializers.CharField()
    certificateSha256 = serializers.CharField()
    value = serializers.CharField()


class StatedAnswer(ModelSerializer):
    """What a checkpoint states: of `size` chains the `root`, and the SHA-256 of what the one before states."""

    format = serializers.CharField()
    organization = serializers.CharField()
    signature = StatementSignature()
    timeStamp = serializers.CharField(allow_null=True, help_text="A time stamp token (RFC 3161), in base64.")

    class Meta:
        model = Checkpoint
        fields = STATED
        read_only_fields = STATED


class CheckpointAnswer(StatedAnswer):
    """A checkpoint of the caller's organization."""

    id = serializers.CharField()

    class Meta:
        model = Checkpoint
        fields = ("id", *STATED)
        read_only_fields = fields


class OneCheckpoint(StatedAnswer):
    """A checkpoint with the certificates that it is checked with, in PEM; that of the key first."""

    id = serializers.CharField()
    certificates = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Checkpoint
        fields = ("id", *STATED, "certificates")
        read_only_fields = fields


class CheckpointList(serializers.Serializer[Any]):
    """Checkpoints, newest first."""

    checkpoints = CheckpointAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class LeafAnswer(serializers.Serializer[Any]):
    """Where a chain ended."""

    id = serializers.CharField()
    length = serializers.IntegerField()
    head = serializers.CharField()


class ProofAnswer(StatedAnswer):
    """What the newest checkpoint says about one trail: the `checkpoint` member of an evidence bundle."""

    certificates = serializers.ListField(child=serializers.CharField())
    leaf = LeafAnswer()
    index = serializers.IntegerField()
    proof = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Checkpoint
        fields = (*STATED, "certificates", "leaf", "index", "proof")
        read_only_fields = fields


def listed_checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    """A checkpoint in a list."""
    return {"id": checkpoint.id, **stated(checkpoint), "timeStamp": time_stamp_of(checkpoint)}


def one_checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    """A checkpoint by itself."""
    return {**listed_checkpoint(checkpoint), "certificates": checkpoint.certificates}
