"""What someone needs who wants to try a development copy."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from safeclose.actors import SYSTEM
from safeclose.gateways import clerk
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.links import signing_url
from signing.envelopes import actions
from signing.envelopes.models import Envelope
from workspace.models import Organization


class Command(BaseCommand):
    """The link is a fresh one each time: no link can be shown twice."""

    help = "Print addresses, a staff login, a bearer token and a live signing link of the demo data."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Only a development copy shows its keys.")
        acme = Organization.objects.filter(slug="acme-financial").first()
        if acme is None:
            raise CommandError("There is no demo data yet; run manage.py seed_demo.")
        token = clerk.development_token("user_demo_alice", acme.clerk_org_id, ttl=24 * 3600)
        lines = {
            "API": f"{settings.PUBLIC_URL}/openapi.json",
            "Back office": f"{settings.PUBLIC_URL}/admin/ (ada / ada-demo)",
            "Signing link": _link(acme),
            "Bearer token (alice, 24 h)": token,
        }
        for name, value in lines.items():
            self.stdout.write(f"{name}:\n  {value}")


def _link(organization: Organization) -> str:
    envelope = Envelope.objects.of(organization).live().order_by("id").first()
    signer = envelope.signers.exclude(status__in=SIGNER.terminal).first() if envelope else None
    if envelope is None or signer is None:
        return "(every demo envelope has ended)"
    token = actions.rotate_link(
        envelope_id=envelope.id, signer_id=signer.id, organization=organization, delivery="return", by=SYSTEM
    )
    return signing_url(token) if token else "(its link was mailed)"
