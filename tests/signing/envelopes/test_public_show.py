"""GET /api/public/sign/:token."""

import hashlib
from typing import Any

import pytest

from signing.ceremony import link_disclosure
from signing.envelopes.models import Signer
from signing.evidence.models import TrailEvent
from tests.matching import A_HASH, A_TIME
from tests.paper import ANN, BEN
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes import agreement
from workspace.models import Organization

CLEO = {"name": "Cleo Crane", "role": "witness"}


def test_a_link_shows_the_document_and_its_signer(alice: Caller) -> None:
    out = sent(alice, mode="sequential", expiresInDays=3)
    link = out.links[0]
    answer = link.show()
    url = f"https://safeclose.example.test{link.path}"
    assert answer.status_code == 200
    assert answer.json() == {
        "state": "active",
        "document": {
            "title": "Agreement of Purchase and Sale: 12 Maple Street, Ottawa",
            "sha256": out.document["sha256"],
            "pageCount": 8,
            "fileUrl": f"{url}/file",
            "pages": [f"{url}/pages/{number}.png" for number in range(1, 9)],
            "pageSizes": [{"width": 612.0, "height": 792.0}] * 8,
            "textUrl": f"{url}/text",
        },
        "signer": {
            "name": "Ann Archer", "role": "buyer", "status": "opened", "authMethod": "email_link", "order": 1,
            "initials": "AA", "language": None, "paperRequestedAt": None, "hasToSignIn": False,
        },
        "envelope": {
            "mode": "sequential", "expiresAt": out.body["expiresAt"], "signers": 2, "signed": 0,
            "sender": "Acme Financial",
            "brand": None,
        },
        "disclosure": {"text": link_disclosure.ENGLISH.text, "language": "en", "sha256": A_HASH},
        "marks": [],
        "next": "authenticate",
        "challenge": None,
        "turnstileSiteKey": None,
    }  # fmt: skip


def test_a_link_shows_the_next_step(alice: Caller) -> None:
    out = sent(alice)
    first, second = out.links
    for status, following in (("opened", "authenticate"), ("authenticated", "consent"), ("consented", "sign")):
        first.take(first.STEPS[first.REACHED.index(status) - 1]) if status != "opened" else first.show()
        body = first.show().json()
        assert (body["signer"]["status"], body["next"]) == (status, following)
    first.take("sign")
    assert second.show().json()["envelope"]["signed"] == 1


def test_the_first_look_is_recorded_and_published_once(alice: Caller) -> None:
    out = sent(alice)
    first = out.links[0].show()
    assert out.links[0].show().content == first.content
    assert list(TrailEvent.objects.values_list("type", flat=True)) == ["sent", "opened"]
    assert agreement.check(out.id).status == "sent"


def test_the_sender_sees_who_looked(alice: Caller) -> None:
    out = sent(alice)
    out.links[1].show()
    signers = alice.get(out.path).json()["signers"]
    assert [(signer["status"], signer["openedAt"]) for signer in signers] == [("pending", None), ("opened", A_TIME)]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"), ("fr-CA,fr;q=0.9,en;q=0.8", "fr"), ("en-CA", "en"), ("de", "en"), ("de,fr;q=0.5", "fr"),
        ("", "en"), ("*", "en"), ("fr;q=x", "en"), ("x" * 5000, "en"),
    ],
)  # fmt: skip
def test_the_disclosure_is_in_the_readers_language(alice: Caller, header: str, language: str) -> None:
    body = sent(alice).links[0].show(**{"Accept-Language": header}).json()["disclosure"]
    text = link_disclosure.LANGUAGES[language].text
    assert (body["text"], body["language"], set(body)) == (text, language, {"text", "language", "sha256"})
    assert body["sha256"] == hashlib.sha256(body["text"].encode()).hexdigest()


def test_both_languages_say_what_the_law_asks_for() -> None:
    words = {
        "en": ("scope|covers", "paper", "withdraw", "copy", "browser"),
        "fr": ("Portée", "papier", "retirer", "exemplaire", "navigateur"),
    }
    for language, said in words.items():
        text = link_disclosure.LANGUAGES[language].text
        assert all(any(word in text for word in one.split("|")) for one in said)
        assert text.count("\n\n") == 7


