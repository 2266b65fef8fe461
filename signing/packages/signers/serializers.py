"""Shapes of the signers of packages."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import EmailAddress, Timestamp
from safeclose.http.text_fields import Line
from signing.packages.answer_values import instant
from signing.packages.fields import IdList
from signing.packages.signers.models import PackageSigner


class NewPackageSigner(serializers.Serializer[Any]):
    """The body of an addition. No document named: all of them."""

    name = Line(max_length=500)
    email = EmailAddress(max_length=320)
    phone = Line(max_length=40, required=False, allow_null=True)
    documentIds = IdList(required=False, max_length=1000)


class PackageSignerChanges(NewPackageSigner):
    """The body of a change; null takes away the phone number."""

    name = Line(max_length=500, required=False)
    email = EmailAddress(max_length=320, required=False)
    documentIds = IdList(required=False, max_length=1000, source="document_ids")


class PackageSignerAnswer(serializers.Serializer[Any]):
    """A signer of a package."""

    id = serializers.CharField()
    signingId = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField(allow_null=True)
    status = serializers.CharField(help_text=", ".join(PackageSigner.Status.values))
    userLinked = serializers.BooleanField()
    documentIds = serializers.ListField(child=serializers.CharField())
    signedDocumentIds = serializers.ListField(child=serializers.CharField())
    notifiedAt = Timestamp(allow_null=True)
    completedAt = Timestamp(allow_null=True)


class OnePackageSigner(serializers.Serializer[Any]):
    """A signer, wrapped."""

    signer = PackageSignerAnswer()


class PackageSignerList(serializers.Serializer[Any]):
    """Signers, in the order in which they were named."""

    signers = PackageSignerAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


def shown_signer(signer: PackageSigner) -> dict[str, Any]:
    """A row of `PackageSigner.objects.shown()` as sent to clients."""
    return {
        "id": str(signer.pk),
        "signingId": str(signer.signing_id),
        "name": signer.name,
        "email": signer.email,
        "phone": signer.phone,
        "status": signer.status,
        "userLinked": signer.user_id is not None,
        "documentIds": _documents(signer),
        "signedDocumentIds": [str(one.document_id) for one in signer.signatures.all()],
        "notifiedAt": instant(signer.notified_at),
        "completedAt": instant(signer.completed_at),
    }


def _documents(signer: PackageSigner) -> list[str]:
    if signer.signs_all:
        return [str(document.pk) for document in signer.signing.documents.all()]
    return [str(one.document_id) for one in signer.assignments.all()]
