"""Typesetting an agreement."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape
from io import BytesIO

import pypdfium2

from documents import packs
from tests.benchmarks.measuring import Row, Unmeasured, alternate

FORM = "on/listing-sale"  # its sample fills six pages
AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
STYLE = "@page { size: letter; margin: 2cm } body { font: 10pt/1.25 serif } p { margin: 0 } h2 { font-size: 11pt }"


def rows() -> Iterator[Row]:
    """Data to tagged PDF, beside HTML of the same words to tagged PDF."""
    work = "generate a 6-page agreement"
    try:
        from weasyprint import HTML
    except OSError as error:  # it finds its libraries when it is imported
        yield Unmeasured(f"{work}, beside WeasyPrint", f"WeasyPrint lacks a library: {str(error).splitlines()[0]}")
        return
    pack = packs.get(FORM)
    canonical = pack.sample(date(2026, 5, 1))
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("weasyprint.progress").setLevel(logging.ERROR)  # it would tell of each page

    def ours() -> bytes:
        return pack.render(canonical, title="Agreement", at=AT).pdf

    pdf = ours()
    html = _page(pdf)

    def theirs() -> bytes:
        made = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
        assert made
        return made

    counts = _count(pdf), _count(theirs())
    taken = alternate(ours, theirs, rounds=9)
    yield taken.faster(
        work,
        "WeasyPrint, HTML of the same words to PDF/UA-1",
        at_least=8,
        remarks=[
            f"{counts[0]} pages beside {counts[1]}; {len(html):,} characters of HTML, parsed each time, "
            f"as our data is read and checked each time. Processor time {taken.their_cpu / taken.our_cpu:.1f} × less."
        ],
    )


def _page(pdf: bytes) -> str:
    """A heading or a paragraph for each line of the PDF's text."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    body = "".join(f"<h2>{escape(line)}</h2>" if line[:2].isdigit() else f"<p>{escape(line)}</p>" for line in lines)
    return f'<!doctype html><html lang="en"><title>Agreement</title><style>{STYLE}</style><h1>Agreement</h1>{body}'


def _count(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(BytesIO(pdf)))
