"""Signers who gave too many wrong codes or answers: their links are locked until the sender makes a fresh one."""

import json
from functools import partial
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.refusals import Conflict
from safeclose.verify import verify
from signing.ceremony.identification.jobs import notify_sender_of_lock
from signing.envelopes import status_sentences
from signing.envelopes.delivery import actions as delivery
from signing.envelopes.delivery.jobs import mail_link
from signing.envelopes.models import Envelope, Signer
from signing.evidence.jobs import seal
from signing.evidence.models import TrailEvent
from signing.evidence.service_key import service_key
from tests.paper import ANN, Link, Sent
from tests.people import Caller, Person
from tests.prepared import generated
from tests.racing import at_once
from tests.signing.envelopes.identifying import EVE, METHODS, QUESTIONS, answer, ask, asked, mailed_code, wrong
from tests.signing.envelopes.test_delivery import dispatched, link_in, work
from workspace.models import Event, Membership, User

LOCKED = (
    409,
    {
        "error": "invalid_state",
        "message": "The link is locked after too many wrong codes or answers. Ask the sender for a fresh link.",
    },
)
RIGHT = [one["answer"] for one in QUESTIONS]
WRONG = ["Paris", RIGHT[1]]


@pytest.fixture(autouse=True)
def three(settings: Any) -> None:
    settings.MAX_WRONG_ANSWERS = 3


@pytest.fixture
def reachable(people: dict[str, Person]) -> None:
    """Alice has an address."""
    User.objects.filter(pk=people["alice"].user.pk).update(email="alice@example.com")


def told(one: Any) -> tuple[int, Any]:
    return one.status_code, one.json()


def challenged(caller: Caller, method: str = "kba", **body: Any) -> Sent:
    """An envelope whose first signer was sent a code, or asked."""
    out = asked(caller, method, **body)
    out.links[0].show()
    assert ask(out.links[0]).status_code == 200
    return out


def locked(caller: Caller, method: str = "kba", **body: Any) -> Sent:
    """The same after as many wrong answers as lock the links."""
    out = challenged(caller, method, **body)
    given: dict[str, Any] = {"answers": WRONG} if method == "kba" else {"code": wrong(mailed_code())}
    for status in (403, 403, 409):
        assert answer(out.links[0], **given).status_code == status
    return out


def fresh_link(caller: Caller, out: Sent, **body: Any) -> Link:
    made = caller.post(f"{out.path}/signers/{out.links[0].id}/link", body)
    assert made.status_code == 200
    return Link({**out.links[0].signer, **made.json()})


def notices() -> list[dict[str, Any]]:
    """The arguments of the queued mails to senders."""
    return list(ProcrastinateJob.objects.filter(task_name="notify_sender_of_lock").values_list("args", flat=True))


@pytest.mark.parametrize("method", ["email_otp", "kba"])
def test_nothing_but_a_refusal_to_sign_is_possible_by_a_locked_link(alice: Caller, method: str) -> None:
    link = locked(alice, method).links[0]
    right = {"answers": RIGHT} if method == "kba" else {"code": mailed_code()}
    assert told(answer(link, **right)) == LOCKED
    assert told(ask(link)) == LOCKED
    assert told(link.take("authenticate", codeVerified=True)) == LOCKED
    assert link.take("consent").status_code == 409
    shown = link.show().json()
    assert (shown["state"], shown["signer"]["status"], shown["next"]) == ("active", "opened", "authenticate")
    assert shown["challenge"] == {
        "channel": "kba" if method == "kba" else "email",
        "to": None if method == "kba" else "e•••@example.com",
        "questions": [],
        "expiresAt": shown["challenge"]["expiresAt"],
        "verified": False,
        "locked": True,
    }
    assert told(link.take("decline")) == (200, {"state": "declined"})


def test_wrong_answers_are_counted_over_all_challenges(alice: Caller) -> None:
    link = challenged(alice, "email_otp").links[0]
    for _ in range(2):
        assert answer(link, code=wrong(mailed_code())).status_code == 403
        ask(link)
    assert told(answer(link, code=wrong(mailed_code()))) == LOCKED


def test_wrong_answers_are_counted_over_all_links(alice: Caller) -> None:
    _, (eve,) = dispatched(alice, signers=[METHODS["kba"]])
    for _ in range(2):
        mail_link(signer_id=eve, occasion="asked")
    first, second = map(link_in, mail.outbox)
    first.show()
    ask(first)
    assert answer(first, answers=WRONG).status_code == answer(second, answers=WRONG).status_code == 403
    assert told(answer(first, answers=WRONG)) == told(answer(second, answers=RIGHT)) == LOCKED


