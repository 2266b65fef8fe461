"""A member who is removed while their request under /api runs: it was carried out before, or nothing was written."""

from collections.abc import Callable
from typing import Any

import pytest

from documents.paper.models import Document
from signing.envelopes.models import Envelope
from tests import paper
from tests.people import Caller, Person, acme_and_birch
from tests.racing import other_waits
from tests.signing.packages.stage import when_told
from workspace.models import Membership
from workspace.organizations import permissions

UNAUTHORIZED = (401, {"error": "Unauthorized"})


@pytest.fixture
def team(committed: None) -> dict[str, Person]:
    return acme_and_birch()


def removal(team: dict[str, Person]) -> Callable[[], int]:
    """Alice removes Bob."""
    alice, bob = Caller(team["alice"]), Membership.objects.get(user=team["bob"].user)
    path = f"/v1/workspace/orgs/{alice.organization.pk}/members/{bob.pk}"
    return lambda: int(alice.delete(path).status_code)


def asked(bob: Caller, type: str, document: dict[str, Any]) -> Any:
    signers = [{"role": "Landlord", "name": "Lena", "email": "lena@example.com"}]
    path = f"/api/documents/{document['id']}"
    if type == "document.deleted":
        return bob.delete(path)
    return bob.post(f"{path}/signature", {"signers": signers})


@pytest.mark.parametrize("type", ["document.deleted", "envelope.sent"])
def test_who_is_removed_meanwhile_has_written_nothing(
    team: dict[str, Person], type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = Caller(team["bob"])
    document = paper.generated(Caller(team["alice"]))
    begun = when_told(monkeypatch, type, removal(team))
    answer = asked(bob, type, document)
    assert begun[0].result() == 204
    assert (answer.status_code, answer.json()) == UNAUTHORIZED
    assert not Envelope.objects.exists()
    assert Document.objects.filter(pk=document["id"], status="GENERATED").exists()


def test_under_a_key_it_is_refused_and_not_replayed(team: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    bob, remove = Caller(team["bob"]), removal(team)
    begun = when_told(monkeypatch, "document.created", remove)
    body = {"formKey": paper.FORM, "canonical": paper.sample()}
    for _ in range(2):
        answer = bob.post("/api/documents", body, headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.json()) == UNAUTHORIZED
    assert begun[0].result() == 204
    assert not Document.objects.exists()


def test_a_removal_waits_until_what_used_the_membership_is_committed(
    team: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, remove = Caller(team["bob"]), removal(team)
    original = permissions._require_again

    def use(reached: Callable[[], None]) -> None:
        def checks(*given: Any) -> None:
            original(*given)
            reached()

        monkeypatch.setattr(permissions, "_require_again", checks)
        paper.draft(bob)

    assert other_waits(use, remove)
    assert Document.objects.count() == 1
