"""What is left of a person in deliveries, once they are erased."""

import pytest

from safeclose.actors import Actor
from tests.people import Caller
from tests.safeclose.gateways.receiver import Receiver
from tests.workspace.erasure.forgetting import Zelda
from tests.workspace.webhooks.asking import happened, made, run
from workspace.models import Delivery, Event, User


@pytest.fixture
def zelda(people: object) -> Zelda:
    one = Zelda()
    User.objects.create(clerk_user_id="user_zelda", email=one.email, name='Zelda "Zed" Quüx')
    return one


def test_a_delivery_that_names_the_person_is_cleared_and_never_sent(
    alice: Caller, receiver: Receiver, zelda: Zelda
) -> None:
    made(alice, "envelope.voided", "envelope.sent", "signing.updated", url=receiver.url)
    by = Actor("user", str(User.objects.get(email=zelda.email).pk), "Z.")
    quoted = happened(alice, type="signing.updated", title='Ask zelda "zed" quüx.', by=by)
    namesake = happened(alice, type="envelope.voided", reason='Ask zelda "zed" quüx.')
    longer = happened(alice, type="envelope.voided", reason=f"Write to anna.{zelda.email}.")
    mailed = happened(alice, type="envelope.voided", reason=f"Write to {zelda.email.upper()}.")
    other = happened(alice, type="envelope.voided", reason="Zelda Fitzgerald said so.")
    done = happened(alice, type="envelope.voided", reason=f"Done: {zelda.email}.")
    Delivery.objects.filter(id=done.id).update(status="delivered", next_try_at=None, finished_at=done.created_at)
    zelda.erase()
    for row in (quoted, mailed):
        row.refresh_from_db()
        assert (row.body, row.status, row.next_try_at) == (None, "cancelled", None)
        assert row.error == "What was to be sent was erased."
    done.refresh_from_db()
    assert (done.body, done.status) == (None, "delivered")
    kept = Delivery.objects.exclude(id=longer.id)
    assert zelda.email.lower() not in str(list(kept.values())).lower()
    run()
    assert [headers["webhook-id"] for _, headers, _ in receiver.got] == [namesake.id, longer.id, other.id]


def test_a_delivery_with_the_persons_own_words_is_cleared(alice: Caller, zelda: Zelda) -> None:
    """As the event loses it: a reason that they gave need not name them."""
    made(alice, "*")
    user = User.objects.get(email=zelda.email)
    by = Actor("user", str(user.pk), user.name)
    said = happened(alice, type="envelope.voided", reason="My knee.", by=by)
    silent = happened(alice, documentId="doc_1", by=by)
    zelda.erase()
    said.refresh_from_db()
    silent.refresh_from_db()
    assert said.body is None
    assert silent.body
    assert "reason" not in Event.objects.get(id=said.event_id).data


def test_a_rehearsal_changes_nothing(alice: Caller, zelda: Zelda) -> None:
    made(alice, "*")
    delivery = happened(alice, type="envelope.voided", reason=zelda.email)
    zelda.erase("--dry-run")
    delivery.refresh_from_db()
    assert delivery.body
