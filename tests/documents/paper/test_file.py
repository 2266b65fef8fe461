"""GET /api/documents/:id/file."""

import hashlib
from typing import Any

import pytest

from documents.paper.models import Document
from safeclose.storage import files
from tests.access import statuses
from tests.paper import draft, generated
from tests.people import Caller, Person

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")


@pytest.fixture
def document(alice: Caller) -> dict[str, Any]:
    return generated(alice, title="House")


def fetched(caller: Caller, document: dict[str, Any], **headers: str) -> Any:
    """The answer for these headers."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return caller.get(f"/api/documents/{document['id']}/file", headers=names)


def test_members_of_the_organization_download_the_file(document: dict[str, Any], people: dict[str, Person]) -> None:
    assert statuses(people, "GET", f"/api/documents/{document['id']}/file") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_the_file_is_the_generated_pdf(alice: Caller, document: dict[str, Any]) -> None:
    answer = fetched(alice, document)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert hashlib.sha256(answer.content).hexdigest() == document["sha256"]
    own = ("Content-Type", "ETag", "Accept-Ranges", "Cache-Control", "Content-Disposition", "X-Content-Type-Options")
    assert {name: answer.headers[name] for name in own} == {
        "Content-Type": "application/pdf",
        "ETag": f'"{document["sha256"]}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="House.pdf"',
        "X-Content-Type-Options": "nosniff",
    }


def test_the_file_is_at_the_address_that_the_document_names(alice: Caller, document: dict[str, Any]) -> None:
    path = document["fileUrl"].removeprefix("https://safeclose.example.test")
    assert alice.get(path).status_code == 200


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('Say "yes" \\ no', 'inline; filename="Say \\"yes\\" \\\\ no.pdf"'),
        ("Convention d’achat", "inline; filename*=utf-8''Convention%20d%E2%80%99achat.pdf"),
        ("../../etc/passwd", 'inline; filename="../../etc/passwd.pdf"'),
    ],
)
def test_the_file_is_named_after_the_document(alice: Caller, title: str, name: str) -> None:
    assert fetched(alice, generated(alice, title=title)).headers["Content-Disposition"] == name


def test_a_draft_has_no_file(alice: Caller) -> None:
    answer = fetched(alice, draft(alice))
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "invalid_state",
        "message": "The document is a draft; it has no file until it is generated.",
    }


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"old", "{}"', "*"])
def test_a_matching_etag_is_answered_with_304(alice: Caller, document: dict[str, Any], known: str) -> None:
    answer = fetched(alice, document, If_None_Match=known.format(document["sha256"]))
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == f'"{document["sha256"]}"'
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("known", ['"old"', "", "nonsense", '"{}x"'])
def test_another_etag_is_answered_with_the_file(alice: Caller, document: dict[str, Any], known: str) -> None:
    answer = fetched(alice, document, If_None_Match=known.format(document["sha256"]))
    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=5-9", 5, 9),
        ("bytes=100-", 100, -1),
        ("bytes=-1", -1, -1),
        ("bytes=-100", -100, -1),
        ("bytes=0-999999999999", 0, -1),
        ("bytes=-999999999999", 0, -1),
    ],
)
def test_a_range_is_answered_with_its_part(
    alice: Caller, document: dict[str, Any], asked: str, first: int, last: int
) -> None:
    whole = fetched(alice, document).content
    first, last = first % len(whole), last % len(whole)
    answer = fetched(alice, document, Range=asked)
    assert answer.status_code == 206
    assert answer.content == whole[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(last + 1 - first)
    assert answer.headers["ETag"] == f'"{document["sha256"]}"'


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=9999999-99999999", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(alice: Caller, document: dict[str, Any], asked: str) -> None:
    length = len(fetched(alice, document).content)
    answer = fetched(alice, document, Range=asked)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{length}"
    assert answer.json() == {"error": "invalid_parameter", "message": "The range lies beyond the end of the file."}


@pytest.mark.parametrize(
    "asked", ["bytes=9-5", "bytes=-", "bytes=a-b", "lines=0-5", "bytes=0-1,4-5", "bytes=" + "9" * 400 + "-", "0-5", ""]
)
def test_a_malformed_range_is_answered_with_the_whole_file(alice: Caller, document: dict[str, Any], asked: str) -> None:
    assert fetched(alice, document, Range=asked).status_code == 200


def test_a_range_is_served_only_of_the_same_file(alice: Caller, document: dict[str, Any]) -> None:
    etag = f'"{document["sha256"]}"'
    assert fetched(alice, document, Range="bytes=0-0", If_Range=etag).status_code == 206
    for other in ('"old"', f"W/{etag}", "Wed, 21 Oct 2026 07:28:00 GMT"):
        assert fetched(alice, document, Range="bytes=0-0", If_Range=other).status_code == 200


def test_head_answers_the_size_only(alice: Caller, document: dict[str, Any]) -> None:
    path = f"/api/documents/{document['id']}/file"
    answer = alice.head(path, headers={"Range": "bytes=0-0"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(alice.get(path).content))


def test_a_file_that_was_changed_on_the_disk_is_not_served(alice: Caller, document: dict[str, Any]) -> None:
    with files.default_storage.open(f"{document['sha256'][:2]}/{document['sha256']}", "ab") as file:
        file.write(b"%")
    answer = fetched(alice, document)
    assert answer.status_code == 503
    assert answer.json() == {"error": "unavailable", "message": "The stored file is damaged."}


def test_a_missing_file_is_answered_with_503(alice: Caller, document: dict[str, Any]) -> None:
    Document.objects.update(sha256="0" * 64)
    answer = fetched(alice, document)
    assert answer.status_code == 503
    assert answer.json() == {"error": "unavailable", "message": "The file can't be read now."}
