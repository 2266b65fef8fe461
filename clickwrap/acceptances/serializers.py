"""Shapes of acceptances, for the organization whose agreement it is."""

from rest_framework.serializers import BooleanField, CharField, IntegerField

from clickwrap.acceptances.models import IP, SUBJECT, USER_AGENT, Acceptance
from safeclose.http.fields import Text, Timestamp
from safeclose.http.shapes import Shape


class AcceptanceFilterShape(Shape):
    subject_ref = Text(required=False, help_text="Who accepted, as the acceptance says.")


class StatusQueryShape(Shape):
    subject_ref = Text(help_text="Who may have accepted.")


class AcceptanceShape(Shape):
    """One acceptance; what was erased is null."""

    id = CharField()
    version = IntegerField()
    version_hash = CharField()
    subject_ref = CharField(allow_null=True)
    accepted_at = Timestamp()
    ip = CharField(allow_null=True)
    user_agent = CharField(allow_null=True)
    verified = BooleanField(help_text="Whether the organization's server said who accepts, by a subject token.")
    language = CharField(allow_null=True, help_text="Of the text that was accepted, where that is known.")

    def get_verified(self, acceptance: Acceptance) -> bool:
        return bool(acceptance.verified)

    def get_subject_ref(self, acceptance: Acceptance) -> str | None:
        return acceptance.kept_value(SUBJECT)

    def get_ip(self, acceptance: Acceptance) -> str | None:
        return acceptance.kept_value(IP)

    def get_user_agent(self, acceptance: Acceptance) -> str | None:
        return acceptance.kept_value(USER_AGENT)


class AcceptanceStatusShape(Shape):
    """Whether someone has accepted."""

    accepted = BooleanField()
    version_hash = CharField(allow_null=True)
    accepted_at = Timestamp(allow_null=True)
    current = BooleanField(help_text="Whether what they accepted is what is shown now.")
    verified = BooleanField(help_text="Whether the organization's server said who accepted.")
