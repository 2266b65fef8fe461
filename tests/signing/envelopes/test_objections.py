"""POST /api/public/sign/:token/paper and /withdraw."""

import json
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from documents.models import Rendering
from documents.rendering import page_images
from safeclose.verify import verify
from signing.ceremony.objections.jobs import notify_sender_of_objection
from signing.envelopes.models import Envelope, Signer
from signing.evidence.jobs import seal
from signing.evidence.models import TrailEvent
from signing.evidence.service_key import service_key
from tests.matching import A_HASH, A_TIME
from tests.paper import Link, send
from tests.people import Caller, Person
from tests.prepared import generated, sent
from tests.racing import at_once
from tests.signing.envelopes import agreement
from tests.signing.envelopes.identifying import asked
from workspace.models import Event, Membership, User

REACHED = ("opened", "authenticated", "consented")
NEXT = {"pending": None, "opened": "authenticate", "authenticated": "consent", "consented": "sign"}


@pytest.fixture
def reachable(people: dict[str, Person]) -> None:
    """Alice has an address."""
    User.objects.filter(pk=people["alice"].user.pk).update(email="alice@example.com")


def post(link: Link, what: str, **body: Any) -> Any:
    return Caller(None).post(f"{link.path}/{what}", body)


def mails() -> list[Any]:
    """Run the mails to senders that wait, each once; what they sent."""
    mail.outbox.clear()
    waiting = ProcrastinateJob.objects.filter(task_name="notify_sender_of_objection", status="todo")
    for job in waiting.order_by("id"):
        notify_sender_of_objection(**job.args)
    return list(mail.outbox)


def last() -> tuple[TrailEvent, dict[str, Any]]:
    event = TrailEvent.objects.latest("seq")
    return event, json.loads(bytes(event.payload))


@pytest.mark.parametrize("status", ["pending", *REACHED])
def test_a_signer_asks_for_paper_at_any_time_and_stays_where_they_are(alice: Caller, status: str) -> None:
    out = sent(alice)
    ann = out.links[0]
    if status != "pending":
        ann.reach(status)
    answer = post(ann, "paper", reason="My eyes are bad.")
    body = {"state": "active", "signer": {"status": status}, "next": NEXT[status]}
    assert (answer.status_code, answer.json()) == (200, body)
    event, payload = last()
    assert (event.type, payload["data"]) == ("paper_requested", {"reason": {"sha256": A_HASH}})
    assert (payload["actor"]["kind"], payload["actor"]["id"]) == ("signer", ann.id)
    assert event.kept["/data/reason"]["value"] == "My eyes are bad."
    told = Event.objects.latest("id")
    data = {"documentId": out.document["id"], "signerId": ann.id, "reason": "My eyes are bad."}
    assert (told.type, told.data) == ("envelope.paper_requested", data)
    signers = alice.get(out.path).json()["signers"]
    assert [one.get("paperRequestedAt") for one in signers] == [A_TIME, None]
    agreement.check(out.id)
    while (step := ann.show().json()["next"]) != "sign":
        assert ann.take(step).status_code == 200
    assert ann.take("sign").status_code == 200
    agreement.check(out.id)


def test_paper_is_asked_for_once(alice: Caller) -> None:
    out = sent(alice)
    assert post(out.links[0], "paper").status_code == 200
    answer = post(out.links[0], "paper")
    sentence = "The signer has asked for paper already."
    assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": sentence})
    assert TrailEvent.objects.filter(type="paper_requested").count() == 1
    assert post(out.links[1], "paper").status_code == 200


def test_after_a_withdrawal_nobody_signs_until_they_consent_again(alice: Caller) -> None:
    out = sent(alice)
    ann = out.links[0]
    ann.reach("consented")
    answer = post(ann, "withdraw")
    body = {"state": "active", "signer": {"status": "authenticated"}, "next": "consent"}
    assert (answer.status_code, answer.json()) == (200, body)
    event, payload = last()
    assert (event.type, payload["data"]) == ("consent_withdrawn", {"reason": None})
    told = Event.objects.latest("id")
    data = {"documentId": out.document["id"], "signerId": ann.id, "reason": None}
    assert (told.type, told.data) == ("envelope.consent_withdrawn", data)
    signer = alice.get(out.path).json()["signers"][0]
    assert (signer["status"], signer["consentedAt"], signer["consentWithdrawnAt"]) == ("authenticated", None, A_TIME)
    refused = ann.take("sign")
    assert (refused.status_code, refused.json()["error"]) == (409, "invalid_state")
    assert refused.json()["message"] == "The signer has not consented yet, so a signature can't be recorded."
    assert ann.take("consent").status_code == 200
    assert ann.take("sign").status_code == 200
    agreement.check(out.id)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("opened", "The signer has not been identified yet, so no consent can be withdrawn."),
        ("authenticated", "The signer has not consented yet, so no consent can be withdrawn."),
    ],
)
def test_only_a_consent_that_was_given_is_withdrawn(alice: Caller, status: str, sentence: str) -> None:
    out = sent(alice)
    out.links[0].reach(status)
    answer = post(out.links[0], "withdraw")
    assert (answer.status_code, answer.json()["message"]) == (409, sentence)
    assert last()[0].type == status


