"""GET /v1/workspace/active-org."""

from tests.people import Caller
from tests.workspace.asking import V1, said
from workspace.models import User

ROUTE = f"{V1}/active-org"


def test_the_active_organization_has_id_and_name(bob: Caller) -> None:
    assert said(bob.get(ROUTE)) == (200, {"id": str(bob.organization.pk), "name": "Acme Financial"})


def test_without_an_organization_the_answer_is_empty(nobody: Caller) -> None:
    answer = nobody.get(ROUTE)
    assert (answer.status_code, answer.content) == (200, b"null")


def test_a_stale_one_is_cleared_here_too(alice: Caller, charlie: Caller) -> None:
    assert alice.person
    users = User.objects.filter(pk=alice.person.user.pk)
    users.update(active_organization=charlie.organization)
    assert alice.get(ROUTE).json()["id"] == str(alice.organization.pk)
    assert users.get().active_organization is None
