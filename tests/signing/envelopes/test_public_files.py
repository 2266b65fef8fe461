"""GET /api/public/sign/:token/file, …/pages/:n.png and …/text."""

import hashlib
import time
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from documents.rendering import page_images
from safeclose.places import Places
from tests.paper import Sent
from tests.people import Caller
from tests.prepared import sent
from tests.racing import at_once
from tests.signing.envelopes import agreement


@pytest.fixture
def out(alice: Caller) -> Sent:
    return sent(alice)


def test_the_public_file_is_what_is_signed(out: Sent) -> None:
    answer = out.links[0].get("file")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == out.body["documentSha256"]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["ETag"] == f'"{out.body["documentSha256"]}"'
    assert answer.headers["Content-Disposition"].startswith('inline; filename="Agreement of Purchase and Sale')


def test_a_range_of_the_file_is_sent(out: Sent) -> None:
    answer = out.links[0].get("file", Range="bytes=0-4")
    assert (answer.status_code, answer.content) == (206, b"%PDF-")
    answer = out.links[0].get("file", **{"If-None-Match": f'"{out.body["documentSha256"]}"'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert out.links[0].get("file", Range="bytes=99999999-").status_code == 416


def test_every_page_is_an_image_of_that_page(out: Sent) -> None:
    pdf = pypdfium2.PdfDocument(out.links[0].get("file").content)
    seen = set()
    for number, page in enumerate(pdf, start=1):
        answer = out.links[0].get(f"pages/{number}.png")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
        image = Image.open(BytesIO(answer.content))
        assert image.format == "PNG"
        assert image.size == tuple(round(points * 2) for points in page.get_size())
        darkest, lightest = image.convert("L").getextrema()
        assert darkest < 64 < 200 < lightest
        seen.add(answer.content)
    assert len(seen) == len(pdf) == out.document["pageCount"]
    pdf.close()


@pytest.mark.parametrize("number", ["0", "9", "00", "99999", "100000", "-1", "1.5", "x", "", "١", "1%0A"])
def test_an_unknown_page_is_not_found(out: Sent, number: str) -> None:
    answer = out.links[0].get(f"pages/{number}.png")
    assert answer.status_code == 404
    assert answer.json() == {"error": "not_found", "message": "Not found."}


@pytest.mark.parametrize(
    ("accept", "kind", "begins"),
    [
        ("*/*", "image/png", b"\x89PNG"),
        ("image/avif,image/webp,*/*", "image/webp", b"RIFF"),
        ("", "image/png", b"\x89PNG"),
    ],
)
def test_a_page_is_webp_for_those_who_take_it(out: Sent, accept: str, kind: str, begins: bytes) -> None:
    answer = out.links[0].get("pages/1.png", Accept=accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.content.startswith(begins)
    assert "accept" in answer.headers["Vary"].lower().split(", ")


def test_pages_beyond_what_is_drawn_at_once_are_refused_with_a_time_to_try_again(
    out: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "_cache", page_images._Cache())
    places = Places(1, wait_seconds=0.01, sentence="Too many pages are being drawn now; try again.", retry_seconds=2)
    monkeypatch.setattr(page_images, "PLACES", places)
    with places.one():
        answer = out.links[0].get("pages/1.png")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.json()["message"] == "Too many pages are being drawn now; try again."
    assert out.links[0].get("pages/1.png").status_code == 200


def test_the_text_of_the_document_is_sent_with_page_breaks(out: Sent) -> None:
    answer = out.links[0].get("text")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    text = answer.content.decode()
    for name in ("Beatrice Élodie Tremblay", "Benjamin Oyelaran", "Samuel Okafor", "Sophie Larsen", "12 Maple Street"):
        assert name in text
    assert text.count("\f") == out.document["pageCount"] - 1
    assert not {letter for letter in text if not letter.isprintable()} - {"\n", "\f"}


def test_reading_the_file_is_not_recorded_as_opening(out: Sent) -> None:
    for what in ("file", "text", "pages/1.png"):
        assert out.links[0].get(what).status_code == 200
    assert agreement.check(out.id).signers.get(id=out.links[0].id).status == "pending"


def test_pdfium_is_entered_by_one_thread_at_a_time(out: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = 0, 0

    class Watched(pypdfium2.PdfDocument):
        def __enter__(self) -> "Watched":
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            time.sleep(0.005)
            return self

        def __exit__(self, *failure: object) -> None:
            nonlocal inside
            inside -= 1
            self.close()

    pdf = out.links[0].get("file").content
    expected = [page_images.image(pdf, 1), page_images.text(pdf)]
    monkeypatch.setattr("pypdfium2.PdfDocument", Watched)
    answers = at_once([lambda: page_images.image(pdf, 1), lambda: page_images.text(pdf)] * 3)
    assert (answers, most) == (expected * 3, 1)
