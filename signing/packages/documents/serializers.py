"""Shapes of the documents of packages."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import Switch, Text, Timestamp, WholeNumber
from safeclose.http.text_fields import Line
from signing.packages.answer_values import text_id
from signing.packages.documents.models import SigningDocument
from signing.packages.fields import FormSwitch, OptionalId

LAST_POSITION = 1_000_000


class NewSigningDocument(serializers.Serializer[Any]):
    """The body of an addition in JSON: exactly one of the three ids."""

    templateId = OptionalId()
    chattelDocumentId = Text(max_length=64, required=False, allow_null=True)
    documentId = Text(max_length=64, required=False, allow_null=True)
    position = WholeNumber(min_value=0, max_value=LAST_POSITION, required=False, allow_null=True)
    title = Line(max_length=500, required=False, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`required` by name: the class has an attribute that is called so."""
        return {**super().get_fields(), "required": Switch(default=True)}


class UploadedSigningDocument(serializers.Serializer[Any]):
    """The body of an addition as a form: a PDF."""

    file = serializers.FileField(allow_empty_file=True)
    position = serializers.IntegerField(min_value=0, max_value=LAST_POSITION, required=False)
    title = Line(max_length=500, required=False)

    def get_fields(self) -> dict[str, Any]:
        """`required` by name: the class has an attribute that is called so."""
        return {**super().get_fields(), "required": FormSwitch(default=True)}


class SignatureAnswer(serializers.Serializer[Any]):
    """Who has signed a document, and when."""

    signerId = serializers.CharField()
    signedAt = Timestamp()


class SigningDocumentAnswer(serializers.Serializer[Any]):
    """A document of a package."""

    id = serializers.CharField()
    signingId = serializers.CharField()
    position = serializers.IntegerField()
    title = serializers.CharField()
    chattelType = serializers.CharField(allow_null=True)
    templateId = serializers.CharField(allow_null=True)
    fileSha256 = serializers.CharField(allow_null=True, help_text="Of the PDF as it is presented, hashed and signed.")
    receivedSha256 = serializers.CharField(allow_null=True, help_text="Of an upload, as it came.")
    leftOut = serializers.ListField(
        child=serializers.CharField(), help_text="What an upload had and the presented PDF has not, in words."
    )
    pageCount = serializers.IntegerField(allow_null=True)
    signatures = SignatureAnswer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """`required` by name: the class has an attribute that is called so."""
        return {**super().get_fields(), "required": serializers.BooleanField()}


class OneSigningDocument(serializers.Serializer[Any]):
    """A document, wrapped."""

    document = SigningDocumentAnswer()


class SigningDocumentList(serializers.Serializer[Any]):
    """Documents by position, then id."""

    documents = SigningDocumentAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


def shown_document(document: SigningDocument) -> dict[str, Any]:
    """A row of `SigningDocument.objects.shown()` as sent to clients."""
    return {
        "id": str(document.pk),
        "signingId": str(document.signing_id),
        "position": document.position,
        "title": document.title,
        "chattelType": document.chattel_type,
        "templateId": text_id(document.template_id),
        "required": document.required,
        "fileSha256": document.file_sha256,
        "receivedSha256": document.received_sha256,
        "leftOut": document.left_out,
        "pageCount": document.page_count,
        "signatures": [
            {"signerId": str(one.signer_id), "signedAt": clock.iso(one.signed_at)}
            for one in sorted(document.signatures.all(), key=lambda one: one.pk)
        ],
    }


def source_of(body: Mapping[str, Any]) -> str | None:
    """Which of the three ids a body names; None for none, or several."""
    names = [name for name in ("templateId", "chattelDocumentId", "documentId") if body.get(name) is not None]
    return names[0] if len(names) == 1 else None
