"""GET, POST, DELETE /v1/signing/manager/signings/:id/documents."""

from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import pypdfium2
import pytest
from django.db import connection

from documents.chattel.register import printing
from documents.intake.presenting import presentable
from documents.models import ChattelDocument, Document
from safeclose.storage import files
from signing.packages.models import SigningDocument
from signing.packages.signings import activation
from tests.matching import A_HASH
from tests.paper import generated
from tests.people import Caller, Person
from tests.racing import at_once
from tests.signing.packages.stage import Stage, draft, grant, ok, pdf, refused, template

SOURCES = "Give exactly one of templateId, chattelDocumentId, documentId, or upload a file."


def add(stage: Stage, body: Any) -> Any:
    package = stage.draft()
    return stage.mia.post(f"{package.path}/documents", body)


def test_a_document_is_added_from_a_template(stage: Stage) -> None:
    source = template(stage.mia, stage.toronto, "Receipt", chattelType="vehicle")
    package = draft(stage.mia, stage.toronto)
    document = ok(stage.mia.post(f"{package.path}/documents", {"templateId": int(source["id"])}), 201)["document"]
    assert document == {
        "id": document["id"],
        "signingId": package.id,
        "position": 1,
        "title": "Receipt",
        "chattelType": "vehicle",
        "templateId": source["id"],
        "required": True,
        "fileSha256": source["fileSha256"],
        "receivedSha256": source["receivedSha256"],
        "leftOut": [],
        "uploadedBy": None,
        "pageCount": 2,
        "signatures": [],
        "positions": [],
    }
    assert ok(stage.mia.get(f"{package.path}/documents")) == {"documents": [document]}
    assert package.shown()["counts"]["documents"] == 1


def test_a_template_of_elsewhere_or_out_of_use_is_refused(stage: Stage) -> None:
    own, other = template(stage.mia, stage.toronto), template(stage.mia, stage.ottawa)
    refused(add(stage, {"templateId": other["id"]}), 400, "templateId names no template of this location.")
    refused(add(stage, {"templateId": str(2**70)}), 400, "templateId names no template of this location.")
    refused(add(stage, {"templateId": "x"}), 400, "templateId must be a numeric string.")
    package = draft(stage.mia, stage.toronto)
    used = ok(stage.mia.post(f"{package.path}/documents", {"templateId": own["id"]}), 201)["document"]
    ok(stage.mia.patch(f"/v1/signing/manager/templates/{own['id']}", {"active": False}))
    refused(add(stage, {"templateId": own["id"]}), 400, "The template is not active.")
    assert ok(stage.mia.get(f"{package.path}/documents")) == {"documents": [used]}
    package.add_signer()
    package.activate()


@pytest.mark.parametrize(
    "body",
    [{}, {"templateId": 1, "documentId": "doc_x"}, {"templateId": None}, {"title": "x"}],
    ids=repr,
)
def test_a_document_has_one_source(stage: Stage, body: Any) -> None:
    refused(add(stage, body), 400, SOURCES)


def text_of(content: bytes) -> str:
    """What the first page says."""
    with pypdfium2.PdfDocument(content) as opened:
        found: str = opened[0].get_textpage().get_text_bounded()
        return found


def record(one: Caller, **body: Any) -> dict[str, Any]:
    """A chattel document of theirs."""
    found: dict[str, Any] = ok(one.post("/v1/documents", {"title": "Truck", "chattelType": "vehicle", **body}), 201)
    document: dict[str, Any] = found["document"]
    return document


LOAN = {"providerName": "Maple", "originalAmount": 32000, "remainingAmount": 18400.5, "currency": "CAD"}


def test_a_document_is_added_from_a_chattel_document(stage: Stage) -> None:
    source = record(stage.mia, description="Red *and* #fast\nNew tires", loan=LOAN)
    package = draft(stage.mia, stage.toronto)
    document = ok(stage.mia.post(f"{package.path}/documents", {"chattelDocumentId": source["id"]}), 201)["document"]
    assert document == {
        "id": document["id"],
        "signingId": package.id,
        "position": 1,
        "title": "Truck",
        "chattelType": "vehicle",
        "templateId": None,
        "required": True,
        "fileSha256": A_HASH,
        "receivedSha256": None,
        "leftOut": [],
        "uploadedBy": None,
        "pageCount": 1,
        "signatures": [],
        "positions": [],
    }
    text = text_of(stage.mia.get(f"{package.path}/documents/{document['id']}/file").content)
    for words in (
        "Truck",
        "Vehicle",
        source["id"],
        "Red *and* #fast",
        "New tires",
        "Maple",
        "18,400.50 CAD",
        "Current",
    ):
        assert words in text
    ok(stage.mia.patch(f"/v1/documents/{source['id']}", {"title": "Van"}))
    assert ok(stage.mia.get(f"{package.path}/documents")) == {"documents": [document]}, "the print stays"
    package.add_signer()
    package.activate()


