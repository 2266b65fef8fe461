"""POST /api/public/sign/:token/marks, and the marks that GET /api/public/sign/:token shows."""

from functools import partial
from typing import Any

import pytest

from documents.paper.models import Rendering
from safeclose.gateways import sms
from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import TrailEvent
from tests.matching import A_HASH
from tests.paper import Link, Sent, generated, send, sent
from tests.people import Caller
from tests.prepared import once
from tests.racing import at_once
from tests.signing.envelopes import agreement
from tests.signing.envelopes.identifying import METHODS, QUESTIONS, answer, ask
from tests.signing.envelopes.marking import BEN_SIGNS, consented, last, mark, marked, one, put
from workspace.models import Event

PAGE = {"pageWidth": 612.0, "pageHeight": 792.0}


def shown(identifier: str, kind: str, page: int, x: float, y: float, **more: Any) -> dict[str, Any]:
    """A mark as its signer sees it."""
    place = {"page": page, **PAGE, "x": x, "y": y, "width": 200.0, "height": 30.0}
    state = {"required": True, "label": "", "put": False, "value": None}
    return {"id": identifier, **place, "kind": kind, **state, **more}


COLOUR = shown("colour", "text", 1, 72.0, 200.0, required=False, label="Colour of the door")
AGREED = shown("agreed", "checkbox", 1, 72.0, 300.0, required=False, label="I have read it")
NAME = shown("name", "name", 1, 72.0, 650.0)
INITIALS = shown("initials", "initials", 1, 72.0, 700.0, label="Initials of the buyer")
SIGN = shown("sign", "signature", 2, 72.0, 600.0)
DATE = shown("date", "date", 2, 400.0, 600.0)
OF_ANN = [COLOUR, AGREED, NAME, INITIALS, SIGN, DATE]
OF_BEN = [
    shown("ben.note", "text", 1, 72.0, 400.0, required=False, label="Note"),
    shown("ben.sign", "signature", 2, 72.0, 650.0),
]


def now(mark: dict[str, Any], value: Any = None) -> dict[str, Any]:
    """The same mark, put."""
    return {**mark, "put": True, "value": value}


def told(answer: Any) -> tuple[int, Any]:
    return answer.status_code, answer.json()


def marks_of(link: Link) -> Any:
    return link.show().json()["marks"]


@pytest.fixture
def out(alice: Caller) -> Sent:
    """Both have consented."""
    return once("consented", lambda: consented(alice))


def test_a_link_shows_its_signers_marks_in_the_order_of_reading(alice: Caller) -> None:
    ann, ben = marked(alice).links
    assert (marks_of(ann), marks_of(ben)) == (OF_ANN, OF_BEN)
    assert [link.show().json()["signer"]["initials"] for link in (ann, ben)] == ["AA", "BB"]


def test_a_batch_answers_all_marks_of_the_signer(out: Sent) -> None:
    ann = out.links[0]
    batch = (one("sign"), one("initials", None), one("colour", "  Green "), one("agreed", True))
    expected = [now(COLOUR, "Green"), now(AGREED, True), NAME, now(INITIALS), now(SIGN), DATE]
    assert told(put(ann, *batch)) == (200, {"marks": expected})
    assert marks_of(ann) == expected
    assert ann.show().json()["next"] == "sign"
    agreement.check(out.id)


def test_a_batch_is_one_event_of_the_trail(out: Sent) -> None:
    ann = out.links[0]
    put(ann, one("sign"), one("colour", "Green"), one("agreed", False))
    data, kept = last("marked", out)
    assert data == {
        "marks": [{"id": "sign"}, {"id": "colour", "text": {"sha256": A_HASH}}, {"id": "agreed", "checked": False}]
    }
    assert kept == {"/actor/name": "Ann Archer", "/ip": "127.0.0.1", "/userAgent": "", "/data/marks/1/text": "Green"}
    assert TrailEvent.objects.filter(type="marked").count() == 1
    assert not Event.objects.filter(type__contains="marked").exists()


@pytest.mark.parametrize("nothing", ["", None, "   "])
def test_a_text_is_taken_back(out: Sent, nothing: str | None) -> None:
    put(out.links[0], one("colour", "Green"), one("agreed", True))
    assert told(put(out.links[0], one("colour", nothing), one("agreed", False))) == (200, {"marks": OF_ANN})
    _, kept = last("marked", out)
    assert kept["/data/marks/0/text"] == ""
    agreement.check(out.id)


