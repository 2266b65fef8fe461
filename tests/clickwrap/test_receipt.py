"""GET /api/clickwrap/acceptances/:id/receipt."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection

from clickwrap.chain.jobs import seal_all
from clickwrap.chain.models import Block
from clickwrap.receipts.pdf import paragraphs
from tests import programs
from tests.access import statuses
from tests.clickwrap.asking import TERMS, accepted, public, published
from tests.clocks import stopped
from tests.people import Caller, Person

NASTY = {
    "markup": "#strong[x] $y$ *b* _i_ `c` <html> @ref // \\ ~ https://example.com",
    "scripts": "王小明 김민준 שלום محمد Ελένη नमस्ते Nguyễn",
    "emoji": "\U0001f600 👩🏽‍⚖️ 🇨🇦",
    "combining": "e\u0301 a\u0300\u0301\u0302\u0303 \u0301",
    "invisible": "a\u200bb\u200dc\ufeffd\u202ee\u202cf\xad",
    "line ends": "\r\n\r\na\rb\u2028c\u2029d\n\t e\xa0 f\n\n\n",
    "only blanks": " \n\t ",
    "private": "\ue000\U0010ffff",
    "long word": "x" * 5_000,
    "long emoji": "\U0001f600" * 5_000,
    "long line": "word " * 4_000,
    "200,000 characters": ("Whoever uses the service pays for it. " * 50 + "\n\n") * 105,
}


def path(acceptance: dict[str, Any]) -> str:
    return f"/api/clickwrap/acceptances/{acceptance['acceptanceId']}/receipt"


def text(pdf: bytes, folder: Path) -> str:
    (folder / "receipt.pdf").write_bytes(pdf)
    return re.sub(r"\s+", " ", programs.run("pdftotext", "-layout", folder / "receipt.pdf", "-").stdout.decode())


def attached(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert list(opened.attachments) == ["agreement.txt"]
        return opened.attachments["agreement.txt"].get_file().read_bytes()


def test_a_receipt_shows_what_was_accepted(
    alice: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, needs: Callable[..., None]
) -> None:
    needs("pdftotext")
    stopped(monkeypatch, datetime(2026, 5, 1, 12, tzinfo=UTC))
    agreement = published(alice)
    answer = Caller(None).post(public(agreement), {"subjectRef": "user-7"}, headers={"User-Agent": "Browser/1"})
    published(alice, "Another text.", title="Another title")
    seal_all()
    pdf = alice.get(path(answer.json())).content
    shown = text(pdf, tmp_path)
    for part in (
        "Receipt of an acceptance", "Terms", "Asked by Acme Financial", f"Agreement {agreement['id']}", "Version 1",
        agreement["versionHash"], "2026-05-01 12:00:00 UTC", "2026-05-01 08:00:00 EDT", "By user-7",
        "IP address 127.0.0.1", "Browser Browser/1", "Be kind. And pay in time.", "Block 1 of the organization’s chain",
        Block.objects.get().chain_hash, answer.json()["acceptanceId"],
    ):  # fmt: skip
        assert part in shown, part
    assert "Another" not in shown
    assert attached(pdf) == TERMS.encode()


@pytest.mark.parametrize("body", NASTY.values(), ids=NASTY)
def test_any_text_can_be_printed(alice: Caller, body: str) -> None:
    body = body[:200_000]
    made = accepted(published(alice, body, title="Terms \U0001f600 王"), subjectRef="Zoë 王 \U0001f600")
    answer = alice.get(path(made))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert attached(answer.content) == body.encode()
    assert sha256(attached(answer.content)).hexdigest() == made["versionHash"]
    with pikepdf.open(BytesIO(answer.content)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.open_metadata()["pdfuaid:part"] == "1"


def test_a_receipt_is_the_same_bytes_each_time(alice: Caller) -> None:
    made = accepted(published(alice))
    first, second = (alice.get(path(made)) for _ in range(2))
    assert first.content == second.content
    assert first.headers["ETag"] == second.headers["ETag"]
    assert b"No block" not in first.content


def test_a_receipt_says_that_it_is_not_chained_yet(alice: Caller, tmp_path: Path, needs: Callable[..., None]) -> None:
    needs("pdftotext")
    made = accepted(published(alice))
    assert "No block of the chain of acceptances holds it yet" in text(alice.get(path(made)).content, tmp_path)


def test_a_receipt_does_not_show_what_was_erased(alice: Caller, tmp_path: Path, needs: Callable[..., None]) -> None:
    needs("pdftotext")
    made = accepted(published(alice), subjectRef="user-7")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clickwrap_acceptance SET kept = '{}'")
    shown = text(alice.get(path(made)).content, tmp_path)
    assert "By (erased)" in shown
    assert "user-7" not in shown
    assert "Browser" not in shown, "none was given"


def test_a_receipt_is_read_only_within_the_organization(people: dict[str, Person], alice: Caller) -> None:
    found = statuses(people, "GET", path(accepted(published(alice))))
    assert found == {"alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401}


@pytest.mark.parametrize("wrong", ["acc_x", "x", "agr_01h455vb4pex5vsknk084sn02q", "acc_01h455vb4pex5vsknk084sn02q"])
def test_the_receipt_of_an_unknown_acceptance_is_not_found(alice: Caller, wrong: str) -> None:
    answer = alice.get(f"/api/clickwrap/acceptances/{wrong}/receipt")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not found."})


def test_a_long_text_is_set_in_groups_of_lines() -> None:
    assert paragraphs("a\r\nb\n\n \n  c\td\r") == [["a", "b"], ["  c    d"]]
    assert paragraphs(" \n ") == []