def test_in_sequence_a_signer_waits_for_those_before(alice: Caller) -> None:
    out = sent(alice, mode="sequential")
    waiting = out.links[1].show()
    assert waiting.status_code == 200
    assert waiting.json() == {
        "state": "waiting",
        "title": "Agreement of Purchase and Sale: 12 Maple Street, Ottawa",
        "envelope": {
            "mode": "sequential", "expiresAt": None, "signers": 2, "signed": 0, "sender": "Acme Financial",
            "brand": None,
        },
    }  # fmt: skip
    assert agreement.check(out.id).signers.get(order=2).status == "pending"
    assert TrailEvent.objects.count() == 1
    out.links[0].reach("signed")
    assert out.links[1].show().json()["state"] == "active"
    assert agreement.check(out.id).signers.get(order=2).status == "opened"


@pytest.mark.parametrize("what", ["file", "text", "pages/1.png", "pages/99.png"])
def test_who_waits_sees_nothing_of_the_document(alice: Caller, what: str) -> None:
    answer = sent(alice, mode="sequential").links[1].get(what)
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "invalid_state",
        "message": "Someone else signs first; it is not this signer's turn yet.",
    }


@pytest.mark.parametrize("action", ["authenticate", "consent", "sign", "decline"])
def test_who_waits_can_do_nothing(alice: Caller, action: str) -> None:
    out = sent(alice, mode="sequential")
    answer = out.links[1].take(action)
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "invalid_state",
        "message": "Someone else signs first; it is not this signer's turn yet.",
    }
    assert agreement.check(out.id).status == "sent"
    assert TrailEvent.objects.count() == 1


def test_equal_orders_act_together(alice: Caller) -> None:
    people = [{**ANN, "order": 1}, {**BEN, "order": 1}, {**CLEO, "order": 2}]
    ann, ben, cleo = sent(alice, mode="sequential", signers=people).links
    ben.reach("consented")
    ann.reach("signed")
    waiting = cleo.show().json()
    assert (waiting["state"], waiting["envelope"]["signed"], waiting["envelope"]["signers"]) == ("waiting", 1, 3)
    ben.take("sign")
    assert cleo.show().json()["state"] == "active"


def test_in_parallel_no_signer_waits(alice: Caller) -> None:
    out = sent(alice, signers=[{**ANN, "order": 1}, {**BEN, "order": 2}])
    out.links[1].reach("signed")
    out.links[0].reach("signed")
    assert agreement.check(out.id).status == "completed"


def test_a_title_changed_later_is_not_shown(alice: Caller) -> None:
    out = sent(alice)
    assert alice.patch(f"/api/documents/{out.document['id']}", {"title": "Other"}).status_code == 409
    assert out.links[0].show().json()["document"]["title"] == out.document["title"]


@pytest.mark.parametrize(("method", "status"), [("HEAD", 405), ("OPTIONS", 204)])
def test_head_and_options_are_not_recorded_as_opening(alice: Caller, method: str, status: int) -> None:
    out = sent(alice)
    answer: Any = Caller(None).generic(method, out.links[0].path)
    assert answer.status_code == status
    assert Signer.objects.get(id=out.links[0].id).status == "pending"


def test_the_senders_brand_is_shown(alice: Caller) -> None:
    out = sent(alice)
    Organization.objects.filter(pk=alice.organization.pk).update(
        logo_sha256="a" * 64, brand={"primaryColor": "#ffffff", "logoUrl": "https://elsewhere.example/l.png"}
    )
    brand = out.links[0].show().json()["envelope"]["brand"]
    assert brand == {"logoUrl": f"https://safeclose.example.test/brand/{'a' * 64}.png", "color": "#737373"}
    Organization.objects.filter(pk=alice.organization.pk).update(logo_sha256=None)
    assert out.links[0].show().json()["envelope"]["brand"] == {"logoUrl": None, "color": "#737373"}
