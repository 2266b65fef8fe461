"""Shapes of agreements."""

from typing import Any

from django.conf import settings
from rest_framework.serializers import BooleanField, CharField, DictField, IntegerField, ListField, ValidationError

from clickwrap.agreements.models import Agreement, Version
from safeclose.http.fields import Switch, Text, Timestamp
from safeclose.http.shapes import Shape
from workspace.fields import Name

MAX_TEXT_CHARACTERS = 200_000


class Verbatim(Text):
    """A text of which every character counts: it is taken as it is sent, with the blanks at its ends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)


class TextsShape(Shape):
    """One text in several languages."""

    en = Verbatim(required=False, max_length=MAX_TEXT_CHARACTERS)
    fr = Verbatim(required=False, max_length=MAX_TEXT_CHARACTERS)

    def to_internal_value(self, data: Any) -> Any:
        """Raises DRF's ValidationError, also for a language that it does not know: its text would be lost."""
        texts = super().to_internal_value(data)
        if not texts or texts.keys() != data.keys():
            raise ValidationError("Give the text in en, in fr, or in both.")
        return texts


class NewAgreementShape(Shape):
    key = Name(max_length=200)
    title = Name(max_length=200)
    body = Verbatim(required=False, max_length=MAX_TEXT_CHARACTERS, help_text="The text; or give texts.")
    texts = TextsShape(required=False, help_text="The text by language, in place of body.")

    def validate(self, attrs: Any) -> Any:
        if "texts" in attrs and "body" in attrs:
            raise ValidationError({"texts": "Give body or texts, and not both."})
        if "texts" not in attrs and "body" not in attrs:
            raise ValidationError({"body": "This field is required."}, code="required")
        return attrs


class AgreementChangesShape(Shape):
    active = Switch()


class AgreementShape(Shape):
    """An agreement, as it is now."""

    id = CharField()
    key = CharField()
    title = CharField()
    version = IntegerField()
    version_hash = CharField(
        help_text="SHA-256 of the text's UTF-8 bytes, in lower-case hex; of several texts, of the list of their hashes."
    )
    active = BooleanField()
    published_at = Timestamp(help_text="When this version became the current one.")
    consent_url = CharField()
    languages = ListField(child=CharField(), help_text="In which it can be read, as `texts` said; else empty.")

    def get_consent_url(self, agreement: Agreement) -> str:
        return f"{settings.PUBLIC_URL}/consent/{agreement.id}"


class SecretShape(Shape):
    """The secret for subject tokens. It is shown in this answer, and in no other."""

    secret = CharField()


class VersionShape(Shape):
    """One text that an agreement has or had."""

    version = IntegerField(source="number")
    version_hash = CharField(source="sha256")
    body = CharField(help_text="Of several texts, the one in English.")
    created_at = Timestamp()
    texts = DictField(child=CharField(), allow_null=True, help_text="By language, where there are several.")

    def get_body(self, version: Version) -> str:
        return version.text_in(None)


class AgreementDetailShape(AgreementShape):
    """An agreement with its texts, the newest version first."""

    versions = VersionShape(many=True)
    next_cursor = CharField(required=False)

    def get_versions(self, agreement: Agreement) -> list[Version]:
        return self.context["versions"].rows

    def get_next_cursor(self, agreement: Agreement) -> str | None:
        return self.context["versions"].cursor
