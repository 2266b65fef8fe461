"""Demo data: terms of service with two versions, accepted by some."""

from clickwrap.acceptances import actions as acceptances
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


def seed(ids: dict[str, dict[str, str]]) -> None:
    """Make what is missing."""
    acme = Organization.objects.get(slug="acme-financial")
    agreement = Agreement.objects.of(acme).filter(key=KEY).first() or _made(acme)
    ids["agreements"] = {"terms": agreement.id}


def _made(organization: Organization) -> Agreement:
    for body, people in ((FIRST, ("ann@example.com", "ben@example.com")), (SECOND, ("ann@example.com",))):
        agreement = agreements.publish(organization=organization, key=KEY, title=TITLE, body=body, by=SYSTEM).agreement
        for person in people:
            acceptances.accept(agreement_id=agreement.id, subject_ref=person, version_hash=None, by=VISITOR)
    return agreement
