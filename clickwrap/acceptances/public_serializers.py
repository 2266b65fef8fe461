"""Shapes of the public routes."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import CharField

from safeclose.http.fields import Constant, Text, Timestamp
from safeclose.http.shapes import Shape

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


class NewAcceptanceShape(Shape):
    """The body of an acceptance; it may be left out."""

    subject_ref = Text(max_length=320, default=None, allow_null=True, allow_blank=True)
    subject_token = Text(
        max_length=4096, default=None, allow_null=True, help_text="Who accepts, signed by the organization's server."
    )
    version_hash = VersionHash(default=None, allow_null=True)


class PublicAgreementShape(Shape):
    """What anyone may read and accept."""

    state = Constant("active")
    id = CharField()
    title = CharField()
    body = CharField(source="publication.version.body")
    version_hash = CharField()
    organization = CharField(source="organization.name", help_text="The name of who asks.")


class AcceptedShape(Shape):
    """The answer to an acceptance."""

    state = Constant("accepted")
    acceptance_id = CharField(source="id")
    version_hash = CharField()
    accepted_at = Timestamp()
