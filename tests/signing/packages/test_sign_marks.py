"""POST /v1/signing/signer/signings/:id/documents/:documentId/sign: marks on the pages, and how the signer signs."""

import json
from functools import partial
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeclose.marks.placed import PutMark, put_marks
from safeclose.proof.commitments import reveal
from safeclose.verify import verify
from signing.evidence.jobs import seal
from signing.evidence.models import TrailEvent
from signing.evidence.service_key import service_key
from signing.packages.models import ESignature, PackageSigner, Signing
from tests.evidence_examples import plain_pdf, saved
from tests.matching import A_HASH
from tests.racing import at_once
from tests.signing.packages.stage import Package, Stage, active, draft, ok, position, refused, uploaded

STROKES = [[100, 100, 900, 400, 1500, 200], [2000, 300, 2500, 900]]
ASKED = [
    position("signature", id="sign", x=70, y=600, label="Buyer"),
    position("date", id="date", x=300, y=600),
    position("name", id="name", page=1, y=650),
    position("initials", id="initials", page=1, y=700),
    position("text", id="colour", page=1, y=200, required=True, label="Colour of the door"),
    position("checkbox", id="agreed", page=1, y=300, required=False),
]
FILLED = [{"markId": "colour", "value": " Green "}]


def marked(stage: Stage, *names: str) -> tuple[Package, str]:
    """A package of one document that asks Sue for one mark of each kind, sent."""
    package = draft(stage.mia, stage.toronto)
    document = package.add_file(title="Deed")["id"]
    signers = [package.add_signer(name)["id"] for name in names or ("sue",)]
    package.ask(document, *({**one, "signer": signers[0]} for one in ASKED))
    package.activate()
    return package, document


def events(package: Package) -> list[TrailEvent]:
    return list(TrailEvent.objects.filter(trail=f"signing:{package.id}").order_by("seq"))


def told(event: TrailEvent) -> dict[str, Any]:
    """The data of an event, revealed."""
    data: dict[str, Any] = reveal(json.loads(bytes(event.payload)), event.kept)["data"]
    return data


def placed(package: Package) -> dict[str, PutMark]:
    """The marks as a verifier finds them, by their ids; raises where the trail is against the rules."""
    payloads = [reveal(json.loads(bytes(event.payload)), event.kept) for event in events(package)]
    return {each.mark.id: each for each in put_marks(payloads)}


