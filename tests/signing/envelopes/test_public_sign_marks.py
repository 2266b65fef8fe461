"""POST /api/public/sign/:token with `sign`: what is recorded of marks and of the adopted signature."""

import json
from typing import Any

import pytest

from safeclose.marks.drawings import OUTLINES, STROKES
from safeclose.marks.placed import put_marks
from safeclose.proof.commitments import reveal
from signing.envelopes.models import Signer
from signing.evidence.models import TrailEvent
from tests.clocks import stopped
from tests.matching import A_COPY_LINK, A_HASH, A_TIME
from tests.paper import Sent
from tests.people import Caller
from tests.prepared import once
from tests.prepared import sent as sent_without_marks
from tests.signing.envelopes import agreement
from tests.signing.envelopes.marking import ANN_SIGNS, MARKS, consented, last, mark, marked, one, put
from workspace.models import Organization

STROKES_OF_ANN = [[100, 100, 900, 400, 1500, 200], [2000, 300, 2500, 900]]


@pytest.fixture
def out(alice: Caller) -> Sent:
    """Both have consented."""
    return once("consented", lambda: consented(alice))


def texts(kept: dict[str, str], data: dict[str, Any]) -> list[str]:
    """What each drawing says."""
    drawings = enumerate(data["drawings"])
    return [one.get("letters") or kept[f"/data/drawings/{number}/text"] for number, one in drawings]


def placed(out: Sent) -> dict[str, Any]:
    """The marks as a verifier finds them, by their ids."""
    events = TrailEvent.objects.filter(trail=out.id).order_by("seq")
    payloads = [reveal(json.loads(bytes(event.payload)), event.kept) for event in events]
    return {each.mark.id: each for each in put_marks(payloads)}


def test_sign_alone_fills_all_that_is_required(out: Sent) -> None:
    ann = out.links[0]
    answer = ann.take("sign")
    event = TrailEvent.objects.latest("seq")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "state": "signed", "signer": {"status": "signed"}, "next": None, "completed": False, "signedAt": A_TIME,
            "eventHash": event.chain_hash, "copyUrl": A_COPY_LINK,
        },
    )  # fmt: skip
    data, kept = last("signed", out)
    assert data["marks"] == [
        {"id": "name", "by": "signing", "drawing": 2},
        {"id": "initials", "by": "signing", "drawing": 1, "caption": 3},
        {"id": "sign", "by": "signing", "drawing": 0, "caption": 4},
        {"id": "date", "by": "signing", "drawing": 5},
    ]
    minute = f"{event.at:%Y-%m-%d %H:%M} UTC"
    day = texts(kept, data)[5]
    assert texts(kept, data)[:5] == [
        "Ann Archer", "AA", "Ann Archer", f"event {event.seq}", f"{minute} · event {event.seq}",
    ]  # fmt: skip
    assert (data["signature"], data["initials"], len(day)) == (0, 1, 10)
    hidden = {"sha256": A_HASH}
    assert [(one["text"], one["outlines"]) for one in data["drawings"][:3]] == [(hidden, hidden)] * 3
    assert all(OUTLINES.fullmatch(kept[f"/data/drawings/{number}/outlines"]) for number in range(3))
    assert [one.keys() for one in data["drawings"][3:]] == [{"letters"}] * 3
    assert len(json.dumps([data, kept])) < 14_000
    assert data["signatureText"] == {"sha256": A_HASH}
    assert {name: each.by for name, each in placed(out).items()} == dict.fromkeys(
        ("sign", "date", "initials", "name"), "signing"
    )
    agreement.check(out.id)


def test_marks_that_the_signer_put_are_theirs(out: Sent) -> None:
    ann = out.links[0]
    put(ann, one("sign"), one("colour", "Green"), one("agreed", True))
    assert ann.take("sign").status_code == 200
    found = placed(out)
    assert {name: (each.by, each.text) for name, each in found.items() if name != "date"} == {
        "sign": ("signer", "Ann Archer"),
        "colour": ("signer", "Green"),
        "agreed": ("signer", ""),
        "name": ("signing", "Ann Archer"),
        "initials": ("signing", "AA"),
    }
    agreement.check(out.id)


