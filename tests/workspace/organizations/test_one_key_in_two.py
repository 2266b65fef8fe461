"""An Idempotency-Key of a request in one organization says nothing about the same request in another."""

from tests.people import Caller, Person
from tests.workspace.asking import role
from workspace.models import Event, Membership

BODY = {"formKey": "on/freehold-purchase"}
KEY = {"Idempotency-Key": "one"}


def test_a_key_used_in_another_organization_is_refused(alice: Caller, charlie: Caller) -> None:
    assert alice.person
    birch = charlie.organization
    Membership.objects.create(organization=birch, user=alice.person.user, role=role(birch, slug="member"))
    elsewhere = Caller(Person(alice.person.user, birch))
    first = alice.post("/api/documents", BODY, headers=KEY)
    assert alice.post("/api/documents", BODY, headers=KEY).json() == first.json()
    answer = elsewhere.post("/api/documents", BODY, headers=KEY)
    assert answer.status_code == 422
    assert Event.objects.count() == 1