def test_a_chattel_document_of_others_or_unprintable_is_refused(stage: Stage) -> None:
    foreign = record(stage.carl)
    for identifier in (foreign["id"], "doc_01m80tkrzce099ch7xef92b8vw", "doc_x", "x", ""):
        body = {"chattelDocumentId": identifier}
        sentence = (
            "There is no such chattel document." if identifier else "chattelDocumentId: This field may not be blank."
        )
        refused(add(stage, body), 400, sentence)
    unprintable = record(stage.mia, title="Truck \U0001f69a\ue000")
    answer = add(stage, {"chattelDocumentId": unprintable["id"]})
    assert answer.status_code == 400
    sentence = "The chattel document can't be printed. The fonts of the documents can't print \U0001f69a"
    assert answer.json()["error"].startswith(sentence)
    assert not SigningDocument.objects.exists()


def test_a_chattel_document_stays_while_people_sign_it(stage: Stage) -> None:
    source = record(stage.mia)
    path = f"/v1/documents/{source['id']}"
    package = draft(stage.mia, stage.toronto)
    document = ok(stage.mia.post(f"{package.path}/documents", {"chattelDocumentId": source["id"]}), 201)["document"]
    package.add_signer()
    package.activate()
    sentence = "The document is part of an active signing, so it can't be deleted."
    refused(stage.mia.delete(path), 409, sentence)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    assert stage.mia.delete(path).status_code == 204
    assert ok(stage.mia.get(f"{package.path}/documents")) == {"documents": [document]}
    assert stage.mia.get(f"{package.path}/documents/{document['id']}/file").status_code == 200


def test_a_chattel_document_in_a_draft_may_go(stage: Stage) -> None:
    source = record(stage.mia)
    package = draft(stage.mia, stage.toronto)
    document = ok(stage.mia.post(f"{package.path}/documents", {"chattelDocumentId": source["id"]}), 201)["document"]
    assert stage.mia.delete(f"/v1/documents/{source['id']}").status_code == 204
    assert ok(stage.mia.get(f"{package.path}/documents")) == {"documents": [document]}
    package.add_signer()
    package.activate()


