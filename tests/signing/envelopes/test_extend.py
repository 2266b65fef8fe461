"""PATCH /api/signatures/:envelopeId: the deadline moves to a later instant."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock
from safeclose.actors import SYSTEM
from signing.envelopes.actions import record_expiry
from signing.envelopes.models import Envelope
from signing.evidence.models import TrailEvent
from tests.access import statuses
from tests.matching import A_TIME
from tests.people import Caller, Person
from tests.prepared import sent
from tests.racing import at_once
from tests.signing.envelopes import agreement
from tests.signing.envelopes.test_delivery import dispatched, link_in, work
from workspace.models import Event

ENDED = {
    "completed": "The envelope is completed, so its deadline can't be extended.",
    "declined": "The envelope was declined by a signer, so its deadline can't be extended.",
    "voided": "The envelope was voided, so its deadline can't be extended.",
    "expired": "The envelope has expired, so its deadline can't be extended.",
}
LATER = "Must be later than the present deadline, and than now."


def expiries(envelope_id: str) -> list[Any]:
    jobs = ProcrastinateJob.objects.filter(task_name="expire_envelope", args={"envelope_id": envelope_id})
    return list(jobs.filter(status="todo").values_list("scheduled_at", flat=True))


def test_a_deadline_is_extended_only_within_the_organization(alice: Caller, people: dict[str, Person]) -> None:
    def path() -> str:
        return sent(alice, expiresInDays=2).path

    assert statuses(people, "PATCH", path, {"expiresInDays": 9}) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


@pytest.mark.parametrize("key", ["expiresAt", "expiresInDays"])
def test_an_extension_answers_the_envelope_and_is_recorded(alice: Caller, key: str) -> None:
    out = sent(alice, expiresInDays=2)
    before = alice.get(out.path).json()
    given = {"expiresAt": clock.iso(clock.now() + timedelta(days=30)), "expiresInDays": 30}[key]
    answer = alice.patch(out.path, {key: given})
    assert (answer.status_code, answer.json()) == (200, {**before, "expiresAt": A_TIME})
    now = Envelope.objects.get(pk=out.id).expires_at
    assert answer.json()["expiresAt"] == clock.iso(now)
    assert timedelta(days=29, hours=23) < now - clock.now() <= timedelta(days=30)
    event = TrailEvent.objects.latest("seq")
    data = {"expiresAt": clock.iso(now), "before": before["expiresAt"]}
    assert (event.type, json.loads(bytes(event.payload))["data"]) == ("extended", data)
    told = Event.objects.latest("id")
    assert (told.type, told.data) == ("envelope.extended", {"documentId": out.document["id"], **data})
    assert expiries(out.id) == [now]
    agreement.check(out.id)


def test_the_job_of_the_earlier_deadline_would_end_nothing(alice: Caller) -> None:
    out = sent(alice, expiresInDays=1)
    alice.patch(out.path, {"expiresInDays": 2})
    assert record_expiry(envelope_id=out.id, by=SYSTEM) is False
    assert out.links[0].reach("signed").status_code == 200


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "Say either expiresAt or expiresInDays."),
        ({"expiresAt": "2999-01-01T00:00:00Z", "expiresInDays": 3}, "Say either expiresAt or expiresInDays."),
        ({"expiresInDays": 1}, f"expiresInDays: {LATER}"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, f"expiresAt: {LATER}"),
        ({"expiresAt": "2999-01-01T00:00:00Z"}, "expiresAt: Must be at most 365 days from now."),
        ({"expiresInDays": 366}, "expiresInDays: Ensure this value is less than or equal to 365."),
        ({"expiresInDays": "3"}, "expiresInDays: A valid integer is required."),
        ({"expiresInDays": None}, "expiresInDays: This field may not be null."),
    ],
)
def test_a_bad_deadline_is_refused_and_changes_nothing(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    out = sent(alice, expiresInDays=2)
    before = alice.get(out.path).json()
    answer = alice.patch(out.path, body)
    assert (answer.status_code, answer.json()["message"]) == (400, sentence)
    assert alice.get(out.path).json() == before
    assert not Event.objects.filter(type="envelope.extended").exists()


def test_the_same_deadline_once_more_is_none_later(alice: Caller) -> None:
    out = sent(alice, expiresInDays=2)
    answer = alice.patch(out.path, {"expiresAt": out.body["expiresAt"]})
    assert (answer.status_code, answer.json()["message"]) == (400, f"expiresAt: {LATER}")


def test_an_envelope_without_a_deadline_has_none_to_extend(alice: Caller) -> None:
    answer = alice.patch(sent(alice).path, {"expiresInDays": 3})
    sentence = "There is no deadline, so none can be extended."
    assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": sentence})


@pytest.mark.parametrize("end", ENDED)
def test_an_ended_envelope_stays_ended(alice: Caller, end: str) -> None:
    out = sent(alice, expiresInDays=2)
    match end:
        case "completed":
            out.sign()
        case "declined":
            out.links[0].take("decline")
        case "voided":
            alice.delete(out.path)
        case "expired":
            Envelope.objects.filter(pk=out.id).update(expires_at=clock.now())  # and no job has recorded it
    answer = alice.patch(out.path, {"expiresInDays": 9})
    assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": ENDED[end]})


def test_those_who_were_mailed_and_have_still_to_sign_are_told(alice: Caller) -> None:
    envelope, _ = dispatched(alice, expiresInDays=2, mode="sequential")
    work()
    link_in(mail.outbox.pop()).reach("signed")
    work()  # Ben's turn has come
    mail.outbox.clear()
    alice.patch(f"/api/signatures/{envelope}", {"expiresInDays": 20})
    work()
    (message,) = mail.outbox
    assert message.to == ["Ben Bowman <ben@example.com>"]
    assert "Acme Financial has extended the deadline for your signature on" in str(message.body)
    assert "Acme Financial a prolongé le délai pour votre signature" in str(message.body)
    ends = Envelope.objects.get(pk=envelope).expires_at.astimezone(ZoneInfo("America/Toronto"))
    assert f"{ends:%Y-%m-%d}" in str(message.body)
    assert link_in(message).reach("signed").json()["completed"] is True


def test_those_whose_turn_has_not_come_are_not_told(alice: Caller) -> None:
    envelope, (ann, _) = dispatched(alice, expiresInDays=2, mode="sequential")
    work()
    alice.patch(f"/api/signatures/{envelope}", {"expiresInDays": 20})
    (job,) = ProcrastinateJob.objects.filter(task_name="mail_link", status="todo")
    assert job.args == {"signer_id": ann, "occasion": "extended"}


def test_nobody_is_mailed_where_the_sender_brings_the_links(alice: Caller) -> None:
    out = sent(alice, expiresInDays=2)
    alice.patch(out.path, {"expiresInDays": 20})
    assert not ProcrastinateJob.objects.filter(task_name="mail_link").exists()


@pytest.mark.usefixtures("unlimited")
def test_of_two_extensions_at_once_to_the_same_instant_one_is_later(owner: Caller) -> None:
    out = sent(owner, expiresInDays=2)
    later = clock.iso(clock.now() + timedelta(days=30))
    answers = at_once([lambda: owner.patch(out.path, {"expiresAt": later}).status_code] * 2, held=[Envelope])
    assert sorted(answers) == [200, 400]
    assert len(expiries(out.id)) == 1
