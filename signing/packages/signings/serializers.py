"""Shapes of packages."""

from typing import Any

from rest_framework.serializers import CharField, ChoiceField, IntegerField, ListField

from safeclose.http.fields import NumericId, Text, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from signing.evidence.serializers import TrailShape
from signing.packages.fields import OptionalId
from signing.packages.flows.plan import KINDS, STATES
from signing.packages.package.models import Signing
from signing.packages.scope import LocationQueryShape
from signing.packages.signers.following import progress_shown


class SigningQueryShape(LocationQueryShape):
    status = ChoiceField(Signing.Status.choices, required=False)


class NewSigningShape(Shape):
    location_id = GivenId()
    flow_id = OptionalId(default=None)
    note = Text(max_length=2000, default=str, allow_blank=True, allow_null=True)
    title = Line(max_length=200, default=None, allow_null=True)

    def validate_note(self, note: str | None) -> str:
        return note or ""


class SigningChangesShape(Shape):
    """The body of a change; null takes away the flow or the note."""

    flow_id = OptionalId()
    note = Text(max_length=2000, required=False, allow_blank=True, allow_null=True)
    title = Line(max_length=200, required=False)

    def validate_note(self, note: str | None) -> str:
        return note or ""


class CancellationShape(Shape):
    reason = Text(max_length=1000, default=None, allow_blank=True, allow_null=True)

    def validate_reason(self, reason: str | None) -> str | None:
        return reason or None


class ActivationShape(Shape):
    """The body of an activation; all of it is optional."""

    message = Text(
        max_length=1000, default=None, allow_null=True, help_text="To the signers; mails show it as a quotation."
    )


class SigningCountsShape(Shape):
    """How many documents and signers a package has, and how many signers are done."""

    documents = IntegerField(source="document_count")
    signers = IntegerField(source="signer_count")
    signed = IntegerField(source="signed_count")


class SigningShape(Shape):
    """A package."""

    # Of `Signing.objects.shown()`, or of `listed()`.
    id = NumericId()
    title = CharField()
    status = ChoiceField(Signing.Status.choices)
    note = CharField(allow_null=True)
    location_id = NumericId()
    flow_id = NumericId(allow_null=True)
    created_by = NumericId(source="created_by_id", allow_null=True)
    counts = SigningCountsShape(source="*")
    created_at = Timestamp()
    updated_at = Timestamp()
    activated_at = Timestamp(allow_null=True)
    expires_at = Timestamp(allow_null=True, help_text="The deadline; null for drafts, and where there is none.")
    completed_at = Timestamp(allow_null=True)
    cancelled_at = Timestamp(allow_null=True)
    cancel_reason = CharField(allow_null=True)
    reopened_from = NumericId(
        source="reopened_from_id", allow_null=True, help_text="The cancelled package that this one repeats."
    )

    def get_note(self, signing: Any) -> str | None:
        return signing.note or None


class StepSignerShape(Shape):
    """One of the signers of a step."""

    id = NumericId()
    name = CharField()
    state = ChoiceField(STATES)


class StepProgressShape(Shape):
    """One step of a package that was sent with a flow."""

    kind = ChoiceField(KINDS)
    title = CharField()
    order = IntegerField()
    state = ChoiceField(STATES, help_text="`now` as soon as one of its signers can do it.")
    signers = StepSignerShape(many=True)


class ProgressShape(Shape):
    """How far a package is in its flow, as that was when it was sent."""

    steps = StepProgressShape(many=True)


class ManagedSigningShape(SigningShape):
    """A package, for those who run it."""

    progress = ProgressShape(required=False, help_text="Only of packages that were sent with a flow.")

    def get_progress(self, signing: Any) -> dict[str, Any] | None:
        progress = progress_shown(signing)
        return progress and ProgressShape(progress).data


class ActivatedShape(Shape):
    """A package that was sent."""

    signing = ManagedSigningShape()
    warnings = ListField(child=CharField(), help_text="Sentences: marks for nobody, and signers without a mark.")


class PackageTrailShape(TrailShape):
    """The trail of a package, oldest event first; empty before activation."""

    head = CharField(allow_null=True)


class QueuedMailsShape(Shape):
    """How many mails were queued."""

    queued = IntegerField()
