"""Shapes of checkpoints, and of what the newest one says about one trail."""

from rest_framework.serializers import CharField, IntegerField, ListField

from safeclose.http.fields import Constant, NumericId
from safeclose.http.shapes import ModelShape, Shape
from safeclose.verify.checkpoints import FORMAT
from signing.evidence.checkpoints.models import Checkpoint


class StatementSignatureShape(Shape):
    """A signature by the service's key: `value` in base64, over the canonical JSON of all that is stated."""

    alg = CharField()
    at = CharField()
    certificate_sha256 = CharField(source="certificateSha256")
    value = CharField()


class StatementShape(ModelShape):
    """What a checkpoint states: of `size` chains the `root`, and the SHA-256 of what the one before states."""

    format = Constant(FORMAT)
    organization: CharField = NumericId(source="organization_id")
    signature = StatementSignatureShape()
    time_stamp = CharField(
        source="time_stamp_base64", allow_null=True, help_text="A time stamp token (RFC 3161), in base64."
    )

    class Meta:
        model = Checkpoint
        fields: tuple[str, ...] = (
            "format", "organization", "seq", "at", "size", "root", "previous", "signature", "time_stamp",
        )  # fmt: skip


class CheckpointShape(StatementShape):
    """A checkpoint of the caller's organization."""

    id = CharField()

    class Meta(StatementShape.Meta):
        fields = ("id", *StatementShape.Meta.fields)


class CheckpointDetailShape(CheckpointShape):
    """A checkpoint with the certificates that it is checked with, in PEM; that of the key first."""

    certificates = ListField(child=CharField())

    class Meta(CheckpointShape.Meta):
        fields = (*CheckpointShape.Meta.fields, "certificates")


class LeafShape(Shape):
    """Where a chain ended."""

    id = CharField()
    length = IntegerField()
    head = CharField()


class ProofShape(StatementShape):
    """What the newest checkpoint says about one trail: the `checkpoint` member of an evidence bundle."""

    # Of the mapping that `proof_for` returns, whose keys are those of the bundle.
    organization = CharField()
    time_stamp = CharField(source="timeStamp", allow_null=True, help_text="A time stamp token (RFC 3161), in base64.")
    certificates = ListField(child=CharField())
    leaf = LeafShape()
    index = IntegerField()
    proof = ListField(child=CharField())

    class Meta(StatementShape.Meta):
        fields = (*StatementShape.Meta.fields, "certificates", "leaf", "index", "proof")
