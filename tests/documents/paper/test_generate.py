"""POST /api/documents/:id/generate."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from documents import packs
from documents.intake.presenting import presentable
from documents.packs import Pack
from documents.paper.models import Document, Rendering
from documents.rendering.typesetting import Typeset, Unprintable
from safeclose.records.transactions import assert_no_transaction
from safeclose.storage import files
from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_HASH, A_TIME
from tests.paper import FORM, draft, generated, sample, sent
from tests.people import Caller, Person
from workspace.models import Event


@pytest.fixture
def while_rendering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen in the middle of every rendering."""
    render = Pack.render

    def interrupt(happens: Callable[[], object]) -> None:
        def rendered(pack: Pack, *args: Any, **kwargs: Any) -> Typeset:
            made = render(pack, *args, **kwargs)
            happens()
            return made

        monkeypatch.setattr(Pack, "render", rendered)

    return interrupt


def test_members_of_the_organization_generate_a_document(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "POST", lambda: f"/api/documents/{draft(alice)['id']}/generate") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_generated_document_has_a_file(alice: Caller) -> None:
    document = draft(alice)
    answer = alice.post(f"/api/documents/{document['id']}/generate")
    assert answer.status_code == 200
    body = answer.json()
    assert body == {
        **document,
        "status": "GENERATED",
        "sha256": A_HASH,
        "pageCount": 8,
        "generatedAt": A_TIME,
        "updatedAt": A_TIME,
        "fileUrl": f"https://safeclose.example.test/api/documents/{document['id']}/file",
    }
    assert document["updatedAt"] <= body["generatedAt"] <= body["updatedAt"]
    assert alice.get(f"/api/documents/{document['id']}").json() == body
    assert hashlib.sha256(files.read(body["sha256"])).hexdigest() == body["sha256"]


