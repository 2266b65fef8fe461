"""Shapes of envelopes, as their senders see them."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import EmailAddress, ModelSerializer, Timestamp, WholeNumber
from safeclose.http.text_fields import Line
from signing.envelopes.actions import Sent
from signing.envelopes.lifecycle import EnvelopeStatus
from signing.envelopes.models import Envelope, Signer


class NewQuestion(serializers.Serializer[Any]):
    """A question whose answer the sender knows; of the answer only a keyed hash is kept."""

    question = Line(max_length=200)
    answer = Line(max_length=200)


# What a method needs to be told about a signer.
NEEDS = {
    "email_otp": ("email", "an e-mail address"),
    "sms_otp": ("phone", "a telephone number"),
    "kba": ("kba", "questions"),
}


class NewSigner(serializers.Serializer[Any]):
    """Someone to sign in place of the parties that the document names."""

    name = Line(max_length=500)
    email = EmailAddress(max_length=320, required=False, allow_null=True)
    phone = Line(max_length=40, required=False, allow_null=True)
    role = Line(max_length=64)
    order = WholeNumber(min_value=1, max_value=1000, required=False, allow_null=True)
    authMethod = serializers.ChoiceField(Signer.AuthMethod.choices, required=False)
    kba = serializers.ListField(child=NewQuestion(), required=False, allow_null=True, min_length=1, max_length=5)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError where the method lacks what it identifies by, or questions have no use."""
        method = attrs.get("authMethod", Signer.AuthMethod.EMAIL_LINK)
        name, what = NEEDS.get(method, ("", ""))
        if name and not attrs.get(name):
            raise serializers.ValidationError({name: [f"{method} needs {what}."]})
        if attrs.get("kba") and method != Signer.AuthMethod.KBA:
            raise serializers.ValidationError({"kba": ["Only kba asks questions."]})
        return attrs


class NewEnvelope(serializers.Serializer[Any]):
    """The body of a sending; all of it is optional."""

    mode = serializers.ChoiceField(Envelope.Mode.choices, default=Envelope.Mode.PARALLEL)
    expiresInDays = WholeNumber(min_value=1, max_value=365, required=False, allow_null=True)
    signers = serializers.ListField(child=NewSigner(), required=False, allow_null=True, min_length=1, max_length=100)
    delivery = serializers.ChoiceField(Envelope.Delivery.choices, default=Envelope.Delivery.RETURN)


class AskedSigner(serializers.Serializer[Any]):
    """A signer with the link that is theirs alone. It is shown here, once, and nowhere else."""

    id = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField(allow_null=True)
    role = serializers.CharField()
    order = serializers.IntegerField()
    authMethod = serializers.ChoiceField(Signer.AuthMethod.choices)
    status = serializers.ChoiceField(Signer.Status.choices)
    url = serializers.CharField(allow_null=True, help_text="Null where the service mails it.")


class SentEnvelope(serializers.Serializer[Any]):
    """The answer to a sending."""

    envelopeId = serializers.CharField()
    status = serializers.ChoiceField(Envelope.Status.choices)
    mode = serializers.ChoiceField(Envelope.Mode.choices)
    documentSha256 = serializers.CharField()
    expiresAt = Timestamp(allow_null=True)
    signers = AskedSigner(many=True)


class LinkWanted(serializers.Serializer[Any]):
    """The body of a request for a fresh link; all of it is optional."""

    delivery = serializers.ChoiceField(Envelope.Delivery.choices, default=Envelope.Delivery.RETURN)


class FreshLink(serializers.Serializer[Any]):
    """A signer's new link; null where the service mails it."""

    url = serializers.CharField(allow_null=True)


def signing_url(token: str) -> str:
    """Where the holder of a link goes."""
    return f"{settings.PUBLIC_URL}/sign/{token}"


def copy_url(token: str) -> str:
    """Where the holder of a link gets their copy."""
    return f"{settings.PUBLIC_URL}/api/public/copy/{token}"


def sent_envelope(sent: Sent) -> dict[str, Any]:
    """The one answer that holds the links."""
    envelope = sent.envelope
    return {
        "envelopeId": envelope.id,
        "status": envelope.status,
        "mode": envelope.mode,
        "documentSha256": envelope.document_sha256,
        "expiresAt": clock.iso(envelope.expires_at) if envelope.expires_at else None,
        "signers": [
            {
                "id": signer.id,
                "name": signer.name,
                "email": signer.email,
                "role": signer.role,
                "order": signer.order,
                "authMethod": signer.auth_method,
                "status": signer.status,
                "url": signing_url(token) if envelope.delivery == Envelope.Delivery.RETURN else None,
            }
            for signer, token in sent.signers
        ],
    }


class SignerAnswer(ModelSerializer):
    """A signer, and how far they are."""

    class Meta:
        model = Signer
        fields = (
            "id", "name", "email", "role", "order", "auth_method", "status", "opened_at", "authenticated_at",
            "consented_at", "signed_at", "declined_at", "decline_reason",
        )  # fmt: skip
        read_only_fields = fields


class EnvelopeAnswer(ModelSerializer):
    """An envelope."""

    document_id = serializers.CharField()
    status = serializers.SerializerMethodField("get_status")
    signers = SignerAnswer(many=True)
    certificate_url = serializers.SerializerMethodField("get_certificate_url")
    sealed_url = serializers.SerializerMethodField("get_sealed_url")

    class Meta:
        model = Envelope
        fields = (
            "id", "document_id", "status", "mode", "document_sha256", "created_at", "expires_at", "completed_at",
            "voided_at", "void_reason", "declined_at", "signers", "certificate_url", "sealed_url",
        )  # fmt: skip
        read_only_fields = fields

    def get_status(self, envelope: Envelope) -> EnvelopeStatus:
        """True at this instant, also when no job has recorded an expiry yet."""
        return EnvelopeStatus(envelope.status_at(clock.now()))

    def get_certificate_url(self, envelope: Envelope) -> str | None:
        """Null until it is made."""
        return _url(envelope, "certificate")

    def get_sealed_url(self, envelope: Envelope) -> str | None:
        """Null until it is made."""
        return _url(envelope, "sealed")


def _url(envelope: Envelope, what: str) -> str | None:
    is_sealed = hasattr(envelope.trail, "seal")
    return f"{settings.PUBLIC_URL}/api/signatures/{envelope.id}/{what}" if is_sealed else None


class EnvelopeList(serializers.Serializer[Any]):
    """The envelopes of a document, newest first."""

    envelopes = EnvelopeAnswer(many=True)
    nextCursor = serializers.CharField(required=False)