def test_the_signature_and_initials_that_were_typed_are_drawn(out: Sent) -> None:
    """Letters that differ from the name are allowed; the name itself stays the signer's."""
    assert out.links[0].take("sign", signatureText="Annie A.", initialsText="A2").status_code == 200
    assert {name: each.text for name, each in placed(out).items() if name != "date"} == {
        "sign": "Annie A.", "initials": "A2", "name": "Ann Archer",
    }  # fmt: skip
    _, kept = last("signed", out)
    assert kept["/data/signatureText"] == Signer.objects.get(id=out.links[0].id).signature_text == "Annie A."


def test_strokes_are_recorded_as_they_were_drawn(out: Sent) -> None:
    answer = out.links[0].take("sign", signatureStrokes=STROKES_OF_ANN, initialsStrokes=[[0, 0, 300, 0]])
    assert answer.status_code == 200
    data, kept = last("signed", out)
    signature, initials = data["drawings"][data["signature"]], data["drawings"][data["initials"]]
    assert kept[f"/data/drawings/{data['signature']}/strokes"] == "M 100 100 L 900 400 L 1500 200 M 2000 300 L 2500 900"
    assert STROKES.fullmatch(kept[f"/data/drawings/{data['initials']}/strokes"])
    assert (signature["box"], initials["box"]) == ([100, 100, 2500, 900], [0, 0, 300, 1])
    assert kept["/data/signatureText"] == "Ann Archer"
    assert placed(out)["sign"].drawing.text == "Ann Archer"


def test_strokes_are_recorded_where_no_mark_shows_them(alice: Caller) -> None:
    out = sent_without_marks(alice)
    out.links[0].reach("consented")
    assert out.links[0].take("sign", signatureStrokes=STROKES_OF_ANN).status_code == 200
    data, kept = last("signed", out)
    assert (data["signature"], data["marks"]) == (0, [])
    assert kept["/data/drawings/0/strokes"].startswith("M 100 100 L")


@pytest.mark.parametrize("text", ["Ann", "\U0001f600", "אן"])
def test_without_marks_a_signature_is_recorded_as_before(alice: Caller, text: str) -> None:
    """Letters that could not be drawn included."""
    out = sent_without_marks(alice)
    out.links[0].reach("consented")
    assert out.links[0].take("sign", signatureText=text, initialsText="X").status_code == 200
    data, kept = last("signed", out)
    assert data == {"signatureText": {"sha256": A_HASH}, "documentSha256": out.document["sha256"]}
    assert kept["/data/signatureText"] == text


REQUIRED = [
    mark("sign", "signature"),
    mark("colour", "text", label="Colour of the door"),
    mark("agreed", "checkbox", y=300.0),
    mark("ben.sign", "signature", party="buyers.1"),
]


def test_a_required_text_or_checkbox_that_is_missing_is_named(alice: Caller) -> None:
    out = consented(alice, REQUIRED)
    ann, ben = out.links
    before = TrailEvent.objects.count()
    for message, batch in (
        ("“Colour of the door” must be filled in before signing.", one("colour", "Green")),
        ("The checkbox on page 1 must be ticked before signing.", one("agreed", True)),
    ):
        answer = ann.take("sign")
        assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": message})
        assert put(ann, batch).status_code == 200
    assert TrailEvent.objects.count() == before + 2
    put(ann, one("agreed", False))
    assert ann.take("sign").status_code == 409
    assert ben.take("sign").status_code == 200
    put(ann, one("agreed", True))
    assert ann.take("sign").status_code == 200
    agreement.check(out.id)


@pytest.mark.parametrize(("reached", "reason"), [("opened", "identified"), ("authenticated", "consented")])
def test_what_is_missing_is_told_after_consent_only(alice: Caller, reached: str, reason: str) -> None:
    link = marked(alice, REQUIRED).links[0]
    link.reach(reached)
    answer = link.take("sign")
    assert answer.status_code == 409
    assert reason in answer.json()["message"]