def test_a_right_answer_does_not_begin_the_count_anew(alice: Caller) -> None:
    link = challenged(alice).links[0]
    for given in (WRONG, WRONG, RIGHT):
        answer(link, answers=given)
    ask(link)
    assert told(answer(link, answers=WRONG)) == LOCKED


def test_what_could_not_have_been_right_is_not_counted(alice: Caller) -> None:
    out = asked(alice, "kba")
    out.links[0].show()
    for _ in range(5):
        assert answer(out.links[0], answers=WRONG).status_code == 403
    assert Signer.objects.get(pk=out.links[0].id).wrong_answers == 0


def test_a_fresh_link_opens_the_way_again(alice: Caller) -> None:
    out = locked(alice)
    link = fresh_link(alice, out)
    assert out.links[0].show().status_code == 410
    assert "locked" not in (link.show().json()["challenge"] or {})
    ask(link)
    for status in (403, 403):
        assert answer(link, answers=WRONG).status_code == status
    assert answer(link, answers=RIGHT).status_code == 200
    assert link.take("authenticate", codeVerified=True).status_code == 200


def test_the_lock_is_in_the_trail_and_told_once(people: dict[str, Person]) -> None:
    out = locked(Caller(people["alice"]))
    answer(out.links[0], answers=WRONG)
    event = TrailEvent.objects.latest("seq")
    payload = json.loads(bytes(event.payload))
    assert (event.type, payload["data"]) == ("locked", {"signerId": out.links[0].id, "wrongAnswers": 3})
    assert (payload["actor"]["kind"], payload["actor"]["id"]) == ("signer", out.links[0].id)
    assert event.kept["/ip"]["value"]
    published = Event.objects.get(type="link.locked")
    document = Envelope.objects.get(pk=out.id).document_id
    assert (published.subject_type, published.subject_id) == ("envelope", out.id)
    assert published.data == {"documentId": document, "signerId": out.links[0].id}
    assert notices() == [{"signer_id": out.links[0].id, "user_id": people["alice"].user.pk}]


def test_a_completed_trail_with_a_lock_is_genuine(alice: Caller) -> None:
    out = locked(alice)
    link = fresh_link(alice, out)
    ask(link)
    answer(link, answers=RIGHT)
    for step in ("authenticate", "consent", "sign"):
        assert link.take(step, codeVerified=True).status_code == 200
    seal(trail_id=out.id)
    assert verify(alice.get(f"{out.path}/sealed").content, trust=[service_key().certificate]).result == "genuine"


@pytest.mark.usefixtures("reachable")
def test_the_sender_is_written_to(alice: Caller) -> None:
    out = locked(alice)
    mail.outbox.clear()
    notify_sender_of_lock(**notices()[0])
    (message,) = mail.outbox
    title = Envelope.objects.get(pk=out.id).title
    assert message.to == ["Alice <alice@example.com>"]
    assert message.subject == f"Signing link locked · Lien de signature verrouillé : {title}"
    for words in (f"The signing link of Eve Ellis for {title} is locked: 3 wrong codes", "créez un nouveau lien"):
        assert words in message.body
    assert EVE["email"] not in message.body


def test_an_owner_is_written_to_where_the_sender_has_left(people: dict[str, Person]) -> None:
    alice = people["alice"].user
    out = challenged(Caller(people["alice"]))
    owner = User.objects.create(clerk_user_id="user_olga", name="Olga", email="olga@example.com")
    organization = Envelope.objects.get(pk=out.id).organization
    Membership.objects.filter(user=alice, organization=organization).update(status="REMOVED")
    role, _ = organization.roles.get_or_create(slug="owner", defaults={"name": "Owner"})
    Membership.objects.create(organization=organization, user=owner, role=role)
    for _ in range(3):
        answer(out.links[0], answers=WRONG)
    assert owner.pk in [one["user_id"] for one in notices()]
    assert alice.pk not in [one["user_id"] for one in notices()]


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("how", ["fresh link", "declined", "left"])
def test_no_mail_is_sent_about_a_lock_that_is_over(people: dict[str, Person], how: str) -> None:
    alice = Caller(people["alice"])
    out = locked(alice)
    mail.outbox.clear()
    if how == "fresh link":
        fresh_link(alice, out)
    elif how == "declined":
        out.links[0].take("decline")
    else:
        Membership.objects.filter(user=people["alice"].user).update(status="REMOVED")
    notify_sender_of_lock(**notices()[0])
    assert mail.outbox == []


