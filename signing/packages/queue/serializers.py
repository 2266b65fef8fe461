"""Shapes of a signer's queue."""

from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import Switch, Timestamp
from safeclose.http.text_fields import Line
from signing.ceremony.serializers import DisclosureShape
from signing.packages.signers.models import ESignature, PackageSigner
from signing.packages.signers.serializers import PackageSignerAnswer
from signing.packages.signings.serializers import SigningAnswer


class Signature(serializers.Serializer[Any]):
    """The body of a signature: the consent to sign electronically, and the adopted signature."""

    consent = Switch()
    signatureText = Line(max_length=200)
    language = serializers.ChoiceField(["en", "fr"], required=False)


class Queue(serializers.Serializer[Any]):
    """The packages that the caller is asked to sign, and who they are in each."""

    signers = PackageSignerAnswer(many=True)
    signings = SigningAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class CoSigner(serializers.Serializer[Any]):
    """Someone else who signs; how to reach them is not the caller's to know."""

    id = serializers.CharField()
    name = serializers.CharField()
    status = serializers.CharField(help_text=", ".join(PackageSigner.Status.values))


class CoSigners(serializers.Serializer[Any]):
    """All who sign a package."""

    signers = CoSigner(many=True)
    nextCursor = serializers.CharField(required=False)


class ESignatureAnswer(serializers.Serializer[Any]):
    """A signature. `eventHash` is its place in the trail."""

    id = serializers.CharField()
    documentId = serializers.CharField()
    signerId = serializers.CharField()
    signedAt = Timestamp()
    eventHash = serializers.CharField()


class SignedDocument(serializers.Serializer[Any]):
    """The answer to a signature."""

    eSignature = ESignatureAnswer()
    signing = SigningAnswer()


class ShownDisclosure(serializers.Serializer[Any]):
    """The text, wrapped."""

    disclosure = DisclosureShape()


def shown_co_signer(signer: PackageSigner) -> dict[str, str]:
    """No address, no phone."""
    return {"id": str(signer.pk), "name": signer.name, "status": signer.status}


def shown_signature(signature: ESignature) -> dict[str, str]:
    """A signature as sent to clients."""
    return {
        "id": str(signature.pk),
        "documentId": str(signature.document_id),
        "signerId": str(signature.signer_id),
        "signedAt": clock.iso(signature.signed_at),
        "eventHash": signature.event_hash,
    }
