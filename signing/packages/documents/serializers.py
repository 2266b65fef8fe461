"""Shapes of the documents of packages."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import BooleanField, CharField, FileField, IntegerField, ListField

from safeclose.http.fields import NumericId, Switch, Text, Timestamp, WholeNumber
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from signing.packages.documents.models import SigningDocument
from signing.packages.fields import FormSwitch, OptionalId
from signing.packages.templates.positions import (
    MAX_POSITIONS,
    Position,
    PositionShape,
    StoredPositions,
    completed,
)

MAX_POSITION = 1_000_000


class NewSigningDocumentShape(Shape):
    """The body of an addition in JSON: exactly one of the three ids."""

    template_id = OptionalId(default=None)
    chattel_document_id = Text(max_length=64, default=None, allow_null=True)
    document_id = Text(max_length=64, default=None, allow_null=True)
    position = WholeNumber(min_value=0, max_value=MAX_POSITION, default=None, allow_null=True)
    title = Line(max_length=500, default=None, allow_null=True)
    required_ = Switch(default=True)


class UploadedSigningDocumentShape(Shape):
    """The body of an addition as a form: a PDF."""

    file = FileField(allow_empty_file=True)
    position = IntegerField(min_value=0, max_value=MAX_POSITION, required=False)
    title = Line(max_length=500, required=False)
    required_ = FormSwitch(default=True)


class DocumentPositionShape(PositionShape):
    """A position in a document of a package. It is for `signer`, or else for whoever stands for `party`."""

    signer = GivenId(required=False, help_text="The id of a signer of the package.")


@extend_schema_field(DocumentPositionShape(many=True))
class DocumentPositions(StoredPositions):
    """Positions of a document of a package."""


class SignatureShape(Shape):
    """Who has signed a document, and when."""

    signer_id = NumericId()
    signed_at = Timestamp()


class SigningDocumentShape(Shape):
    """A document of a package."""

    # Of `SigningDocument.objects.shown()`.
    id = NumericId()
    signing_id = NumericId()
    position = IntegerField()
    title = CharField()
    chattel_type = CharField(allow_null=True)
    template_id = NumericId(allow_null=True)
    required_ = BooleanField()
    file_sha256 = CharField(allow_null=True, help_text="Of the PDF as it is presented, hashed and signed.")
    received_sha256 = CharField(allow_null=True, help_text="Of an upload, as it came.")
    left_out = ListField(child=CharField(), help_text="What an upload had and the presented PDF has not, in words.")
    page_count = IntegerField(allow_null=True)
    signatures = SignatureShape(many=True)
    uploaded_by = NumericId(
        allow_null=True, help_text="The signer who added it in an `upload` step; nobody signs such a document."
    )

    def get_uploaded_by(self, document: SigningDocument) -> int | None:
        upload = getattr(document, "upload", None)
        return upload.signer_id if upload else None

    def get_signatures(self, document: SigningDocument) -> list[Any]:
        return sorted(document.signatures.all(), key=lambda signature: signature.pk)


class ManagedDocumentShape(SigningDocumentShape):
    """A document of a package, for those who run it."""

    positions = DocumentPositions(help_text="What is asked for on its pages.")


class DocumentPositionsShape(Shape):
    """All positions of a document."""

    positions = ListField(child=DocumentPositionShape(), max_length=MAX_POSITIONS)

    def validate_positions(self, positions: list[Position]) -> list[Position]:
        named = [{**one, "signer": str(one["signer"])} if "signer" in one else one for one in positions]
        return completed(named)
