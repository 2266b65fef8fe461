"""Shapes of envelopes for those who send them."""

from typing import Any

from django.conf import settings
from rest_framework.serializers import CharField, ChoiceField, IntegerField, ListField

from safeclose import clock
from safeclose.http.fields import EmailAddress, Text, Timestamp, WholeNumber
from safeclose.http.shapes import ModelShape, Shape
from safeclose.http.text_fields import Line
from safeclose.messages.letters import LANGUAGES
from signing.ceremony.identification.serializers import checked, questions_field
from signing.ceremony.links import signing_url
from signing.envelopes.models import Envelope, Signer


class NewSignerShape(Shape):
    """Someone to sign in place of the parties that the document names."""

    name = Line(max_length=500)
    email = EmailAddress(max_length=320, required=False, allow_null=True)
    phone = Line(max_length=40, required=False, allow_null=True)
    role = Line(max_length=64)
    party = Line(
        max_length=64,
        required=False,
        allow_null=True,
        help_text="The key of the party that they stand for. Without it: of the same role, by the name or the e-mail.",
    )
    order = WholeNumber(min_value=1, max_value=1000, required=False, allow_null=True)
    language = ChoiceField(LANGUAGES, required=False, allow_null=True, help_text="Of mails, texts and pages.")
    auth_method = ChoiceField(Signer.AuthMethod.choices, required=False)
    kba = questions_field()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return checked(attrs)


class NewEnvelopeShape(Shape):
    """The body of a sending; all of it is optional."""

    mode = ChoiceField(Envelope.Mode.choices, default=Envelope.Mode.PARALLEL)
    expires_in_days = WholeNumber(min_value=1, max_value=365, default=None, allow_null=True)
    signers = ListField(child=NewSignerShape(), default=None, allow_null=True, min_length=1, max_length=100)
    delivery = ChoiceField(Envelope.Delivery.choices, default=Envelope.Delivery.RETURN)
    message = Text(
        max_length=1000, default=None, allow_null=True, help_text="To the signers; mails show it as a quotation."
    )


class EnvelopeQueryShape(Shape):
    status = ChoiceField(Envelope.Status.choices, required=False, help_text="The status as it is now.")


class VoidQueryShape(Shape):
    reason = CharField(
        max_length=1000,
        required=False,
        allow_blank=True,
        error_messages={"max_length": "must have at most 1000 characters."},
    )


class InvitedSignerShape(Shape):
    """A signer with the link that is theirs alone. It is shown here, once, and nowhere else."""

    id = CharField(source="signer.id")
    name = CharField(source="signer.name")
    email = CharField(source="signer.email", allow_null=True)
    role = CharField(source="signer.role")
    order = IntegerField(source="signer.order")
    auth_method = ChoiceField(Signer.AuthMethod.choices, source="signer.auth_method")
    status = ChoiceField(Signer.Status.choices, source="signer.status")
    url = CharField(allow_null=True, help_text="Null where the service mails it.")

    def get_url(self, invited: Any) -> str | None:
        return signing_url(invited.token) if invited.token else None


class SentEnvelopeShape(Shape):
    """The answer to a sending."""

    envelope_id = CharField(source="envelope.id")
    status = ChoiceField(Envelope.Status.choices, source="envelope.status")
    mode = ChoiceField(Envelope.Mode.choices, source="envelope.mode")
    document_sha256 = CharField(source="envelope.document_sha256")
    expires_at = Timestamp(source="envelope.expires_at", allow_null=True)
    signers = InvitedSignerShape(many=True)
    warnings = ListField(
        child=CharField(), help_text="Sentences: parties that nobody stands for, and signers who are no party."
    )


class EnvelopeSignerShape(ModelShape):
    """A signer, and how far they are."""

    locked_at = Timestamp(required=False, help_text="Only while the signer's links are locked.")
    undelivered_at = Timestamp(required=False, help_text="Only while messages to the signer do not arrive.")
    undelivered_reason = CharField(required=False, help_text="Only with `undeliveredAt`: a sentence.")
    paper_requested_at = Timestamp(required=False, help_text="Only where the signer asked for paper.")
    consent_withdrawn_at = Timestamp(
        required=False,
        help_text="Only where the signer withdrew consent; `status` says whether it was given again.",
    )

    class Meta:
        model = Signer
        fields = (
            "id", "name", "email", "role", "order", "auth_method", "status", "opened_at", "authenticated_at",
            "consented_at", "signed_at", "declined_at", "decline_reason", "locked_at", "undelivered_at",
            "undelivered_reason", "paper_requested_at", "consent_withdrawn_at",
        )  # fmt: skip


class EnvelopeShape(ModelShape):
    """An envelope."""

    document_id = CharField()
    signers = EnvelopeSignerShape(many=True)
    certificate_url = CharField(allow_null=True, help_text="Null until it is made.")
    sealed_url = CharField(allow_null=True, help_text="Null until it is made.")

    class Meta:
        model = Envelope
        fields = (
            "id", "document_id", "status", "mode", "document_sha256", "created_at", "expires_at", "completed_at",
            "voided_at", "void_reason", "declined_at", "signers", "certificate_url", "sealed_url",
        )  # fmt: skip

    def get_status(self, envelope: Envelope) -> str:
        """True at this instant, also when no job has recorded an expiry yet."""
        return envelope.status_at(clock.now())

    def get_certificate_url(self, envelope: Envelope) -> str | None:
        return _file_url(envelope, "certificate")

    def get_sealed_url(self, envelope: Envelope) -> str | None:
        return _file_url(envelope, "sealed")


def _file_url(envelope: Envelope, name: str) -> str | None:
    is_sealed = hasattr(envelope.trail, "seal")
    return f"{settings.PUBLIC_URL}/api/signatures/{envelope.id}/{name}" if is_sealed else None