def test_a_deletion_and_an_activation_at_once_have_one_winner(
    committed_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion comes when the package is locked and not yet active: it waits, and is refused."""
    stage = committed_stage
    source = record(stage.mia)
    package = draft(stage.mia, stage.toronto)
    ok(stage.mia.post(f"{package.path}/documents", {"chattelDocumentId": source["id"]}), 201)
    package.add_signer()
    sending, deleted = Event(), Event()
    look = activation.refuse_unready

    def meanwhile(*found: Any) -> None:
        look(*found)
        sending.set()
        while not (deleted.is_set() or someone_waits_for_a_lock()):
            assert not deleted.wait(0.01)

    monkeypatch.setattr(activation, "refuse_unready", meanwhile)

    def delete() -> Any:
        assert sending.wait(30)
        answer = stage.mia.delete(f"/v1/documents/{source['id']}")
        deleted.set()
        return answer

    sent, refusal = at_once([partial(stage.mia.post, f"{package.path}/activate", {}), delete])
    assert sent.status_code == 200
    refused(refusal, 409, "The document is part of an active signing, so it can't be deleted.")
    assert SigningDocument.objects.get().chattel_document_id == source["id"]


def someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it would show the same for ever
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_a_deletion_and_an_addition_at_once_have_one_winner(committed_stage: Stage) -> None:
    stage = committed_stage
    for _ in range(6):
        source = record(stage.mia)
        package = draft(stage.mia, stage.toronto)
        body = {"chattelDocumentId": source["id"]}
        ok(stage.mia.post(f"{package.path}/documents", body), 201)
        deleted, added = at_once(
            [
                partial(stage.mia.delete, f"/v1/documents/{source['id']}"),
                partial(stage.mia.post, f"{package.path}/documents", body),
            ]
        )
        assert deleted.status_code == 204
        assert added.status_code in (201, 400, 404)


def test_a_record_that_changes_while_it_is_printed_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    source = record(stage.mia)
    print_it = printing.printed

    def meanwhile(document: Any, *, at: Any) -> Any:
        ChattelDocument.objects.update(updated_at=at + timedelta(seconds=1))
        return print_it(document, at=at)

    monkeypatch.setattr(printing, "printed", meanwhile)
    sentence = "The chattel document was changed while it was printed; add it again."
    refused(add(stage, {"chattelDocumentId": source["id"]}), 409, sentence)


def owner(stage: Stage) -> Caller:
    """Mia with a token that names Acme, for its documents."""
    assert stage.mia.person
    return Caller(Person(stage.mia.person.user, stage.acme))


def test_a_document_is_added_from_a_generated_document(stage: Stage) -> None:
    source = generated(owner(stage), title="Offer")
    marks = Document.objects.get(id=source["id"]).rendering().marks
    assert {"buyers.0.signature", "sellers.0.signature"} <= {mark["id"] for mark in marks}
    package = draft(stage.mia, stage.toronto)
    body = {"documentId": source["id"], "position": 7, "required": False, "title": "The offer"}
    document = ok(stage.mia.post(f"{package.path}/documents", body), 201)["document"]
    assert document == {
        "id": document["id"],
        "signingId": package.id,
        "position": 7,
        "title": "The offer",
        "chattelType": None,
        "templateId": None,
        "required": False,
        "fileSha256": source["sha256"],
        "receivedSha256": None,
        "leftOut": [],
        "uploadedBy": None,
        "pageCount": source["pageCount"],
        "signatures": [],
        "positions": marks,
    }
    Document.objects.all().delete()
    assert ok(stage.mia.get(f"{package.path}/documents")) == {"documents": [document]}
    assert stage.mia.get(f"{package.path}/documents/{document['id']}/file").status_code == 200


def test_a_generated_document_of_others_or_without_a_file_is_refused(stage: Stage) -> None:
    source = generated(owner(stage))
    package = draft(stage.carl, stage.hamilton)
    words = "There is no such document."
    for identifier in (source["id"], "doc_01m80tkrzce099ch7xef92b8vw", "x", "1"):
        refused(stage.carl.post(f"{package.path}/documents", {"documentId": identifier}), 400, words)
    Document.objects.update(status="DRAFT", sha256=None, page_count=None, generated_at=None)
    words = "The document is a draft; it has no file until it is generated."
    refused(add(stage, {"documentId": source["id"]}), 400, words)
    assert not SigningDocument.objects.exists()


def test_documents_are_listed_by_position(stage: Stage) -> None:
    package = stage.draft()
    titles = [package.add_file(title=title, **at)["title"] for title, at in (
        ("Third", {"position": "5"}), ("Fourth", {}), ("First", {"position": "0"}), ("Second", {"position": "0"}),
    )]  # fmt: skip
    assert titles == ["Third", "Fourth", "First", "Second"]
    rows = ok(stage.mia.get(f"{package.path}/documents"))["documents"]
    assert [(row["title"], row["position"]) for row in rows] == [
        ("First", 0), ("Second", 0), ("Third", 5), ("Fourth", 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"position": "1"}, "position: A valid integer is required."),
        ({"position": -1}, "position: Ensure this value is greater than or equal to 0."),
        ({"position": 10**7}, "position: Ensure this value is less than or equal to 1000000."),
        ({"required": "true"}, "required: Must be a valid boolean."),
        ({"required": 1}, "required: Must be a valid boolean."),
        ({"title": ""}, "title: This field may not be blank."),
    ],
    ids=repr,
)
def test_invalid_values_are_refused_by_field(stage: Stage, body: Any, sentence: str) -> None:
    refused(add(stage, {"templateId": 1, **body}), 400, sentence)


def test_a_document_of_a_draft_can_be_removed(stage: Stage) -> None:
    package = stage.draft()
    first, second = package.add_file()["id"], package.add_file()["id"]
    everything, one = package.add_signer("sue"), package.add_signer("tim", [first])
    other = draft(stage.mia, stage.toronto).add_file()["id"]
    refused(stage.mia.delete(f"{package.path}/documents/{other}"), 404, "Not found.")
    refused(stage.mia.delete(f"{package.path}/documents/x"), 400, "documentId must be a numeric string.")
    answer = stage.mia.delete(f"{package.path}/documents/{first}")
    assert (answer.status_code, answer.content) == (204, b"")
    signers = ok(stage.mia.get(f"{package.path}/signers"))["signers"]
    # Who had only that one has none now, and not all.
    assert signers == [{**everything, "documentIds": [second]}, {**one, "documentIds": []}]


def test_the_file_of_a_document_is_the_upload_in_the_form_that_is_signed(stage: Stage) -> None:
    package = stage.draft()
    document = package.add_file(title="Änderung")
    answer = stage.mia.get(f"{package.path}/documents/{document['id']}/file")
    assert (answer.content, answer.headers["Content-Type"]) == (presentable(pdf()).pdf, "application/pdf")
    assert answer.headers["ETag"] == f'"{document["fileSha256"]}"'
    assert document["fileSha256"] == files.sha256(answer.content)
    assert files.read(document["receivedSha256"]) == pdf()
    refused(
        stage.carl.get(f"{package.path}/documents/{document['id']}/file"), 403, "This is outside of what you manage."
    )


def test_a_manager_of_another_location_adds_nothing(stage: Stage) -> None:
    package = stage.draft()
    one = grant(stage.stranger, stage.acme, stage.ottawa, signings=3, templates=3)
    refused(one.post(f"{package.path}/documents", {"templateId": 1}), 403, "This is outside of what you manage.")
