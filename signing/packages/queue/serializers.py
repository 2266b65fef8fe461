"""Shapes of a signer's queue."""

from rest_framework.serializers import CharField, ChoiceField

from safeclose.http.fields import NumericId, Switch, Timestamp
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import PackageSignerShape
from signing.packages.signings.serializers import SigningShape


class NewSignatureShape(Shape):
    """The body of a signature: the consent to sign electronically, and the adopted signature."""

    consent = Switch()
    signature_text = Line(max_length=200)
    language = ChoiceField(["en", "fr"], required=False)


class OwnSignersShape(Shape):
    """Who the caller is in each of the packages."""

    signers = PackageSignerShape(many=True)


class CoSignerShape(Shape):
    """Someone else who signs; how to reach them is not the caller's to know."""

    id = NumericId()
    name = CharField()
    status = ChoiceField(PackageSigner.Status.choices)


class ESignatureShape(Shape):
    """A signature. `eventHash` is its place in the trail."""

    id = NumericId()
    document_id = NumericId()
    signer_id = NumericId()
    signed_at = Timestamp()
    event_hash = CharField()


class SignedDocumentShape(Shape):
    """The answer to a signature."""

    e_signature = ESignatureShape()
    signing = SigningShape()
