"""Events of signers, each once, and what webhooks get of them."""

from signing.packages.models import Signing
from tests.paper import sent
from tests.people import Caller
from tests.signing.packages.links import mailed
from tests.signing.packages.stage import Stage, ok
from workspace.models import Delivery, Event, Webhook

TYPES = ["envelope.signed", "signing.signer_completed"]


def deliveries(type: str) -> list[str]:
    return [one.event.subject_id for one in Delivery.objects.filter(event__type=type).select_related("event")]


def test_who_is_done_is_told_once(stage: Stage) -> None:
    Webhook.objects.create(organization=stage.acme, url="https://example.com/hook", events=TYPES, secret="x")
    package, (first, second) = stage.active("sue", "tim", documents=2)
    sue = mailed(package).consent()
    ok(sue.take("sign"))
    assert deliveries("signing.signer_completed") == []
    ok(sue.take("sign"))
    ok(package.sign(stage.tim, second), 201)
    ok(package.sign(stage.tim, first), 201)
    assert deliveries("signing.signer_completed") == [package.id, package.id]
    told = Event.objects.filter(type="signing.signer_completed").values_list("data__signerId", flat=True)
    assert sorted(told) == sorted(str(one.pk) for one in Signing.objects.get(pk=package.id).signers.all())


def test_each_signature_of_an_envelope_is_told_once(alice: Caller) -> None:
    assert alice.person
    assert alice.post("/api/webhooks", {"url": "https://example.com/hook", "events": TYPES}).status_code == 201
    out = sent(alice)
    out.sign()
    assert deliveries("envelope.signed") == [out.id, out.id]
    told = Event.objects.filter(type="envelope.signed").values_list("data__signerId", flat=True)
    assert sorted(told) == sorted(link.id for link in out.links)