def own(stage: Stage, package: Package, document: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(stage.sue.get(f"{package.queue}/documents/{document}"))["document"]["marks"]
    return found


def test_a_signer_sees_their_own_marks_in_reading_order(stage: Stage) -> None:
    package, document = marked(stage, "sue", "tim")
    ids = ["colour", "agreed", "name", "initials", "sign", "date"]
    marks = own(stage, package, document)
    assert [mark["id"] for mark in marks] == ids
    place = {"x": 70, "y": 200, "width": 200, "height": 60, "page": 1, "pageWidth": 612, "pageHeight": 792}
    assert marks[0] == {
        **place, "id": "colour", "kind": "text", "required": True, "label": "Colour of the door", "put": False,
        "value": None,
    }  # fmt: skip
    listed = ok(stage.sue.get(f"{package.queue}/documents"))["documents"][0]
    assert listed["marks"] == marks
    assert "positions" not in listed
    assert ok(stage.tim.get(f"{package.queue}/documents/{document}"))["document"]["marks"] == []


def test_signing_fills_what_was_not_put(stage: Stage) -> None:
    package, document = marked(stage)
    ok(package.sign(stage.sue, document, marks=FILLED, initialsText="S.S."), 201)
    sent, _, consented, put, signed, _ = events(package)
    assert [event.type for event in (sent, consented, put, signed)] == ["sent", "consented", "marked", "signed"]
    named = {"documentId": document, "documentSha256": told(sent)["documents"][0]["sha256"]}
    assert told(put) == {**named, "marks": [{"id": "colour", "text": "Green"}]}
    assert json.loads(bytes(put.payload))["data"]["marks"] == [{"id": "colour", "text": {"sha256": A_HASH}}]
    found = placed(package)
    assert {name: (mark.by, mark.text) for name, mark in found.items() if name != "date"} == {
        "colour": ("signer", "Green"),
        "name": ("signing", "Sue"),
        "initials": ("signing", "S.S."),
        "sign": ("signing", "Sue Signer"),
    }
    assert {name: told(signed)[name] for name in ("signatureText", *named)} == {"signatureText": "Sue Signer", **named}
    assert [(mark["id"], mark["put"], mark["value"]) for mark in own(stage, package, document)][:2] == [
        ("colour", True, "Green"),
        ("agreed", False, None),
    ]


def test_what_the_signer_puts_is_theirs(stage: Stage) -> None:
    package, document = marked(stage)
    batch = [*FILLED, {"markId": "sign"}, {"markId": "agreed", "value": True}, {"markId": "date", "value": None}]
    ok(package.sign(stage.sue, document, marks=batch, signatureStrokes=STROKES), 201)
    found = placed(package)
    by = {name: mark.by for name, mark in found.items()}
    assert by == {
        "colour": "signer", "sign": "signer", "agreed": "signer", "date": "signer", "name": "signing",
        "initials": "signing",
    }  # fmt: skip
    drawing = found["sign"].drawing
    assert drawing is not None
    assert (drawing.strokes, drawing.text) == (
        "M 100 100 L 900 400 L 1500 200 M 2000 300 L 2500 900",
        "Sue Signer",
    )


def test_a_drawn_signature_is_recorded_where_no_mark_shows_it(stage: Stage) -> None:
    package, (document,) = stage.active()
    ok(package.sign(stage.sue, document, signatureStrokes=STROKES), 201)
    signed = told(next(event for event in events(package) if event.type == "signed"))
    assert (signed["signature"], signed["marks"], len(signed["drawings"])) == (0, [], 1)


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({}, 409, "“Colour of the door” must be filled in before signing."),
        (
            {"marks": [{"markId": "colour", "value": " "}]},
            409,
            "“Colour of the door” must be filled in before signing.",
        ),
        ({"marks": [{"markId": "none"}]}, 400, "There is no mark none of this signer."),
        ({"marks": [{"markId": "agreed", "value": "yes"}]}, 400, "The mark agreed takes true or false."),
        ({"marks": [{"markId": "sign", "value": "x"}]}, 400, "The mark sign takes no value: it is a signature."),
        ({"marks": [*FILLED, *FILLED]}, 400, "The mark colour is named twice."),
        ({"marks": [{"value": "x"}]}, 400, "marks.0.markId: This field is required."),
        ({"marks": "colour"}, 400, 'marks: Expected a list of items but got type "str".'),
        ({"signatureStrokes": []}, 400, "signatureStrokes: There is no stroke."),
        ({"initialsText": "x" * 21}, 400, "initialsText: Ensure this field has no more than 20 characters."),
    ],
    ids=repr,
)
def test_a_refused_signature_leaves_nothing(stage: Stage, body: dict[str, Any], status: int, sentence: str) -> None:
    package, document = marked(stage)
    refused(package.sign(stage.sue, document, **body), status, sentence)
    assert [event.type for event in events(package)] == ["sent"]
    signer = PackageSigner.objects.get()
    assert (signer.put_marks, signer.consented_at, ESignature.objects.count()) == ({}, None, 0)


def test_marks_of_another_signer_are_not_theirs_to_put(stage: Stage) -> None:
    package, document = marked(stage, "tim", "sue")
    refused(package.sign(stage.sue, document, marks=FILLED), 400, "There is no mark colour of this signer.")
    ok(package.sign(stage.sue, document), 201)
    assert placed(package) == {}, "who is asked for nothing signs as before"


