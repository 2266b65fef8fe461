"""POST …/signings/:id/documents and /reopen, DELETE …/signers/:id: where positions come from, and what is left."""

import json
from typing import Any

import pikepdf

from documents.paper.models import Rendering
from signing.packages.models import PackageSigner, SigningDocument, Template
from tests.documents.forms.forms import REQUIRED, FormMaker
from tests.paper import generated
from tests.people import Caller, Person
from tests.signing.packages.stage import BASE, Package, Stage, draft, ok, position, template, uploaded, user_of

PLAIN = {"required": True, "label": ""}


def shown(package: Package) -> list[dict[str, Any]]:
    """The positions of the only document."""
    (document,) = ok(package.manager.get(f"{package.path}/documents"))["documents"]
    found: list[dict[str, Any]] = document["positions"]
    return found


def added(stage: Stage, body: Any) -> Package:
    package = draft(stage.mia, stage.toronto)
    document = ok(stage.mia.post(f"{package.path}/documents", body), 201)["document"]
    assert document["positions"] == shown(package)
    return package


def test_a_document_takes_the_positions_of_its_template(stage: Stage) -> None:
    given = [position(party="buyer"), position("checkbox", id="agreed", required=False, label="Agreed")]
    source = template(stage.mia, stage.toronto, positions=json.dumps(given))
    assert source["positions"] == [{**given[0], **PLAIN, "id": "p1"}, given[1]]
    copy = ok(stage.mia.post(f"{BASE}/templates/{source['id']}/duplicate", {}), 201)
    for one in (source, copy):
        assert one["positions"] == source["positions"]
        assert shown(added(stage, {"templateId": one["id"]})) == source["positions"]


def test_positions_that_version_1_0_0_stored_are_completed(stage: Stage) -> None:
    """Nothing could be entered then, so a text is not required; what is not on its page is not asked for."""
    source = template(stage.mia, stage.toronto)
    old = [position(), position("text"), position(x=500.0), position(page=1)]
    Template.objects.update(positions=old)
    answered = ok(stage.mia.get(f"{BASE}/templates/{source['id']}"))["positions"]
    assert answered == [
        {**old[0], **PLAIN, "id": "p1"},
        {**old[1], "id": "p2", "required": False, "label": ""},
        {**old[2], **PLAIN, "id": "p3"},
        {**old[3], **PLAIN, "id": "p4"},
    ]
    assert shown(added(stage, {"templateId": source["id"]})) == [answered[0], answered[1], answered[3]]


def test_a_generated_document_brings_the_marks_of_its_pdf(stage: Stage) -> None:
    document = generated(Caller(Person(user_of(stage.mia), stage.acme)))
    place = {"page": 1, "x": 72, "y": 100.5, "width": 200, "height": 30}
    mark = {"id": "buyers.0.signature", **place, "kind": "signature", "party": "buyers.0", **PLAIN}
    Rendering.objects.filter(document_id=document["id"]).update(marks=[mark])
    package = added(stage, {"documentId": document["id"]})
    assert shown(package) == [mark]
    package.add_signer("sue", party="buyers.0")
    package.add_signer("tim", party="sellers.0")
    assert ok(stage.mia.post(f"{package.path}/activate"))["warnings"] == [
        f"Tim signs the document {document['title']} and has no mark on it."
    ]


def form() -> bytes:
    """A PDF that has a place for a signature, initials, and a text."""
    made = FormMaker()
    made.fields.append(made.widget([72, 460, 200, 480], 0, FT=pikepdf.Name.Sig, T=pikepdf.String("Signature")))
    made.fields.append(made.widget([72, 400, 100, 420], 0, FT=pikepdf.Name.Sig, T=pikepdf.String("Initials")))
    made.text("Comments", [72, 300, 300, 320], TU=pikepdf.String("C" * 150))
    made.text("Needed", [72, 200, 300, 220], Ff=REQUIRED)
    return made.bytes()


