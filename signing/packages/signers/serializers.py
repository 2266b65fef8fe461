"""Shapes of the signers of packages."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework.serializers import BooleanField, CharField, ChoiceField, FileField, IntegerField, ListField

from safeclose.http.fields import EmailAddress, NumericId, Timestamp
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.http.uploads import title_of
from safeclose.messages.letters import LANGUAGES
from signing.ceremony.identification.methods import AuthMethod
from signing.ceremony.identification.serializers import checked, questions_field
from signing.packages.fields import IdList
from signing.packages.signers.models import PackageSigner
from signing.packages.templates.positions import MAX_PARTY

MAX_DOCUMENTS = 1000  # of one signer


class NewPackageSignerShape(Shape):
    """The body of an addition. No document named: all of them."""

    name = Line(max_length=500)
    email = EmailAddress(max_length=320)
    phone = Line(max_length=40, default=None, allow_null=True)
    auth_method = ChoiceField(AuthMethod.choices, default=AuthMethod.EMAIL_LINK)
    kba = questions_field()
    party = Line(
        max_length=MAX_PARTY, default=None, allow_null=True, help_text='Whom they stand for in positions, as "buyer".'
    )
    language = ChoiceField(LANGUAGES, default=None, allow_null=True, help_text="Of mails, texts and pages.")
    document_ids = IdList(default=list, max_length=MAX_DOCUMENTS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return checked(attrs)


class PackageSignerChangesShape(Shape):
    """The body of a change; null takes away the phone number, the party or the language.

    What a method needs may have been said before: the action checks it.
    """

    name = Line(max_length=500, required=False)
    email = EmailAddress(max_length=320, required=False)
    phone = Line(max_length=40, required=False, allow_null=True)
    auth_method = ChoiceField(AuthMethod.choices, required=False)
    kba = questions_field()
    party = Line(max_length=MAX_PARTY, required=False, allow_null=True)
    language = ChoiceField(LANGUAGES, required=False, allow_null=True)
    document_ids = IdList(required=False, max_length=MAX_DOCUMENTS)


class AddedFileShape(Shape):
    """The form with which a signer adds a file in an `upload` step of the flow."""

    file = FileField(allow_empty_file=True, help_text="A PDF of at most 25 MiB.")
    step = IntegerField(min_value=0, help_text="Which step, as `filesAsked` says.")
    title = Line(max_length=200, required=False, help_text="Without it the file's name.")


def title_given(body: Mapping[str, Any]) -> str:
    """The title in the form, or the name of its file."""
    return str(body.get("title") or title_of(body["file"]))


class PackageSignerShape(Shape):
    """A signer of a package."""

    # Of `PackageSigner.objects.shown()`.
    id = NumericId()
    signing_id = NumericId()
    name = CharField()
    email = CharField()
    phone = CharField(allow_null=True)
    party = CharField(allow_null=True)
    status = ChoiceField(PackageSigner.Status.choices)
    auth_method = ChoiceField(AuthMethod.choices, help_text="By which the holder of the signer's link is identified.")
    locked_at = Timestamp(required=False, help_text="Only while the signer's links are locked.")
    user_linked = BooleanField()
    document_ids = ListField(child=NumericId())
    signed_document_ids = ListField(child=NumericId())
    notified_at = Timestamp(allow_null=True)
    completed_at = Timestamp(allow_null=True)
    paper_requested_at = Timestamp(required=False, help_text="Only where the signer asked for paper.")
    consent_withdrawn_at = Timestamp(
        required=False,
        help_text="Only where the signer withdrew consent, which may have been given again since.",
    )
    undelivered_at = Timestamp(required=False, help_text="Only while mails to the signer do not arrive.")
    undelivered_reason = CharField(required=False, help_text="Only with `undeliveredAt`: a sentence.")

    def get_user_linked(self, signer: PackageSigner) -> bool:
        return signer.user_id is not None

    def get_document_ids(self, signer: PackageSigner) -> Sequence[int]:
        if signer.signs_all:
            return [document.pk for document in signer.signing.documents.all()]  # `shown()` has those to sign
        return [assignment.document_id for assignment in signer.assignments.all()]

    def get_signed_document_ids(self, signer: PackageSigner) -> Sequence[int]:
        return [signature.document_id for signature in signer.signatures.all()]
