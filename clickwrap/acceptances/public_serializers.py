"""Shapes of the public routes."""

import re
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import CharField, ChoiceField, ListField

from clickwrap.acceptances.actions import Accepted
from clickwrap.agreements.models import Agreement
from safeclose.http.fields import Constant, Text, Timestamp
from safeclose.http.shapes import Shape
from safeclose.messages.letters import LANGUAGES

SHA256_HEX = re.compile("[0-9a-f]{64}")


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
class VersionHash(Text):
    """The hash of a version, as the agreement's answer has it."""

    default_error_messages = {"not_a_hash": "Must be 64 lower-case hexadecimal digits."}

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if not SHA256_HEX.fullmatch(value):
            self.fail("not_a_hash")
        return value


class Language(ChoiceField):
    """`en` or `fr`; null where it is not said."""

    default_error_messages = {"invalid_choice": "Must be en or fr."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LANGUAGES, default=None, allow_null=True, **kwargs)


class NewAcceptanceShape(Shape):
    """The body of an acceptance; it may be left out."""

    subject_ref = Text(max_length=320, default=None, allow_null=True, allow_blank=True)
    subject_token = Text(
        max_length=4096, default=None, allow_null=True, help_text="Who accepts, signed by the organization's server."
    )
    version_hash = VersionHash(default=None, allow_null=True)
    language = Language(help_text="Of the text that the person has seen, as it was answered.")


class PublicAgreementShape(Shape):
    """What anyone may read and accept."""

    state = Constant("active")
    id = CharField()
    title = CharField()
    body = CharField()
    version_hash = CharField()
    organization = CharField(source="organization.name", help_text="The name of who asks.")
    language = CharField(allow_null=True, help_text="Of the body; null where that is not known.")
    languages = ListField(child=CharField(), help_text="In which the text can be asked for, with `?lang=`.")

    def get_body(self, agreement: Agreement) -> str:
        assert agreement.publication  # of an agreement that was read as `shown`
        return agreement.publication.version.text_in(self.context["language"])

    def get_language(self, agreement: Agreement) -> str | None:
        return self.context["language"]


class AcceptedShape(Shape):
    """The answer to an acceptance."""

    state = Constant("accepted")
    acceptance_id = CharField(source="id")
    version_hash = CharField()
    accepted_at = Timestamp()
    receipt_url = CharField(help_text="A page with the receipt, for 90 days. Whoever has this address can read it.")

    def get_receipt_url(self, done: Accepted) -> str:
        return f"{settings.PUBLIC_URL}/receipt/{done.receipt_token}"