@pytest.mark.parametrize("what", ["paper", "withdraw"])
@pytest.mark.parametrize("end", ["signed", "declined", "voided"])
def test_a_link_that_is_gone_takes_neither(alice: Caller, what: str, end: str) -> None:
    out = sent(alice)
    match end:
        case "signed":
            out.links[0].reach("signed")
        case "declined":
            out.links[0].take("decline")
        case "voided":
            alice.delete(out.path)
    before = TrailEvent.objects.count()
    answer = post(out.links[0], what, reason=7)  # gone comes before the body
    assert (answer.status_code, answer.json()) == (410, {"state": "gone"})
    assert TrailEvent.objects.count() == before


@pytest.mark.parametrize("what", ["paper", "withdraw"])
def test_who_waits_for_others_takes_neither(alice: Caller, what: str) -> None:
    out = sent(alice, mode="sequential")
    assert post(out.links[1], what).status_code == 409


@pytest.mark.parametrize("what", ["paper", "withdraw"])
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"reason": "x" * 1001}, "reason: Ensure this field has no more than 1000 characters."),
        ({"reason": 7}, "reason: Not a valid string."),
    ],
)
def test_a_bad_reason_is_refused(alice: Caller, what: str, body: dict[str, Any], sentence: str) -> None:
    out = sent(alice)
    out.links[0].reach("consented")
    answer = post(out.links[0], what, **body)
    assert (answer.status_code, answer.json()["message"]) == (400, sentence)


def test_the_trail_says_whether_who_asks_for_paper_was_identified(alice: Caller) -> None:
    out = asked(alice, "kba")
    out.links[0].show()
    post(out.links[0], "paper")
    assert last()[1]["data"] == {"reason": None, "identified": False}


@pytest.mark.usefixtures("reachable")
def test_the_sender_is_mailed_once_for_each_objection(alice: Caller) -> None:
    out = sent(alice)
    ann = out.links[0]
    ann.reach("consented")
    for _ in range(2):
        post(ann, "withdraw")
        ann.take("consent")
    post(ann, "paper")
    withdrawn, paper = mails()
    assert (withdrawn.to, paper.to) == (["Alice <alice@example.com>"], ["Alice <alice@example.com>"])
    assert "Ann Archer has withdrawn the consent" in withdrawn.body
    assert "a retiré son consentement" in withdrawn.body
    assert "Ann Archer asks for a paper copy" in paper.body
    assert "demande un exemplaire papier" in paper.body
    assert Event.objects.filter(type="envelope.consent_withdrawn").count() == 2


@pytest.mark.usefixtures("reachable")
def test_the_mail_is_not_sent_once_the_signer_is_done_or_the_sender_has_left(alice: Caller) -> None:
    out = sent(alice)
    post(out.links[0], "paper")
    out.links[0].reach("signed")
    assert mails() == []
    post(out.links[1], "paper")
    Membership.objects.filter(user__name="Alice").delete()
    assert mails() == []


def test_marks_that_were_put_stay_through_a_withdrawal(alice: Caller) -> None:
    out = sent(alice, signers=None)
    ann = out.links[0]
    marks = ann.reach("consented") and ann.show().json()["marks"]
    first = marks[0]["id"]
    assert post(ann, "marks", marks=[{"markId": first}]).status_code == 200
    post(ann, "withdraw")
    assert post(ann, "marks", marks=[{"markId": first}]).status_code == 409
    shown = {mark["id"]: mark["put"] for mark in ann.show().json()["marks"]}
    assert shown[first] is True
    assert ann.take("consent").status_code == 200
    assert ann.take("sign").status_code == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_certificate_tells_of_both_and_the_seal_verifies(alice: Caller, language: str) -> None:
    document = generated(alice)
    Rendering.objects.update(language=language)
    out = send(alice, document, expiresInDays=3)
    ann = out.links[0]
    ann.reach("consented")
    post(ann, "withdraw", reason="Too fast")
    post(ann, "paper", reason="Large print")
    alice.patch(out.path, {"expiresInDays": 30})
    for link in out.links:
        link.take("consent") if link is ann else link.reach("consented")
        assert link.take("sign").status_code == 200
    seal(trail_id=out.id)
    words = " ".join(page_images.text(alice.get(f"{out.path}/certificate").content).split())
    expected = {
        "en": (
            "Withdrew the consent to do business electronically",
            "Asked for paper",
            "Deadline extended",
            "until 20",
        ),
        "fr": ("Retrait du consentement à la voie électronique", "exemplaire papier", "Délai prolongé", "jusqu’au 20"),
    }
    for phrase in (*expected[language], "Too fast", "Large print"):
        assert phrase in words
    sealed = alice.get(f"{out.path}/sealed").content
    assert verify(sealed, trust=[service_key().certificate]).result == "genuine"


@pytest.mark.usefixtures("unlimited")
def test_of_a_signature_and_a_withdrawal_at_once_one_wins(owner: Caller) -> None:
    out = sent(owner)
    ann = out.links[0]
    ann.reach("consented")
    answers = at_once(
        [lambda: ann.take("sign").status_code, lambda: post(ann, "withdraw").status_code], held=[Envelope]
    )
    assert answers in ([200, 410], [409, 200])
    status = Signer.objects.get(pk=ann.id).status
    assert status == ("signed" if answers[0] == 200 else "authenticated")
