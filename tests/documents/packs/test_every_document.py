"""What holds for the document of every form, the ones to come included."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import rfc8785

from documents import packs
from documents.packs import Pack
from documents.packs.toolkit.wording import dollars, long_date, long_time, percent
from documents.rendering import page_images
from documents.rendering.typesetting import Typeset
from tests import programs
from tests.documents.packs import reading_pdf
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed, leaves
from tests.documents.packs.fields import choices, free_text, kinds
from tests.documents.packs.reading_pdf import squeezed
from tests.documents.packs.words import words

Needs = Callable[..., None]
EVERY = pytest.mark.parametrize("pack", packs.every(), ids=lambda pack: pack.key)
SAMPLES = {pack.key: pack.sample(TODAY) for pack in packs.every()}

# Text that means something to Typst, to PDF, or to careless code.
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "form_layout.typ": *',
    "*bold* _emphasis_ `raw` $x^2$ #set text(size: 90pt)",
    "<label> @reference // comment /* and another */",
    "\\ \\n \\u{41} back\\slash",
    "\"double\" 'single' -- --- ... ~ fi ffl",
    "= Heading",
    "/ term: - item + item",
    "https://example.com/path?query=1#part",
    "[brackets] {braces} (parentheses)",
    "%PDF-1.7 (string) <</JavaScript (x)>>",
    "{{ template }} ${variable} %s {0}",
]
# Older poppler takes the tag "false" that PDF/UA-1 asks for to be of a wrong type.
NOT_A_FAULT = b"Syntax Error: Suspects object is wrong type (boolean)\n"
NAMES = [
    "Élodie Lefebvre-Bœuf, Zoë L’Heureux, née Çelik",
    "« Société immobilière Œuvre\u202fd’Été »",
    "王小明與陳龍國",
    "刘伟和张丽红",
    "佐藤さくら、高橋ケンジ",
    "김민수와 박서연",
    "Nguyễn Thị Hương",
    "Ame\u0301lie Ca\u0303ndido Zoe\u0308 S\u030cpela",
    "Ελένη Παπαδοπούλου, Олена Шевченко",
]


def _own_choices() -> Iterator[tuple[str, str]]:
    """Where the samples choose; once for forms that share a template, once for the entries of a list."""
    seen = set()
    for pack in packs.every():
        for path, _ in leaves(SAMPLES[pack.key]):
            one = (pack.transaction_type, re.sub(r"\.\d+", "", path), tuple(choices(pack.key, path)))
            if one[2] and one not in seen:
                seen.add(one)
                yield pack.key, path


OWN_CHOICES = list(_own_choices())


@cache
def _document(form_key: str) -> Typeset:
    pack, sample = packs.get(form_key), SAMPLES[form_key]
    return pack.render(sample, title=pack.default_title(sample), at=AT)


def _words(pdf: bytes) -> str:
    """What pdfium reads, without blanks; it tells a hyphen at the end of a line by a mark of its own."""
    return squeezed(page_images.text(pdf).replace("\x02", "-").replace("\ufffe", "-"))


@cache
def _sample_words(form_key: str) -> str:
    return _words(_document(form_key).pdf)


@cache
def _sample_pages(form_key: str) -> list[str]:
    """What poppler reads on each page, the footer included."""
    return reading_pdf.text(_document(form_key).pdf, footer=True).split("\f")[:-1]


def _as_printed(form_key: str) -> Iterator[tuple[str, str]]:
    for path, value in leaves(SAMPLES[form_key]):
        if choices(form_key, path):
            continue
        formats = {kind.get("format") for kind in kinds(form_key, path)}
        if path.endswith("Cents"):
            yield path, dollars(value)
        elif path.endswith("basisPoints"):
            yield path, percent(value)
        elif "date" in formats:
            yield path, long_date(date.fromisoformat(value))
        elif "date-time" in formats:
            yield path, long_time(datetime.fromisoformat(value))
        else:
            yield path, str(value)


@EVERY
def test_a_document_has_a_plausible_number_of_pages(pack: Pack) -> None:
    made = _document(pack.key)
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        assert len(opened.pages) == made.page_count
        assert {tuple(map(float, page.mediabox)) for page in opened.pages} == {(0, 0, 612, 792)}
    assert 4 <= made.page_count <= 12


@EVERY
def test_every_value_is_in_the_text_by_pdfium(pack: Pack) -> None:
    page = _sample_words(pack.key)
    assert [path for path, value in _as_printed(pack.key) if squeezed(value) not in page] == []


@EVERY
def test_every_value_is_in_the_text_by_poppler(pack: Pack, needs: Needs) -> None:
    needs("pdftotext")
    page = squeezed(reading_pdf.text(_document(pack.key).pdf))
    assert [path for path, value in _as_printed(pack.key) if squeezed(value) not in page] == []


@EVERY
def test_every_page_says_what_it_is_not(pack: Pack, needs: Needs) -> None:
    needs("pdftotext")
    made = _document(pack.key)
    each = _sample_pages(pack.key)
    digest = sha256(rfc8785.dumps(SAMPLES[pack.key])).hexdigest()
    assert len(each) == made.page_count
    for number, page in enumerate(each, 1):
        assert f"Page {number} of {len(each)}" in page
        assert digest in page
        assert re.search(r"This is (not|neither) ", page)
    assert "Safeclose set this" in each[0]


@EVERY
def test_a_document_opens_without_a_warning(pack: Pack, tmp_path: Path, needs: Needs) -> None:
    needs("pdfinfo", "pdftoppm")
    file = tmp_path / "document.pdf"
    file.write_bytes(_document(pack.key).pdf)
    for command in (["pdfinfo", file], ["pdftoppm", "-r", "10", "-png", file, tmp_path / "page"]):
        told = programs.run(*command)
        assert told.stderr.replace(NOT_A_FAULT, b"") == b""
    assert len(list(tmp_path.glob("page*.png"))) == _document(pack.key).page_count
    assert page_images.image(file.read_bytes(), 1).startswith(b"\x89PNG")
    with pikepdf.open(file) as opened:
        assert opened.check_pdf_syntax() == []


@EVERY
def test_a_document_is_tagged_and_says_what_it_is(pack: Pack) -> None:
    with pikepdf.open(BytesIO(_document(pack.key).pdf)) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked is True
        assert root.Lang == "en-CA"
        assert root.ViewerPreferences.DisplayDocTitle is True
        assert opened.docinfo["/Title"] == pack.default_title(SAMPLES[pack.key])
        assert opened.open_metadata()["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert set(root.keys()).isdisjoint({"/OpenAction", "/AA", "/AcroForm", "/Names"})
        assert all(set(page.keys()).isdisjoint({"/AA", "/Annots"}) for page in opened.pages)
        with opened.open_outline() as outline:
            assert {"Signatures"} <= {entry.title for entry in outline.root}


# Each text is the title of a document, and stands in other places in each of them.
TITLED = [(pack, shift % len(HOSTILE)) for n, pack in enumerate(packs.every()) for shift in (2 * n, 2 * n + 1)]


@pytest.mark.parametrize(("pack", "shift"), TITLED, ids=lambda value: getattr(value, "key", None))
def test_values_are_plain_text_wherever_they_stand(pack: Pack, shift: int) -> None:
    canonical, expected = SAMPLES[pack.key], []
    for number, (path, _) in enumerate(leaves(canonical), shift):
        if free_text(pack.key, path):
            expected.append(f"{HOSTILE[number % len(HOSTILE)]} no{number}.")
            canonical = changed(canonical, path, expected[-1])
    value = HOSTILE[shift]
    assert len(expected) > 20
    made = pack.render(
        pack.model.model_validate(canonical).model_dump(by_alias=True, mode="json", exclude_none=True),
        title=value,
        at=AT,
    )
    page = _words(made.pdf)
    assert [one for one in expected if squeezed(one) not in page] == []
    assert "root:" not in page
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        assert opened.docinfo["/Title"] == value
        assert all("/Annots" not in page for page in opened.pages)


@EVERY
def test_names_in_many_scripts_come_out_as_they_were_typed(pack: Pack, needs: Needs) -> None:
    needs("pdftotext")
    canonical, side = SAMPLES[pack.key], pack.sides[0][0]
    canonical = changed(canonical, side, [{**_first(canonical, side), "name": name} for name in NAMES])
    checked = pack.check(canonical)
    assert [issue for issue in checked.issues if issue.code == "unprintable"] == []
    made = pack.render(canonical, title=" ".join(NAMES), at=AT)
    for page in (_words(made.pdf), squeezed(reading_pdf.text(made.pdf))):
        assert [name for name in NAMES if page.count(squeezed(name)) < 2] == []


@EVERY
def test_as_many_as_a_side_may_have_find_their_places(pack: Pack) -> None:
    canonical = SAMPLES[pack.key]
    names = []
    for side, role in pack.sides:
        (many,) = (kind["maxItems"] for kind in kinds(pack.key, side))
        assert many >= 10
        crowd = [f"{role.capitalize()} Number {number:02}" for number in range(many)]
        names += crowd
        canonical = changed(canonical, side, [{**_first(canonical, side), "name": name} for name in crowd])
    page = page_images.text(pack.render(canonical, title="Title", at=AT).pdf)
    places = squeezed(page.rpartition("Signatures")[2])
    assert [name for name in names if squeezed(name) not in places] == []


@EVERY
def test_a_long_text_stays_inside_the_margins(pack: Pack, needs: Needs) -> None:
    needs("pdftotext")
    lengths = {path: free_text(pack.key, path) or 0 for path, _ in leaves(SAMPLES[pack.key])}
    path = max(lengths, key=lambda one: lengths[one])
    assert lengths[path] in (100_000, 5_000)
    body = ("W" * 3_000 + " " + "敏捷的棕色狐狸，" * 500 + "lorem ipsum " * 500)[: lengths[path]].strip()
    made = pack.render(changed(SAMPLES[pack.key], path, body), title="Title", at=AT)
    assert squeezed(body) in squeezed(reading_pdf.text(made.pdf))
    for left, top, right, bottom in reading_pdf.words(made.pdf):
        assert left >= 71.5
        assert right <= 612 - 71.5
        assert top >= 60
        assert bottom <= 792 - 20


@pytest.mark.parametrize(("form_key", "path"), OWN_CHOICES)
def test_every_choice_has_words_of_its_own(form_key: str, path: str) -> None:
    """As far as it stands by itself: what needs another answer as well is tested with its rule."""
    pack, sample = packs.get(form_key), SAMPLES[form_key]
    changes = [changed(sample, path, choice) for choice in choices(form_key, path)]
    others = [canonical for canonical in changes if canonical != sample and not pack.check(canonical).issues]
    assert len({words(pack, one) for one in others} - {words(pack, sample)}) == len(others)


def _first(canonical: dict[str, Any], side: str) -> dict[str, Any]:
    parent, _, name = side.rpartition(".")
    return {key: value for key, value in canonical[parent][name][0].items() if key != "representative"}
