"""Demo data: terms of service with two versions, accepted by some."""

from clickwrap.acceptances import actions as acceptances
from clickwrap.acceptances.models import Acceptance
from clickwrap.agreements import actions as agreements
from clickwrap.agreements.models import Agreement
from safeclose.actors import SYSTEM, Actor
from workspace.models import Organization

KEY = "terms-of-service"
TITLE = "Terms of service"
FIRST = """Terms of service

1. Acme Financial keeps your documents, and shows them to no one whom you have not named.

2. You keep the code that opens your account to yourself.
"""
SECOND = f"""{FIRST}
3. Either of us may end this with thirty days' notice.
"""
VISITOR = Actor("visitor", "", "", "127.0.0.1", "seed_demo")
TEXTS = {1: (FIRST, ("ann", "ben")), 2: (SECOND, ("ann",))}


def seed(ids: dict[str, dict[str, str]]) -> None:
    """Make what is missing; an interrupted run is gone on with."""
    acme = Organization.objects.get(slug="acme-financial")
    found = ids.setdefault("acceptances", {})
    for number, (body, people) in TEXTS.items():
        agreement = _published(acme, number, body)
        for name in people:
            found[f"{name} {number}"] = _accepted(agreement, number, f"{name}@example.com")
        ids["agreements"] = {"terms": agreement.id}


def _published(organization: Organization, number: int, body: str) -> Agreement:
    found: Agreement | None = Agreement.objects.of(organization).filter(key=KEY).first()
    if found and found.version >= number:
        return found
    return agreements.publish(organization=organization, key=KEY, title=TITLE, body=body, by=SYSTEM).agreement


def _accepted(agreement: Agreement, number: int, person: str) -> str:
    found = Acceptance.objects.of(agreement).by_subject(person).filter(version=number).first()
    if found:
        return str(found.id)
    return acceptances.accept(
        agreement_id=agreement.id, subject_ref=person, version_hash=agreement.version_hash, by=VISITOR
    ).id
