"""Shapes of agreements."""

from typing import Any

from django.conf import settings
from rest_framework.serializers import BooleanField, CharField, IntegerField

from clickwrap.agreements.models import Agreement, Version
from safeclose.http.fields import Switch, Text, Timestamp
from safeclose.http.shapes import Shape
from workspace.fields import Name

MAX_TEXT_CHARACTERS = 200_000


class Verbatim(Text):
    """A text of which every character counts: it is taken as it is sent, with the blanks at its ends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)


class NewAgreementShape(Shape):
    key = Name(max_length=200)
    title = Name(max_length=200)
    body = Verbatim(max_length=MAX_TEXT_CHARACTERS)


class AgreementChangesShape(Shape):
    active = Switch()


class AgreementShape(Shape):
    """An agreement, as it is now."""

    id = CharField()
    key = CharField()
    title = CharField()
    version = IntegerField()
    version_hash = CharField(help_text="SHA-256 of the text's UTF-8 bytes, in lower-case hex.")
    active = BooleanField()
    published_at = Timestamp(help_text="When this version became the current one.")
    consent_url = CharField()

    def get_consent_url(self, agreement: Agreement) -> str:
        return f"{settings.PUBLIC_URL}/consent/{agreement.id}"


class SecretShape(Shape):
    """The secret for subject tokens. It is shown in this answer, and in no other."""

    secret = CharField()


class VersionShape(Shape):
    """One text that an agreement has or had."""

    version = IntegerField(source="number")
    version_hash = CharField(source="sha256")
    body = CharField()
    created_at = Timestamp()


class AgreementDetailShape(AgreementShape):
    """An agreement with its texts, the newest version first."""

    versions = VersionShape(many=True)
    next_cursor = CharField(required=False)

    def get_versions(self, agreement: Agreement) -> list[Version]:
        return self.context["versions"].rows

    def get_next_cursor(self, agreement: Agreement) -> str | None:
        return self.context["versions"].cursor