def test_what_a_file_was_made_from_is_kept(alice: Caller) -> None:
    document = generated(alice)
    plain = json.dumps(document["canonical"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    made = Rendering.objects.get()
    assert (made.organization, made.document_id, made.sha256) == (
        alice.organization,
        document["id"],
        document["sha256"],
    )
    assert made.data_sha256 == hashlib.sha256(plain.encode()).hexdigest()
    assert made.template_version == packs.get(FORM).template_version
    assert made.page_count == document["pageCount"]


def test_the_same_bytes_can_be_made_again(alice: Caller) -> None:
    document = generated(alice)
    at = datetime.fromisoformat(document["generatedAt"])
    again = packs.get(FORM).render(document["canonical"], title=document["title"], at=at)
    assert files.sha256(presentable(again.pdf).pdf) == document["sha256"]


def test_an_event_is_published_when_a_document_is_generated(alice: Caller) -> None:
    document = generated(alice, title="House")
    event = Event.objects.latest("id")
    assert (event.type, event.subject_id) == ("document.generated", document["id"])
    assert event.data == {"formKey": FORM, "title": "House", "status": "GENERATED"}


def refused(caller: Caller, document: dict[str, Any]) -> Any:
    """The body of a refusal for what is in the document, which left everything as it was."""
    answer = caller.post(f"/api/documents/{document['id']}/generate")
    assert answer.status_code == 400
    body = answer.json()
    assert body.pop("message") == "The document can't be generated yet."
    assert body.pop("error") == "invalid_canonical"
    assert caller.get(f"/api/documents/{document['id']}").json() == document
    assert not Rendering.objects.exists()
    return body


def test_an_incomplete_document_is_refused_with_its_issues(alice: Caller) -> None:
    document = draft(alice, canonical={})
    assert document["issues"]
    assert refused(alice, document) == {"issues": document["issues"]}


def test_a_completion_that_is_no_business_day_is_refused(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, datetime(2026, 6, 1, tzinfo=UTC))
    canonical = sample()
    canonical["dates"]["completionDate"] = "2026-09-07"
    message = "Monday, 7 September 2026 is not a business day: Labour Day."
    issue = {"path": "dates.completionDate", "code": "not_a_business_day", "message": message}
    assert refused(alice, draft(alice, canonical=canonical)) == {"issues": [issue]}


@pytest.mark.parametrize("place", ["title", "canonical"])
def test_unprintable_text_blocks_generation(alice: Caller, place: str) -> None:
    canonical = sample()
    if place == "canonical":
        canonical["parties"]["buyers"][0]["name"] = "\U0001f69a"
    document = draft(alice, title="\U0001f69a" if place == "title" else "House", canonical=canonical)
    (issue,) = refused(alice, document)["issues"]
    where = {"title": "title", "canonical": "parties.buyers.0.name"}[place]
    assert (issue["path"], issue["code"]) == (where, "unprintable")
    assert "U+1F69A" in issue["message"]


@pytest.mark.parametrize("text", ["Maple Street", "nowhere in the data"])
def test_unprintable_text_that_only_typesetting_finds_blocks_generation(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Typeset:
        raise Unprintable(text)

    document = draft(alice)
    monkeypatch.setattr(Pack, "render", fails)
    (issue,) = refused(alice, document)["issues"]
    assert (issue["code"], issue["path"]) == ("unprintable", first_path(document["canonical"], text) or "title")
    assert f"can't print {text} (" in issue["message"]


def first_path(value: Any, text: str, path: str = "") -> str | None:
    """Where in the data a text stands first."""
    if isinstance(value, str):
        return path if text in value else None
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    paths = (first_path(member, text, f"{path}.{name}".lstrip(".")) for name, member in members)
    return next(filter(None, paths), None)


def test_a_generated_document_is_not_generated_again(alice: Caller) -> None:
    document = generated(alice)
    answer = alice.post(f"/api/documents/{document['id']}/generate")
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "invalid_state",
        "message": "The document is generated already.",
    }
    assert Rendering.objects.count() == 1


@pytest.mark.parametrize("signed", [False, True])
def test_a_sent_document_is_not_generated_again(alice: Caller, signed: bool) -> None:
    out = sent(alice)
    if signed:
        out.sign()
    words = "signed by everyone" if signed else "out for signature"
    answer = alice.post(f"/api/documents/{out.document['id']}/generate")
    assert answer.status_code == 409
    sentence = f"The document is {words}, so it can't be generated again."
    assert answer.json() == {"error": "invalid_state", "message": sentence}


def test_an_edit_during_generation_wins(alice: Caller, while_rendering: Callable[..., None]) -> None:
    document = draft(alice)
    path = f"/api/documents/{document['id']}"
    while_rendering(lambda: alice.patch(path, {"canonical": {"assignment": "none"}}))
    answer = alice.post(f"{path}/generate")
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "invalid_state",
        "message": "The document was changed while it was rendered; generate it again.",
    }
    now = alice.get(path).json()
    assert (now["status"], now["sha256"], now["canonical"]["assignment"]) == ("DRAFT", None, "none")
    assert not Rendering.objects.exists()
    assert not Event.objects.filter(type="document.generated").exists()


def test_an_edit_during_generation_that_changes_nothing_does_not_win(
    alice: Caller, while_rendering: Callable[..., None]
) -> None:
    document = draft(alice)
    path = f"/api/documents/{document['id']}"
    while_rendering(lambda: alice.patch(path, {"title": document["title"]}))
    assert alice.post(f"{path}/generate").status_code == 200


def test_a_deletion_during_generation_wins(alice: Caller, while_rendering: Callable[..., None]) -> None:
    path = f"/api/documents/{draft(alice)['id']}"
    while_rendering(lambda: alice.delete(path))
    assert alice.post(f"{path}/generate").status_code == 404
    assert not Rendering.objects.exists()
    assert not Document.objects.exists()


def test_another_generation_that_ends_first_wins(
    alice: Caller, while_rendering: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, render = f"/api/documents/{draft(alice)['id']}", Pack.render
    inner: list[Any] = []

    def generate_too() -> None:
        monkeypatch.setattr(Pack, "render", render)
        inner.append(alice.post(f"{path}/generate"))

    while_rendering(generate_too)
    assert alice.post(f"{path}/generate").status_code == 409
    assert inner[0].status_code == 200
    assert Rendering.objects.count() == 1
    assert alice.get(path).json() == inner[0].json()


def test_no_transaction_is_open_while_it_is_rendered(
    committed: None, owner: Caller, while_rendering: Callable[..., None]
) -> None:
    seen: list[bool] = []

    def look() -> None:
        assert_no_transaction()
        seen.append(connection.in_atomic_block)

    while_rendering(look)
    assert generated(owner)["status"] == "GENERATED"
    assert seen == [False]


def test_a_renderer_that_breaks_leaves_the_draft(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: Any, **kwargs: Any) -> Typeset:
        raise RuntimeError("the press is jammed")

    document = draft(alice)
    monkeypatch.setattr(Pack, "render", breaks)
    answer = alice.post(f"/api/documents/{document['id']}/generate")
    assert (answer.status_code, answer.json()) == (500, {"error": "internal"})
    assert alice.get(f"/api/documents/{document['id']}").json() == document