TWO = "Stroke 1 must have two points or more, with two numbers each."
WHOLE = "Stroke 1 must have whole numbers from 0 to 10000 only."
FEWER = "The strokes have 4001 points together; 4000 are the most."


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({"signatureStrokes": []}, "signatureStrokes", "There is no stroke."),
        ({"signatureStrokes": {}}, "signatureStrokes", "Strokes are lists of numbers: [[x1, y1, x2, y2, …], …]."),
        ({"signatureStrokes": [[1, 2]]}, "signatureStrokes", TWO),
        ({"initialsStrokes": [[0, 0, 10001, 5]]}, "initialsStrokes", WHOLE),
        ({"initialsStrokes": [[0, 0, 1.5, 5]]}, "initialsStrokes", WHOLE),
        ({"initialsStrokes": [[0, 0, True, 5]]}, "initialsStrokes", WHOLE),
        ({"signatureStrokes": [[0, 0, 9, 9]] * 101}, "signatureStrokes", "There are 101 strokes; 100 are the most."),
        ({"signatureStrokes": [[0, 9] * 4001]}, "signatureStrokes", FEWER),
        ({"initialsText": ""}, "initialsText", "This field may not be blank."),
        ({"initialsText": "x" * 21}, "initialsText", "Ensure this field has no more than 20 characters."),
        ({"initialsText": "A\nB"}, "initialsText", "Must be one line, without tabs."),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_malformed_signature_is_refused_by_field(out: Sent, body: dict[str, Any], field: str, sentence: str) -> None:
    before = TrailEvent.objects.count()
    answer = out.links[0].take("sign", **body)
    assert answer.status_code == 400
    assert answer.json()["fields"] == {field: [sentence]}
    assert TrailEvent.objects.count() == before


@pytest.mark.parametrize("name", ["signatureText", "initialsText"])
def test_letters_that_no_font_has_are_refused_where_they_would_be_drawn(out: Sent, name: str) -> None:
    answer = out.links[0].take("sign", **{name: "A\U000f0000"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_body")
    assert "U+F0000" in answer.json()["message"]
    agreement.check(out.id)


@pytest.mark.parametrize(("zone", "day"), [("America/Toronto", "2031-03-01"), ("Pacific/Auckland", "2031-03-02")])
def test_the_day_is_that_of_the_organization_when_it_sent(
    alice: Caller, zone: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not of its settings when somebody signs: evidence knows no others than those of `sent`."""
    Organization.objects.filter(pk=alice.organization.pk).update(timezone=zone)
    clock = stopped(monkeypatch)
    out = consented(alice)
    Organization.objects.filter(pk=alice.organization.pk).update(timezone="Pacific/Kiritimati")
    clock.instant = clock.instant.replace(year=2031, month=3, day=2, hour=4, minute=30)
    assert out.links[0].take("sign").status_code == 200
    assert placed(out)["date"].text == day


@pytest.mark.parametrize("name", ["A\U000f0000", "\U000f0000", "!", "Ж" * 400])
def test_no_name_keeps_its_signer_from_signing(alice: Caller, name: str) -> None:
    """What no font has is drawn as its number, and what is too long is cut; the text stays the name."""
    out = consented(alice, [mark("name", "name"), mark("sign", "signature")], signers=[{**ANN_SIGNS, "name": name}])
    assert out.links[0].take("sign").status_code == 200
    found = placed(out)
    assert [found[each].text for each in ("name", "sign")] == [name, name]
    assert agreement.check(out.id).status == "completed"


def test_all_of_ben_are_his(out: Sent) -> None:
    for link in out.links:
        assert link.take("sign").status_code == 200
    found = placed(out)
    assert {name: each.name for name, each in found.items() if name.startswith("ben")} == {"ben.sign": "Ben Bowman"}
    assert len(found) == len([each for each in MARKS if each["required"]])
    assert agreement.check(out.id).status == "completed"
