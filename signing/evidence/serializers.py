"""Shapes of trails."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import CharField, ChoiceField, DictField, IntegerField, ListField

from safeclose.http.fields import Timestamp
from safeclose.http.shapes import Shape
from signing.evidence.checkpoints.serializers import ProofShape
from signing.evidence.models import Trail, TrailEvent


class CommitmentShape(Shape):
    """A personal value, salted and hashed; `revealed` opens it."""

    sha256 = CharField()


class TrailActorShape(Shape):
    """Who did it."""

    kind = CharField()
    id = CharField(allow_null=True)
    name = CommitmentShape(allow_null=True)


class PayloadShape(Shape):
    """What was hashed of an event, for the API description. `data` depends on the type: docs/evidence.md."""

    trail_id = CharField()
    seq = IntegerField()
    type = CharField()
    at = Timestamp()
    actor = TrailActorShape()
    ip = CommitmentShape(allow_null=True)
    user_agent = CommitmentShape(allow_null=True)
    data_ = DictField()


@extend_schema_field(PayloadShape)
class Payload(DictField):
    """Answered as it is: others hash it."""


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {"value": {"type": "string"}, "salt": {"type": "string"}},
            "required": ["salt", "value"],
        },
    }
)
class Revealed(DictField):
    """Personal values, each with the salt that opens its commitment."""


class TrailEventShape(Shape):
    """An event of the trail. `payload` is exactly what was hashed; `revealed` opens what it conceals."""

    seq = IntegerField()
    type = CharField()
    at = Timestamp()
    payload = Payload()
    payload_hash = CharField()
    prev_hash = CharField()
    chain_hash = CharField()
    revealed = Revealed(source="kept", help_text="By JSON pointer into `payload`.")

    def get_payload(self, event: TrailEvent) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(bytes(event.payload))
        return payload


class TrailShape(Shape):
    """A trail, oldest event first."""

    events = TrailEventShape(many=True)
    head = CharField()
    next_cursor = CharField(required=False)

    def get_events(self, trail: Trail) -> list[TrailEvent]:
        """Those of the page that the view gives as `events`."""
        events: list[TrailEvent] = self.context["events"].rows
        return events

    def get_next_cursor(self, trail: Trail) -> str | None:
        cursor: str | None = self.context["events"].cursor
        return cursor


class BundleSubjectShape(Shape):
    """What was signed."""

    trail_id = CharField()
    kind = CharField()
    title = CharField()


class BundleDocumentShape(Shape):
    """A document of the trail."""

    id = CharField()
    title = CharField()
    sha256 = CharField()


class BundleEventShape(TrailEventShape):
    """An event of the trail. `revealed` is missing once it was erased."""

    revealed = Revealed(required=False)


class BundleSignatureShape(Shape):
    """The service's signature over the bundle."""

    alg = ChoiceField(["RS256"])
    at = Timestamp()
    certificate_sha256 = CharField()
    value = CharField()


class EvidenceBundleShape(Shape):
    """The evidence bundle, `safeclose-evidence/2`, for the API description; docs/evidence.md says how to check it."""

    format = ChoiceField(["safeclose-evidence/1", "safeclose-evidence/2"])
    subject = BundleSubjectShape()
    documents = BundleDocumentShape(many=True, required=False)
    document_sha256 = CharField()
    events = BundleEventShape(many=True)
    head = CharField()
    certificates = ListField(child=CharField())
    signature = BundleSignatureShape()
    level = ChoiceField(["B-B", "B-T", "B-LTA"], allow_null=True, required=False)
    time_stamp_authorities = ListField(child=CharField(), required=False)
    checkpoint = ProofShape(required=False)
