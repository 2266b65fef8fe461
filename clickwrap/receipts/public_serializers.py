"""Shapes of the routes behind a receipt's link."""

from django.conf import settings
from rest_framework.serializers import CharField

from clickwrap.acceptances.models import ReceiptLink
from clickwrap.acceptances.public_serializers import Language
from safeclose.http.fields import Constant, EmailAddress, Timestamp
from safeclose.http.shapes import Shape


class PublicReceiptShape(Shape):
    """What the page of a receipt shows."""

    state = Constant("active")
    acceptance_id = CharField()
    title = CharField(source="acceptance.publication.title")
    organization = CharField(source="acceptance.organization.name", help_text="The name of who asked.")
    version_hash = CharField(source="acceptance.version_hash")
    accepted_at = Timestamp(source="acceptance.accepted_at")
    language = CharField(source="acceptance.language", allow_null=True, help_text="Of the text that was accepted.")
    expires_at = Timestamp(help_text="When this link ends.")
    file_url = CharField(help_text="The receipt as a PDF.")

    def get_file_url(self, link: ReceiptLink) -> str:
        return f"{settings.PUBLIC_URL}/api/public/clickwrap/receipts/{self.context['token']}/file"


class ReceiptMailShape(Shape):
    """Where the receipt is to be mailed. The address is deleted when the mail has been sent."""

    email = EmailAddress(max_length=320)
    language = Language(help_text="Of the mail; else that of the accepted text, else both.")


class QueuedShape(Shape):
    state = Constant("queued")