def test_nobody_sees_what_others_put(alice: Caller, out: Sent) -> None:
    ann, ben = out.links
    put(ben, one("ben.note", "Bens secret"))
    for text in (ann.show().content.decode(), alice.get(out.path).content.decode()):
        assert "Bens secret" not in text
    assert b"ben." not in ann.show().content
    assert marks_of(ann) == OF_ANN


@pytest.mark.parametrize("identifier", ["ben.sign", "nothing", "SIGN", "x" * 64])
def test_marks_of_others_can_not_be_put(out: Sent, identifier: str) -> None:
    """Neither those of another signer, nor those that nobody has; and the answer does not say which."""
    assert told(put(out.links[0], one("sign"), one(identifier))) == (
        400,
        {"error": "invalid_body", "message": f"There is no mark {identifier} of this signer."},
    )
    assert (marks_of(out.links[0]), marks_of(out.links[1])) == (OF_ANN, OF_BEN)
    assert not TrailEvent.objects.filter(type="marked").exists()


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ([one("sign"), one("sign")], "The mark sign is named twice."),
        ([one("sign", "Ann")], "The mark sign takes no value: it is a signature."),
        ([one("date", False)], "The mark date takes no value: it is a date."),
        ([one("agreed")], "The mark agreed takes true or false."),
        ([one("agreed", "true")], "The mark agreed takes true or false."),
        ([one("colour", True)], "The mark colour takes a text."),
        ([one("colour", "a\nb")], "The text of mark colour must be one line, without tabs and control characters."),
        ([one("colour", "x" * 201)], "The text of mark colour may have 200 characters."),
    ],
)
def test_a_batch_with_one_fault_writes_nothing(out: Sent, batch: list[dict[str, Any]], message: str) -> None:
    before = TrailEvent.objects.count()
    answer = put(out.links[0], one("initials"), *batch)
    assert told(answer) == (400, {"error": "invalid_body", "message": message})
    assert (marks_of(out.links[0]), TrailEvent.objects.count()) == (OF_ANN, before)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "marks"), ({"marks": None}, "marks"), ({"marks": []}, "marks"), ({"marks": {}}, "marks"),
        ({"marks": ["sign"]}, "marks.0"), ({"marks": [{"value": "x"}]}, "marks.0.markId"),
        ({"marks": [{"markId": 5}]}, "marks.0.markId"), ({"marks": [{"markId": ""}]}, "marks.0.markId"),
        ({"marks": [{"markId": "x" * 65}]}, "marks.0.markId"), ({"marks": [one("sign", 5)]}, "marks.0.value"),
        ({"marks": [one("sign", ["x"])]}, "marks.0.value"), ({"marks": [one("sign", {})]}, "marks.0.value"),
        ({"marks": [one("sign")] * 1001}, "marks"),
    ],
    ids=lambda value: repr(value)[:50],
)  # fmt: skip
def test_a_malformed_batch_is_refused_by_field(out: Sent, body: dict[str, Any], field: str) -> None:
    answer = Caller(None).post(f"{out.links[0].path}/marks", body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_body")
    assert answer.json()["message"].endswith(".")
    assert [name.startswith(field) for name in answer.json()["fields"]] == [True]


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{", b"\xff", b'{"marks": [{"markId": "sign\\u0000"}]}'])
def test_a_body_that_is_no_object_is_refused(out: Sent, content: bytes) -> None:
    answer = Caller(None).generic("POST", f"{out.links[0].path}/marks", content, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_body")


@pytest.mark.parametrize(
    ("reached", "reason"),
    [
        ("pending", "has not opened the document yet"), ("opened", "has not been identified yet"),
        ("authenticated", "has not consented yet"),
    ],
)  # fmt: skip
def test_marks_are_put_after_consent(alice: Caller, reached: str, reason: str) -> None:
    out = marked(alice)
    if reached != "pending":
        out.links[0].reach(reached)
    message = f"The signer {reason}, so no marks can be put on the pages."
    assert told(put(out.links[0], one("sign"))) == (409, {"error": "invalid_state", "message": message})
    agreement.check(out.id)


@pytest.mark.parametrize("how", ["signed", "declined", "other declined", "voided", "rotated", "nonsense"])
def test_marks_are_not_put_by_a_link_that_is_gone(alice: Caller, out: Sent, how: str) -> None:
    """A link that is gone is gone, whatever is sent."""
    ann, ben = out.links
    link = ann
    match how:
        case "signed":
            ann.take("sign")
        case "declined":
            ann.take("decline")
        case "other declined":
            ben.take("decline")
        case "voided":
            alice.delete(out.path)
        case "rotated":
            alice.post(f"{out.path}/signers/{ann.id}/link", {})
        case "nonsense":
            link = Link({**ann.signer, "url": "https://x/sign/nonsense"})
    before = TrailEvent.objects.count()
    for batch in ([one("sign")], []):
        assert told(put(link, *batch)) == (410, {"state": "gone"})
    assert TrailEvent.objects.count() == before
    agreement.check(out.id)


def test_who_waits_for_others_puts_no_marks(alice: Caller) -> None:
    out = marked(alice, mode="sequential")
    answer = put(out.links[1], one("ben.sign"))
    message = "Someone else signs first; it is not this signer's turn yet."
    assert told(answer) == (409, {"error": "invalid_state", "message": message})
    assert set(out.links[1].show().json()) == {"state", "title", "envelope"}


@pytest.mark.parametrize("method", METHODS)
def test_marks_are_shown_only_after_identification(alice: Caller, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "is_configured", lambda: True)
    document = generated(alice)
    Rendering.objects.update(marks=[mark("sign", "signature"), mark("ben.sign", "signature", party="buyers.1")])
    link = send(alice, document, signers=[{**METHODS[method], "party": "buyers.0"}, BEN_SIGNS]).links[0]
    assert marks_of(link) == []
    assert put(link, one("sign")).status_code == 409
    if method == "kba":
        ask(link)
        answer(link, answers=[each["answer"] for each in QUESTIONS])
        assert marks_of(link) == []
        assert link.take("authenticate", codeVerified=True).status_code == 200
        assert [each["id"] for each in marks_of(link)] == ["sign"]


def test_an_envelope_without_marks_has_an_empty_list(alice: Caller) -> None:
    link = sent(alice).links[0]
    link.reach("consented")
    assert marks_of(link) == []
    assert put(link, one("sign")).json()["message"] == "There is no mark sign of this signer."


def test_put_marks_outlast_a_fresh_link(alice: Caller, out: Sent) -> None:
    ann = out.links[0]
    put(ann, one("colour", "Green"))
    url = alice.post(f"{out.path}/signers/{ann.id}/link", {}).json()["url"]
    fresh = Link({**ann.signer, "url": url})
    assert marks_of(fresh)[0] == now(COLOUR, "Green")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_405(out: Sent, method: str) -> None:
    assert Caller(None).generic(method, f"{out.links[0].path}/marks").status_code == 405


def test_a_session_makes_no_difference(charlie: Caller, out: Sent) -> None:
    answer = charlie.post(f"{out.links[0].path}/marks", {"marks": [one("sign")]})
    assert answer.status_code == 200
    data, kept = last("marked", out)
    assert (data, kept["/actor/name"]) == ({"marks": [{"id": "sign"}]}, "Ann Archer")


@pytest.fixture
def raced(owner: Caller) -> Sent:
    return consented(owner)


@pytest.mark.usefixtures("committed", "unlimited")
def test_two_batches_at_once_are_both_kept(raced: Sent) -> None:
    ann = raced.links[0]
    calls = [partial(put, ann, one("colour", "Green")), partial(put, ann, one("sign"), one("agreed", True))]
    assert [answer.status_code for answer in at_once(calls, held=[Envelope])] == [200, 200]
    assert Signer.objects.get(id=ann.id).put_marks == {"colour": "Green", "sign": None, "agreed": True}
    agreement.check(raced.id)


@pytest.mark.usefixtures("committed", "unlimited")
def test_marks_while_signing_are_in_the_signature_or_refused(raced: Sent) -> None:
    ann = raced.links[0]
    marking, signing = at_once([partial(put, ann, one("initials")), partial(ann.take, "sign")], held=[Envelope])
    data, _ = last("signed", raced)
    by = {each["id"]: each["by"] for each in data["marks"]}
    assert (marking.status_code, signing.status_code, by["initials"]) in ((200, 200, "signer"), (410, 200, "signing"))
    agreement.check(raced.id)


@pytest.mark.usefixtures("committed", "unlimited")
def test_marks_and_a_void_at_once_have_an_order(owner: Caller, raced: Sent) -> None:
    calls = [
        partial(put, raced.links[0], one("initials")),
        lambda: Caller(owner.person).delete(raced.path),
    ]
    marking, voiding = at_once(calls, held=[Envelope])
    assert (marking.status_code in (200, 410), voiding.status_code) == (True, 200)
    types = list(TrailEvent.objects.order_by("seq").values_list("type", flat=True))
    assert types[-1] == "voided"
    assert ("marked" in types) == (marking.status_code == 200)
    agreement.check(raced.id)