def test_two_signers_in_one_document_and_the_same_ids_in_two(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    one = package.add_file(title="One")["id"]
    two = package.add_file(file=uploaded(plain_pdf(3)), title="Two")["id"]
    sue, tim = package.add_signer("sue")["id"], package.add_signer("tim")["id"]
    both = [position(signer=sue), position(signer=tim, y=300)]
    package.ask(one, *both)
    package.ask(two, *both, position("text", signer=tim, page=3, required=True))
    package.activate()
    for document in (one, two):
        ok(package.sign(stage.sue, document), 201)
    ok(package.sign(stage.tim, one, signatureText="Tim", marks=[{"markId": "p2"}]), 201)
    refused(
        package.sign(stage.tim, two, signatureText="T."), 409, "The text on page 3 must be filled in before signing."
    )
    note = [{"markId": "p3", "value": "Late"}]
    assert ok(package.sign(stage.tim, two, signatureText="T.", marks=note), 201)["signing"]["status"] == "complete"
    payloads = [reveal(json.loads(bytes(event.payload)), event.kept) for event in events(package)]
    hashes = [document["sha256"] for document in payloads[0]["data"]["documents"]]
    assert [(put.mark.id, put.document, put.by, put.text) for put in put_marks(payloads)] == [
        ("p1", hashes[0], "signing", "Sue Signer"),
        ("p1", hashes[1], "signing", "Sue Signer"),
        ("p2", hashes[0], "signer", "Tim"),
        ("p2", hashes[1], "signing", "T."),
        ("p3", hashes[1], "signer", "Late"),
    ]
    assert PackageSigner.objects.get(pk=tim).put_marks == {one: {"p2": None}, two: {"p3": "Late"}}


def test_a_signer_draws_once_in_a_package(stage: Stage) -> None:
    """Later events refer to the drawings of earlier ones of the same signer, while these are not erased."""
    package = draft(stage.mia, stage.toronto)
    documents = [package.add_file(file=uploaded(plain_pdf(2 + at)), title=f"No. {at}")["id"] for at in range(5)]
    sue, tim = package.add_signer("sue")["id"], package.add_signer("tim")["id"]
    for document in documents:
        package.ask(document, position(signer=sue), position("initials", signer=sue, y=300), position(signer=tim, y=9))
    package.activate()
    ok(package.sign(stage.tim, documents[0]), 201)
    said = {}
    for at, more in enumerate(({}, {}, {"initialsText": "S."}, {"initialsText": "S."}, {})):
        with CaptureQueriesContext(connection) as queries:
            ok(package.sign(stage.sue, documents[at], **more), 201)
        event = events(package)[-1]
        said[event.seq] = told(event)["drawings"][:2]
        looked_up = [each for each in queries.captured_queries if '"seq" IN' in each["sql"]]
        assert len(looked_up) == (at > 0)
        if at == 3:
            named = {"/data/drawings/0/outlines", "/data/drawings/0/text"}
            first = next(each for each in events(package) if each.seq == min(said))
            TrailEvent.objects.filter(pk=first.pk).update(kept={k: v for k, v in first.kept.items() if k not in named})
    one, two, three, four, five = said
    assert [each.keys() == {"text", "box", "outlines"} for each in said[one]] == [True, True]
    assert said[two] == [{"same": [one, 0]}, {"same": [one, 1]}]
    assert [said[three][0], said[three][1]["text"]] == [{"same": [one, 0]}, "S."]
    assert said[four] == [{"same": [one, 0]}, {"same": [three, 1]}]
    assert [said[five][0]["text"], said[five][1]] == ["Sue Signer", {"same": [one, 1]}]
    assert PackageSigner.objects.get(pk=sue).drawn_in == [one, three, five]
    assert len(PackageSigner.objects.get(pk=tim).drawn_in) == 1
    found = put_marks([reveal(json.loads(bytes(event.payload)), event.kept) for event in events(package)])
    assert [each.drawing is None for each in found if each.mark.id == "p1"] == [True, True, True, True, False]


def test_a_later_signature_takes_little(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    documents = [package.add_file(file=uploaded(plain_pdf(2 + at)), title=f"No. {at}")["id"] for at in range(2)]
    sue = package.add_signer("sue")["id"]
    for document in documents:
        package.ask(document, position(signer=sue), position("date", signer=sue, y=300))
    package.activate()
    for document in documents:
        ok(package.sign(stage.sue, document), 201)
    first, second = (
        len(bytes(event.payload)) + len(json.dumps(event.kept)) for event in events(package) if event.type == "signed"
    )
    assert (first < 8000, second < 1500) == (True, True)


def test_sealed_pdfs_show_the_marks_of_their_document_and_no_others(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    one = package.add_file(title="One")["id"]
    two = package.add_file(file=uploaded(plain_pdf(3)), title="Two")["id"]
    bare = package.add_file(file=uploaded(plain_pdf(4)), title="Bare")["id"]
    package.add_signer("sue")
    package.ask(one, position("text", id="colour", required=True), position(y=300))
    package.ask(two, position("text", id="colour", page=3, required=True))
    package.activate()
    for document, marks in ((one, ["Green"]), (two, ["Blue"]), (bare, [])):
        put = [{"markId": "colour", "value": value} for value in marks]
        ok(package.sign(stage.sue, document, marks=put), 201)
    seal(trail_id=f"signing:{package.id}")
    evidence = stage.mia.get(f"{package.path}/evidence").content
    shown, lengths = {}, {one: 2, two: 3, bare: 4}  # the certificate follows, which tells of all marks
    for document in (one, two, bare):
        sealed = stage.sue.get(f"{package.queue}/documents/{document}/sealed").content
        report = verify(sealed, evidence, trust=[service_key().certificate])
        assert report.result == "genuine", report
        with pypdfium2.PdfDocument(sealed) as pdf:
            pages = [pdf[number].get_textpage().get_text_bounded() for number in range(lengths[document])]
        shown[document] = [(number, text) for number, page in enumerate(pages, 1) for text in ("Green", "Blue")
                           if text in page]  # fmt: skip
        with pikepdf.open(BytesIO(sealed)) as opened:
            marked = ["/SafecloseMarks" in page.obj.Resources.get("/XObject", {}) for page in opened.pages]
        assert marked[:3] == {one: [False, True, False], two: [False, False, True], bare: [False] * 3}[document]
    assert shown == {one: [(2, "Green")], two: [(3, "Blue")], bare: []}


def test_a_turned_page_has_its_marks_where_it_shows_them(stage: Stage) -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        pdf.pages[0].obj.Rotate = 90
        turned = saved(pdf)
    package = draft(stage.mia, stage.toronto)
    document = package.add_file(file=uploaded(turned), title="Turned")["id"]
    package.add_signer("sue")
    package.ask(document, position(page=1, x=580))  # beyond the edge, if it stood upright
    package.activate()
    mark = own(stage, package, document)[0]
    assert (mark["pageWidth"], mark["pageHeight"]) == (792, 612)


def test_one_signature_sent_many_times_at_once_puts_its_marks_once(committed_stage: Stage) -> None:
    stage = committed_stage
    package, document = marked(stage)
    answers = at_once([partial(package.sign, stage.sue, document, marks=FILLED)] * 4, held=[Signing])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert [event.type for event in events(package)].count("marked") == 1
    assert len(placed(package)) == 5


def test_letters_that_no_font_has_are_refused_only_where_they_are_drawn(stage: Stage) -> None:
    package, document = marked(stage)
    answer = package.sign(stage.sue, document, marks=FILLED, signatureText="Sue \ue000")
    assert (answer.status_code, "can't print" in answer.json()["error"]) == (400, True)
    other, (bare,) = active(stage.mia, stage.toronto)
    ok(other.sign(stage.sue, bare, signatureText="Sue \ue000"), 201)
