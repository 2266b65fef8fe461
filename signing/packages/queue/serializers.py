"""Shapes of a signer's queue."""

from typing import Any

from rest_framework.serializers import BooleanField, CharField, ChoiceField

from documents.rendering.page_images import page_sizes
from safeclose.http.fields import NumericId, Switch, Timestamp
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.marks.definitions import MAX_MARKS
from signing.ceremony.marks import shown
from signing.ceremony.serializers import AdoptionShape, MarkShape, PutMarkShape
from signing.packages.documents.models import SigningDocument
from signing.packages.documents.serializers import SigningDocumentShape
from signing.packages.fields import FormSwitch
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import AddedFileShape, PackageSignerShape
from signing.packages.signings.serializers import SigningShape


class NewSignatureShape(AdoptionShape):
    """The body of a signature: the consent to sign electronically, the adopted signature, and what the signer puts on
    the pages in person. Other marks that are required are filled in, except texts and checkboxes."""

    consent = Switch()
    signature_text = Line(max_length=200)
    language = ChoiceField(["en", "fr"], required=False)
    marks = PutMarkShape(many=True, required=False, max_length=MAX_MARKS)  # type: ignore[call-arg]  # DRF gives it to the list


class AccountFileShape(AddedFileShape):
    """The form with which a signer adds a file, and consents to do this electronically."""

    consent = FormSwitch(default=False)
    language = ChoiceField(["en", "fr"], required=False)


class SignerDocumentShape(SigningDocumentShape):
    """A document of a package, for one of its signers."""

    # With the signer as `signer` in the context.
    marks = MarkShape(many=True, help_text="The caller's own, in reading order.")
    signable = BooleanField(
        help_text="Whether the caller can sign it now: it is theirs to sign, not signed yet, and its step has come."
    )

    def get_signable(self, document: SigningDocument) -> bool:
        return document.pk in self.context["signable"]

    def get_marks(self, document: SigningDocument) -> list[dict[str, Any]]:
        signer: PackageSigner = self.context["signer"]
        own = document.marks_of(signer.pk)
        return shown(own, signer.put_in(document), page_sizes(document.file_sha256 or "")) if own else []


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
