"""Envelopes out for signature, made by the service's own actions."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from documents.demo import made
from documents.models import Document, Rendering
from safeclose.actors import SYSTEM, Actor
from signing.ceremony import public_actions
from signing.ceremony.models import Link
from signing.envelopes import actions
from signing.envelopes.models import Envelope, Signer
from tests.benchmarks.clients import request
from workspace.models import Organization

STEPS = (
    {"action": "authenticate"},
    {"action": "consent", "language": "en"},
    {"action": "sign", "signatureText": "Signed by hand"},
)
_addresses = count(1)


@dataclass(frozen=True)
class Ceremony:
    """An envelope, and the links of its two signers, both of whom have looked at the document."""

    envelope: Envelope
    links: list[str]

    def requests(self) -> list[bytes]:
        """The three steps of the one signer, then those of the other, with which the envelope is complete."""
        return [
            request("POST", path(link), json.dumps(step).encode(), {**headers(), "Content-Type": "application/json"})
            for link in self.links
            for step in STEPS
        ]


def path(link: str) -> str:
    """Where a signer's steps are taken."""
    return f"/api/public/sign/{link}"


def headers() -> dict[str, str]:
    """Of a new client behind the proxy: limits are counted by address."""
    number = next(_addresses)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return {"X-Forwarded-For": address, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def ceremonies(number: int, title: str = "Offer for the benchmarks") -> list[Ceremony]:
    """So many, each of a document of its own; those of one title have the same PDF."""
    model = agreement(title)
    return [ceremony(model) for _ in range(number)]


def agreement(title: str) -> Document:
    """Of that title, made unless it is there."""
    return made(Organization.objects.get(slug="acme-financial"), title, generate=True)


def ceremony(model: Document) -> Ceremony:
    """Of a copy of that document."""
    acme, rendering = model.organization, model.rendering()
    document = Document.objects.get(pk=model.pk)
    document.pk, document._state.adding = Document._meta.pk.get_default(), True
    document.save()
    Rendering.objects.create(
        organization=acme,
        document_id=document.pk,
        sha256=rendering.sha256,
        data_sha256=rendering.data_sha256,
        template_version=rendering.template_version,
        page_count=rendering.page_count,
    )
    sent = actions.send(
        document_id=document.pk,
        organization=acme,
        mode="parallel",
        expires_in_days=30,
        signers=[_party(number) for number in (1, 2)],
        delivery="return",
        by=SYSTEM,
    )
    for link in Link.objects.to_sign().filter(signer__envelope=sent.envelope):
        public_actions.open_link(link=link, by=_by(link.holder))
    return Ceremony(sent.envelope, [secret for _, secret in sent.signers])


def _party(number: int) -> dict[str, Any]:
    return {
        "name": f"Party {number}",
        "email": f"party{number}@example.com",
        "phone": None,
        "role": "party",
        "order": number,
        "authMethod": "email_link",
    }


def _by(signer: Signer) -> Actor:
    return Actor("signer", signer.id, signer.name, "127.0.0.1", "benchmark")