def test_the_sender_and_staff_see_the_lock(alice: Caller) -> None:
    out = asked(alice, "kba", ANN)
    out.links[0].show()
    ask(out.links[0])
    assert "lockedAt" not in alice.get(out.path).json()["signers"][0]
    for _ in range(3):
        answer(out.links[0], answers=WRONG)
    eve, ann = alice.get(out.path).json()["signers"]
    assert eve["lockedAt"]
    assert "lockedAt" not in ann
    told = " ".join(status_sentences.sentences(Envelope.objects.get(pk=out.id)))
    assert "The links of Eve Ellis are locked since" in told
    assert "after 3 wrong codes or answers. A fresh link opens the way again." in told


def test_a_locked_signer_is_mailed_no_further_link(alice: Caller, settings: Any) -> None:
    settings.REMINDER_DAYS = [1]
    envelope_id, (signer_id,) = dispatched(alice, signers=[METHODS["kba"]])
    work()
    mail.outbox.clear()
    Signer.objects.filter(pk=signer_id).update(locked_at="2026-01-01T00:00Z", link_mailed_at="2026-01-01T00:00Z")
    mail_link(signer_id=signer_id, occasion="reminder")
    assert (mail.outbox, delivery.due(clock.now())) == ([], [])
    with pytest.raises(Conflict, match="A fresh link opens the way again"):
        delivery.resend(envelope_id=envelope_id, signer_id=signer_id, by=SYSTEM)
    with pytest.raises(Conflict, match="nobody to remind"):
        delivery.remind(envelope_id=envelope_id, by=SYSTEM)
    assert alice.post(f"/api/signatures/{envelope_id}/signers/{signer_id}/link", {}).status_code == 200
    work()
    assert link_in(mail.outbox[0]).show().status_code == 200


@pytest.mark.usefixtures("committed", "unlimited")
def test_two_wrong_answers_at_once_count_twice(owner: Caller) -> None:
    link = challenged(owner).links[0]
    answers = at_once([partial(answer, link, answers=WRONG)] * 2, held=[Envelope])
    assert [one.status_code for one in answers] == [403, 403]
    assert Signer.objects.get(pk=link.id).wrong_answers == 2


@pytest.mark.usefixtures("committed", "unlimited")
def test_answers_at_once_do_not_pass_the_cap(owner: Caller) -> None:
    link = challenged(owner).links[0]
    answers = at_once([partial(answer, link, answers=WRONG)] * 10, held=[Envelope])
    assert sorted(one.status_code for one in answers) == [403] * 2 + [409] * 8
    assert Signer.objects.get(pk=link.id).wrong_answers == 3
    assert TrailEvent.objects.filter(type="locked").count() == Event.objects.filter(type="link.locked").count() == 1
    assert len(notices()) == 1


@pytest.mark.usefixtures("committed", "unlimited")
def test_a_right_answer_among_wrong_ones_at_once_is_taken_before_the_lock_or_not_at_all(owner: Caller) -> None:
    link = challenged(owner).links[0]
    calls = [partial(answer, link, answers=WRONG)] * 4 + [partial(answer, link, answers=RIGHT)]
    answers = [one.status_code for one in at_once(calls, held=[Envelope])]
    row = Signer.objects.get(pk=link.id)
    assert (answers[-1] == 409) == (row.locked_at is not None)


@pytest.mark.parametrize(
    ("given", "status"),
    [("abc", 400), ("a  b", 400), (" x y ", 400), ("\u0065\u0301te", 400), ("abcd", 201), ("ﬃx", 201), ("ß12", 201)],
)
def test_answers_that_are_soon_guessed_are_refused_at_sending(alice: Caller, given: str, status: int) -> None:
    kba = [QUESTIONS[0], {"question": "Your first pet?", "answer": given}]
    signers = [ANN, {**EVE, "authMethod": "kba", "kba": kba}]
    sent = alice.post(f"/api/documents/{generated(alice)['id']}/signature", {"signers": signers})
    assert sent.status_code == status
    if status == 400:
        assert sent.json()["fields"] == {"signers.1.kba.1.answer": ["Must have at least 4 characters."]}
