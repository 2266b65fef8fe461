"""/api/templates, and documents made from them."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from jsonschema import Draft202012Validator
from pikepdf import Array, Dictionary, Name, String

from documents.models import Rendering, UploadedTemplate
from safeclose.storage import files
from tests.access import statuses
from tests.documents.forms.forms import COMBO, EDITABLE, RADIO, REQUIRED, FormMaker, everything
from tests.documents.packs.reading_pdf import poppler
from tests.matching import A_TIME, an_id
from tests.people import Caller, Person
from workspace.models import Event

ROUTE = "/api/templates"
CONTROL = "Control characters other than newline and tab are refused."


def small() -> bytes:
    """A form with a field of each kind of rule."""
    made = FormMaker()
    made.text("name", [72, 700, 300, 720], TU=String("Full name"), Ff=REQUIRED)
    made.text("code", [72, 660, 300, 680], MaxLen=4)
    made.checkbox("agree", [72, 620, 86, 634], Ff=REQUIRED)
    made.group("side", Name.Btn, [([72, 580, 86, 594], 0, "left"), ([92, 580, 106, 594], 0, "right")], Ff=RADIO)
    made.choice("trade", [72, 540, 200, 558], [("el", "Electrician"), ("pl", "Plumber")], Ff=COMBO)
    made.choice("city", [72, 500, 200, 518], [("Ottawa", None)], Ff=COMBO | EDITABLE, V=String("Ottawa"))
    return made.bytes()


ANSWERS = {"name": "Ana Müller 王", "code": "K1A", "agree": True, "side": "left", "trade": "pl"}


def upload(caller: Caller, content: bytes | None = None, **also: Any) -> Any:
    file = SimpleUploadedFile("Repair order.pdf", small() if content is None else content)
    return caller.post(ROUTE, {"file": file, **also}, format="multipart")


def made(caller: Caller, content: bytes | None = None) -> dict[str, Any]:
    answer = upload(caller, content)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def draft(caller: Caller, template: dict[str, Any], fields: Any) -> Any:
    return caller.post("/api/documents", {"formKey": template["formKey"], "canonical": {"fields": fields}})


def test_members_of_an_organization_upload_and_read_templates(people: dict[str, Person], alice: Caller) -> None:
    template = made(alice)
    assert statuses(people, "GET", ROUTE) == {"alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401}
    assert statuses(people, "GET", f"{ROUTE}/{template['id']}") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip
    answers = {name: upload(Caller(person)).status_code for name, person in {**people, "anyone": None}.items()}
    assert answers == {"alice": 201, "bob": 201, "charlie": 201, "nobody": 401, "anyone": 401}


def field(name: str, type: str, **also: Any) -> dict[str, Any]:
    return {
        "name": name, "type": type, "options": None, "required": False, "maxLength": None, "multiline": False,
        "several": False, "editable": False, "page": 1, "value": None, "tooltip": None, **also,
    }  # fmt: skip


def test_an_uploaded_template_is_answered_with_its_fields(alice: Caller) -> None:
    content = small()
    body = made(alice, content)
    schema = body.pop("schema")
    assert body == {
        "id": an_id("tpl"),
        "formKey": f"template/{body['id']}",
        "title": "Repair order",
        "sha256": files.sha256(content),
        "pageCount": 1,
        "fieldCount": 6,
        "createdAt": A_TIME,
        "leftOut": [],
        "fields": [
            field("name", "text", required=True, tooltip="Full name"),
            field("code", "text", maxLength=4),
            field("agree", "checkbox", required=True),
            field("side", "radio", options=[{"value": "left", "label": "left"}, {"value": "right", "label": "right"}]),
            field(
                "trade", "choice",
                options=[{"value": "el", "label": "Electrician"}, {"value": "pl", "label": "Plumber"}],
            ),
            field("city", "choice", options=[{"value": "Ottawa", "label": "Ottawa"}], editable=True, value="Ottawa"),
        ],
    }  # fmt: skip
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors({"fields": ANSWERS})) == []
    assert list(Draft202012Validator(schema).iter_errors({"fields": {**ANSWERS, "x": 1}}))
    assert alice.get(f"{ROUTE}/{body['id']}").json() == {**body, "schema": schema}
    assert files.read(body["sha256"]) == content
    event = Event.objects.get(type="template.created")
    assert (event.organization_id, event.subject_id, event.data) == (
        alice.organization.pk, body["id"], {"title": "Repair order", "sha256": body["sha256"]},
    )  # fmt: skip


def test_the_list_shows_only_the_organizations_templates_by_pages(alice: Caller, charlie: Caller) -> None:
    first, second = made(alice), made(alice)
    made(charlie)
    page = alice.get(f"{ROUTE}?limit=1").json()
    summary = {key: second[key] for key in ("id", "formKey", "title", "sha256", "pageCount", "fieldCount", "createdAt")}
    assert page == {"templates": [summary], "nextCursor": page["nextCursor"]}
    rest = alice.get(f"{ROUTE}?limit=1&cursor={page['nextCursor']}").json()
    assert [one["id"] for one in rest["templates"]] == [first["id"]]
    assert "nextCursor" not in rest


def test_an_upload_takes_a_title_and_refuses_what_is_malformed(alice: Caller) -> None:
    assert upload(alice, title="Order of repairs").json()["title"] == "Order of repairs"
    for title in ("a\nb", "x" * 201):
        assert upload(alice, title=title).status_code == 400
    answer = alice.post(ROUTE, {"title": "x"}, format="multipart")
    assert (answer.status_code, answer.json()["fields"]) == (400, {"file": ["No file was submitted."]})
    assert alice.post(ROUTE, {"file": "x"}).status_code == 415
    assert alice.get(f"{ROUTE}/tpl_x").status_code == 404
    assert alice.delete(f"{ROUTE}/{made(alice)['id']}").status_code == 405


def test_the_same_idempotency_key_uploads_once(alice: Caller) -> None:
    content = small()
    answers = [
        alice.post(
            ROUTE, {"file": SimpleUploadedFile("a.pdf", content)}, format="multipart", headers={"Idempotency-Key": "k"}
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert UploadedTemplate.objects.count() == 1


def test_a_file_that_is_too_large_is_refused(alice: Caller) -> None:
    answer = upload(alice, b"%PDF-1.7\n" + bytes(25 * 1024 * 1024))
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


def test_a_file_that_is_refused_leaves_nothing(alice: Caller) -> None:
    answer = upload(alice, FormMaker().bytes())
    said = "The PDF has no fields that can be filled in."
    assert (answer.status_code, answer.json()) == (
        400, {"error": "invalid_body", "message": f"file: {said}", "fields": {"file": [said]}},
    )  # fmt: skip
    assert not UploadedTemplate.objects.exists()


def test_a_document_is_generated_from_a_template(alice: Caller) -> None:
    template = made(alice)
    document = draft(alice, template, ANSWERS).json()
    assert (document["status"], document["issues"], document["title"]) == ("DRAFT", [], "Repair order")
    assert document["formKey"] == template["formKey"]
    generated = alice.post(f"/api/documents/{document['id']}/generate").json()
    assert (generated["status"], generated["pageCount"]) == ("GENERATED", 1)
    pdf = alice.get(f"/api/documents/{document['id']}/file").content
    assert files.sha256(pdf) == generated["sha256"]
    words = poppler("pdftotext", "-", "-", pdf=pdf)
    for value in ("Ana Müller 王", "K1A", "✓", "●", "Plumber", "Ottawa"):
        assert value in words
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert "/AcroForm" not in opened.Root


def test_other_answers_generate_another_file(alice: Caller) -> None:
    document = draft(alice, made(alice), ANSWERS).json()
    path = f"/api/documents/{document['id']}"
    first = alice.post(f"{path}/generate").json()
    alice.patch(path, {"canonical": {"fields": {"code": None}}})
    changed = alice.get(path).json()
    assert (changed["status"], changed["canonical"]["fields"].get("code")) == ("DRAFT", None)
    assert alice.post(f"{path}/generate").json()["sha256"] != first["sha256"]


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"nmae": "x"}, {"canonical.fields.nmae": ["Unknown field."]}),
        ({"name": 5}, {"canonical.fields.name": ["Must be a string."]}),
        ({"name": ["x"]}, {"canonical.fields.name": ["Must be a string."]}),
        ({"agree": "Yes"}, {"canonical.fields.agree": ["Must be true or false."]}),
        ({"side": True}, {"canonical.fields.side": ["Must be a string."]}),
        ({"code": "12345"}, {"canonical.fields.code": ["Must have at most 4 characters."]}),
        ({"name": "a\u202eb"}, {"canonical.fields.name": [CONTROL]}),
        ("x", {"canonical.fields": ["Must be an object."]}),
    ],
    ids=repr,
)  # fmt: skip
def test_answers_of_the_wrong_shape(alice: Caller, fields: Any, faults: dict[str, list[str]]) -> None:
    answer = draft(alice, made(alice), fields)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_canonical")
    assert answer.json()["fields"] == faults


def test_a_canonical_with_an_unknown_part_is_refused(alice: Caller) -> None:
    template = made(alice)
    answer = alice.post("/api/documents", {"formKey": template["formKey"], "canonical": {"name": "x"}})
    assert answer.json()["fields"] == {"canonical.name": ["Unknown field."]}


@pytest.mark.parametrize(
    ("change", "issue"),
    [
        ({"name": None}, ("fields.name", "required", "Full name is required.")),
        ({"agree": False}, ("fields.agree", "required", "agree is required.")),
        ({"agree": None}, ("fields.agree", "required", "agree is required.")),
        ({"side": "up"}, ("fields.side", "invalid_choice", "side must be one of the form's options.")),
        ({"trade": "Plumber"}, ("fields.trade", "invalid_choice", "trade must be one of the form's options.")),
        ({"name": "a\nb"}, ("fields.name", "not_one_line", "Must be one line, without tabs.")),
        (
            {"name": "\U0001f69a"},
            ("fields.name", "unprintable", "The fonts of the documents can't print \U0001f69a (U+1F69A)."),
        ),
    ],
    ids=repr,
)
def test_faulty_answers_block_generation(alice: Caller, change: dict[str, Any], issue: tuple[str, str, str]) -> None:
    fields = {name: value for name, value in {**ANSWERS, **change}.items() if value is not None}
    document = draft(alice, made(alice), fields).json()
    expected = [dict(zip(("path", "code", "message"), issue, strict=True))]
    assert document["issues"] == expected
    answer = alice.post(f"/api/documents/{document['id']}/generate")
    assert (answer.status_code, answer.json()["issues"]) == (400, expected)


def test_a_list_that_takes_other_words_takes_them(alice: Caller) -> None:
    assert draft(alice, made(alice), {**ANSWERS, "city": "Sault Ste. Marie"}).json()["issues"] == []


def test_the_template_of_another_organization_is_not_found(alice: Caller, charlie: Caller) -> None:
    template = made(charlie)
    answer = draft(alice, template, ANSWERS)
    assert (answer.status_code, answer.json()["fields"]) == (400, {"formKey": ["Unknown form."]})
    for key in ("template/", "template/tpl_x", "template/doc_01h455vb4pex5vsknk084sn02q"):
        assert draft(alice, {"formKey": key}, {}).json()["fields"] == {"formKey": ["Unknown form."]}


@pytest.mark.parametrize("body", [{}, {"signers": [{"name": "Ann", "email": "ann@example.com", "role": "buyer"}]}])
def test_a_document_from_a_template_cannot_be_sent_for_signature(alice: Caller, body: dict[str, Any]) -> None:
    document = draft(alice, made(alice), ANSWERS).json()
    alice.post(f"/api/documents/{document['id']}/generate")
    answer = alice.post(f"/api/documents/{document['id']}/signature", body)
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "error": "cannot_send_for_signature",
            "message": "A document made from an uploaded template names no signing parties; "
            "add it to a signing package.",
        },
    )


def for_signers() -> bytes:
    """Two pages, the second turned and cut."""
    made = FormMaker()
    made.page([-100, 50, 512, 842], CropBox=Array([-80, 70, 492, 822]), Rotate=90)
    made.text("name", [72, 700, 300, 720])
    made.text("Date", [320, 600, 400, 620], Ff=REQUIRED)
    signature = {"FT": Name.Sig, "Ff": REQUIRED, "TU": String("Signature of the owner")}
    made.fields.append(made.widget([72, 600, 300, 620], T=String("sig 1"), **signature))
    made.fields.append(made.widget([72, 400, 100, 420], 1, FT=Name.Sig, T=String("Paraphe")))
    return made.bytes()


def test_signature_fields_are_marks_of_the_documents(alice: Caller) -> None:
    template = made(alice, for_signers())
    assert [one["name"] for one in template["fields"]] == ["name", "Date"]
    assert not template["fields"][1]["required"], "who signs enters it"
    assert template["leftOut"] == []
    document = draft(alice, template, {"name": "Ana"}).json()
    alice.post(f"/api/documents/{document['id']}/generate")
    signature = {
        "id": "sig-1", "page": 1, "x": 72, "y": 172, "width": 228, "height": 20, "kind": "signature", "required": True,
        "label": "Signature of the owner",
    }  # fmt: skip
    initials = {
        "id": "Paraphe", "page": 2, "x": 330, "y": 152, "width": 20, "height": 28, "kind": "initials",
        "required": False, "label": "Paraphe",
    }  # fmt: skip
    date = {**signature, "id": "Date", "x": 320, "width": 80, "kind": "date", "label": "Date"}
    rendering = Rendering.objects.get()
    assert rendering.marks == [signature, date, initials]
    assert "Ana" in poppler("pdftotext", "-", "-", pdf=files.read(rendering.sha256))


def test_a_date_that_is_filled_in_before_is_no_mark(alice: Caller) -> None:
    document = draft(alice, made(alice, for_signers()), {"Date": "1 May 2026"}).json()
    alice.post(f"/api/documents/{document['id']}/generate")
    assert [mark["id"] for mark in Rendering.objects.get().marks] == ["sig-1", "Paraphe"]


def test_a_form_with_signature_fields_alone_is_a_template(alice: Caller) -> None:
    form = FormMaker()
    form.fields.append(form.widget([72, 600, 300, 620], FT=Name.Sig, T=String("S")))
    template = made(alice, form.bytes())
    assert template["fields"] == []
    document = draft(alice, template, {}).json()
    assert document["issues"] == []
    alice.post(f"/api/documents/{document['id']}/generate")
    assert [mark["id"] for mark in Rendering.objects.get().marks] == ["S"]


def test_active_content_that_was_left_out_is_named(alice: Caller) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.attachments["x.exe"] = b"MZ"

    form = FormMaker()
    form.text("name", [72, 700, 300, 720], MK=Dictionary(BC=Array([0])))
    assert made(alice, form.bytes(change))["leftOut"] == ["attached files", "scripts"]


def test_a_form_with_every_kind_of_field_is_uploaded(alice: Caller) -> None:
    template = made(alice, everything())
    assert (template["fieldCount"], template["pageCount"]) == (11, 2)
    assert [one["page"] for one in template["fields"]] == [1] * 10 + [2]
