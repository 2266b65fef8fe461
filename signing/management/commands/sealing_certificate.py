"""The certificate that others need in order to trust seals."""

from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management.base import BaseCommand, CommandError

from safeclose.sealing.keys import SealingKeyError
from signing.evidence.service_key import service_key


class Command(BaseCommand):
    """Publish what this prints where your counterparties find it, and apart from the sealed files."""

    help = "Print the certificate of the sealing key (PEM), for `python -m safeclose.verify --trust`."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = service_key()
        except SealingKeyError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(key.certificate.public_bytes(Encoding.PEM).decode(), ending="")