EXPECTED = [
    {"id": "Signature", "page": 1, "x": 72, "y": 312, "width": 128, "height": 20, "kind": "signature",
     "required": True, "label": "Signature"},
    {"id": "Initials", "page": 1, "x": 72, "y": 372, "width": 28, "height": 20, "kind": "initials",
     "required": True, "label": "Initials"},
    {"id": "Comments", "page": 1, "x": 72, "y": 472, "width": 228, "height": 20, "kind": "text",
     "required": False, "label": "C" * 100},
    {"id": "Needed", "page": 1, "x": 72, "y": 572, "width": 228, "height": 20, "kind": "text",
     "required": True, "label": "Needed"},
]  # fmt: skip


def test_the_fields_of_an_uploaded_form_become_positions(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    document = package.add_file(file=uploaded(form()))
    assert (document["positions"], document["leftOut"]) == (EXPECTED, ["form fields"])
    assert package.ask(document["id"], *EXPECTED) == EXPECTED, "what is answered can be put"
    package.add_signer("sue")
    assert ok(stage.mia.post(f"{package.path}/activate"))["warnings"] == []


def test_a_template_of_a_form_has_its_fields_unless_positions_are_given(stage: Stage) -> None:
    assert template(stage.mia, stage.toronto, file=uploaded(form()))["positions"] == EXPECTED
    assert template(stage.mia, stage.toronto, file=uploaded(form()), positions="[]")["positions"] == []


def test_a_reopened_package_asks_the_same_of_the_copies_of_its_signers(stage: Stage) -> None:
    package, (document,) = stage.ready("sue", "tim")
    signers = [signer["id"] for signer in ok(stage.mia.get(f"{package.path}/signers"))["signers"]]
    asked = package.ask(document, position(signer=signers[0]), position(party="seller"), position(signer=signers[1]))
    package.activate()
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    PackageSigner.objects.filter(pk=signers[1]).update(name="(erased)")
    other = Package(stage.mia, ok(stage.mia.post(f"{package.path}/reopen"), 201)["signing"]["id"])
    (copy,) = ok(stage.mia.get(f"{other.path}/signers"))["signers"]
    assert shown(other) == [{**asked[0], "signer": copy["id"]}, asked[1]]
    assert SigningDocument.objects.get(signing=other.id).marks is None
    assert shown(package) == asked


def test_what_was_asked_of_a_removed_signer_alone_goes_with_them(stage: Stage) -> None:
    package, (document,) = stage.ready("sue", "tim")
    signers = [signer["id"] for signer in ok(stage.mia.get(f"{package.path}/signers"))["signers"]]
    asked = package.ask(
        document,
        position(signer=signers[0]),
        position(signer=signers[1]),
        position(signer=signers[1], party="seller"),
        position(party="seller"),
        position(),
    )
    assert stage.mia.delete(f"{package.path}/signers/{signers[1]}").status_code == 204
    left = {name: value for name, value in asked[2].items() if name != "signer"}
    assert shown(package) == [asked[0], left, *asked[3:]]


def test_positions_go_with_their_document(stage: Stage) -> None:
    package, (first, second) = stage.ready(documents=2)
    package.ask(second, position("text"))
    assert stage.mia.delete(f"{package.path}/documents/{second}").status_code == 204
    assert ok(stage.mia.post(f"{package.path}/activate"))["warnings"] == []
    assert ok(package.sign(stage.sue, first), 201)["signing"]["status"] == "complete"


def test_a_signer_stands_for_a_party(stage: Stage) -> None:
    package = stage.draft()
    signer = package.add_signer("sue", party=" buyer ")
    assert signer["party"] == "buyer"
    path = f"{package.path}/signers/{signer['id']}"
    assert ok(stage.mia.patch(path, {"party": "seller"})) == {"signer": {**signer, "party": "seller"}}
    assert ok(stage.mia.patch(path, {"party": None})) == {"signer": {**signer, "party": None}}
    assert ok(stage.mia.patch(path, {"phone": "1"}))["signer"]["party"] is None
    answer = stage.mia.patch(path, {"party": "x" * 101})
    assert answer.json() == {"error": "party: Ensure this field has no more than 100 characters."}
