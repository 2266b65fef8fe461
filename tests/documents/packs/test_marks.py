"""Where the documents of the packs ask their parties to sign."""

from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import combinations
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import packs
from documents.intake.presenting import presentable
from documents.packs import Pack
from documents.rendering.typesetting import Typeset
from safeclose.marks.definitions import ID, Mark
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed

EVERY = pytest.mark.parametrize("pack", packs.every(), ids=lambda pack: pack.key)
LISTINGS = ("on/listing-sale", "on/listing-lease")
NAMES = (
    "Bo", "王小明與陳龍國", "محمد عبد الرحمن بن عبد العزيز الهاشمي", "W" * 200,
    ("Maria-Theresia Wolfeschlegelsteinhausenbergerdorff-Ó Súilleabháin " * 4)[:200].strip(),
)  # fmt: skip
Box = tuple[float, float, float, float]


def _with_names(pack: Pack, *sides: Sequence[str]) -> dict[str, Any]:
    canonical = pack.sample(TODAY)
    for (side, _), names in zip(pack.sides, sides, strict=False):
        parent, _, last = side.rpartition(".")
        first = {key: value for key, value in canonical[parent][last][0].items() if key != "representative"}
        canonical = changed(canonical, side, [{**first, "name": name} for name in names])
    return canonical


def _render(pack: Pack, canonical: dict[str, Any], title: str = "Title") -> Typeset:
    return pack.render(canonical, title=title, at=AT)


@cache
def _sample(key: str) -> Typeset:
    pack = packs.get(key)
    return _render(pack, pack.sample(TODAY))


def _wanted(pack: Pack, canonical: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Party and kind of every mark, by its id."""
    keys = [party.key for party in pack.signing_parties(canonical)]
    initialed = list(keys) if pack.key in LISTINGS else []
    keys += [f"spouses.{at}" for at in range(len(canonical.get("spousalConsent", {}).get("spouses", [])))]
    pairs = [(key, kind) for key in keys for kind in ("signature", "date")] + [(key, "initials") for key in initialed]
    return {f"{key}.{kind}": (key, kind) for key, kind in pairs}


def _texts(pdf: bytes) -> list[list[Box]]:
    """The boxes of all letters of each page, from its upper left corner."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        height, text = page.get_height(), page.get_textpage()
        boxes = (text.get_charbox(at) for at in range(text.count_chars()))
        found.append([(a, height - d, c, height - b) for a, b, c, d in boxes if c - a > 0.1 and d - b > 0.1])
    return found


def _lines(pdf: bytes) -> list[list[Box]]:
    """The horizontal lines that are drawn on each page."""
    found: list[list[Box]] = []
    for page in pypdfium2.PdfDocument(pdf):
        height = page.get_height()
        paths = (each.get_bounds() for each in page.get_objects(filter=[2], max_depth=5))
        found.append([(a, height - d, c, height - b) for a, b, c, d in paths if d - b < 2 < c - a])
    return found


def _box(mark: Mark) -> Box:
    return mark.x, mark.y, mark.x + mark.width, mark.y + mark.height


def _overlap(one: Box, other: Box, slack: float = 0.0) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > slack and down > slack


def _faults(made: Typeset) -> Iterator[str]:
    texts, lines = _texts(made.pdf), _lines(made.pdf)
    for mark in made.marks:
        box, page = _box(mark), mark.page - 1
        if box[0] < 72 or box[2] > 540.01 or box[1] < 60 or box[3] > 792 - 60:
            yield f"{mark.id} is not within the margins of its page: {box}"
        if any(_overlap(box, text, slack=0.3) for text in texts[page]):
            yield f"{mark.id} is over text"
        if not any(
            abs(line[3] - box[3]) < 1 and line[0] <= box[0] + 1 and line[2] >= box[2] - 1 for line in lines[page]
        ):
            yield f"{mark.id} has no line below it"
    for one, other in combinations(made.marks, 2):
        if one.page == other.page and _overlap(_box(one), _box(other)):
            yield f"{one.id} and {other.id} overlap"


@EVERY
def test_every_party_has_exactly_its_marks(pack: Pack) -> None:
    made, canonical = _sample(pack.key), pack.sample(TODAY)
    assert {mark.id: (mark.party, str(mark.kind)) for mark in made.marks} == _wanted(pack, canonical)
    assert len({mark.id for mark in made.marks}) == len(made.marks)
    assert all(ID.fullmatch(mark.id) and mark.required and mark.label and not mark.signer for mark in made.marks)
    assert list(_faults(made)) == []


@EVERY
def test_there_is_room_for_a_signature_its_caption_and_the_date(pack: Pack) -> None:
    least = {"signature": (140, 44), "date": (64, 14), "initials": (80, 24)}
    for mark in _sample(pack.key).marks:
        width, height = least[mark.kind]
        assert mark.width >= width, mark.id
        assert mark.height >= height, mark.id


@EVERY
def test_the_same_arguments_give_the_same_marks(pack: Pack) -> None:
    made = _sample(pack.key)
    _render(pack, _with_names(pack, ["Somebody else"], ["Another"]))
    assert _render(pack, pack.sample(TODAY)) == made


def test_marks_are_where_they_were_once_the_pdf_is_presentable() -> None:
    """Lines and letters do not move, so the marks need not."""
    made = _sample("on/listing-sale")
    shown = presentable(made.pdf).pdf
    assert (_texts(shown), _lines(shown)) == (_texts(made.pdf), _lines(made.pdf))
    with pikepdf.open(BytesIO(shown)) as pdf:
        assert all(list(page.cropbox) == [0, 0, 612, 792] and page.rotation == 0 for page in pdf.pages)


@pytest.mark.parametrize("key", ["on/freehold-purchase", "on/listing-sale", "on/listing-lease"])
@pytest.mark.parametrize("name", NAMES, ids=["short", "chinese", "arabic", "one word", "long"])
def test_twenty_signers_with_names_of_any_length(key: str, name: str) -> None:
    pack = packs.get(key)
    canonical = _with_names(pack, [name] * 20, [name] * 3)
    made = _render(pack, canonical, title=name)
    assert {mark.id for mark in made.marks} == _wanted(pack, canonical).keys()
    assert list(_faults(made)) == []


PACKS = st.sampled_from(packs.every())
PEOPLE = st.lists(st.sampled_from(NAMES) | st.text("abc W-", min_size=1, max_size=200), min_size=1, max_size=20)


@settings(max_examples=12)
@given(PACKS, PEOPLE, PEOPLE)
def test_marks_never_overlap_whoever_signs(pack: Pack, one_side: list[str], other_side: list[str]) -> None:
    sides = [[" ".join(name.split()) or "x" for name in side] for side in (one_side, other_side)]
    canonical = _with_names(pack, *sides)
    made = _render(pack, canonical)
    assert {mark.id for mark in made.marks} == _wanted(pack, canonical).keys()
    assert list(_faults(made)) == []


@pytest.mark.parametrize("lines", range(0, 40, 6))
def test_the_places_stand_with_their_heading_wherever_the_page_ends(lines: int) -> None:
    """Few signers: all on the page of the heading."""
    pack = packs.get("on/freehold-purchase")
    body = "A line.\n" * lines + "End."
    canonical = changed(pack.sample(TODAY), "warranties.0.statement", body)
    made = _render(pack, canonical)
    text = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.pdf)]
    headings = [number for number, page in enumerate(text, 1) if "By signing, each person" in page]
    assert headings == list({mark.page for mark in made.marks})


def test_the_first_places_of_many_stand_below_the_heading() -> None:
    pack = packs.get("on/rental-application")
    made = _render(pack, _with_names(pack, [f"Applicant Number {number:02}" for number in range(20)]))
    text = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.pdf)]
    (heading,) = [number for number, page in enumerate(text, 1) if "By signing, each applicant" in page]
    assert made.marks[0].page == heading
    assert len({mark.page for mark in made.marks}) > 1


TITLED = [(pack, "Our cottage") for pack in packs.every()]
TITLED += [(packs.get("on/freehold-purchase"), title) for title in ("x: y", "W" * 200)]


@pytest.mark.parametrize(("pack", "title"), TITLED, ids=lambda value: getattr(value, "key", None))
def test_the_name_of_the_form_stays_the_title(pack: Pack, title: str) -> None:
    """What a document is called stands below it, and in the footer of each page."""
    made = _render(pack, pack.sample(TODAY), title)
    document = pypdfium2.PdfDocument(made.pdf)
    first = document[0].get_textpage().get_text_range()
    squeezed = "".join(first.split())
    name, called = "".join(pack.title.split()), "".join(title.split())
    assert squeezed.index(name) < squeezed.index(called)
    assert squeezed.count(called) == 2
    tallest = max(_texts(made.pdf)[0], key=lambda box: box[3] - box[1])
    assert tallest[1] < 130
    assert all(called in "".join(page.get_textpage().get_text_range().split()) for page in document)


def test_a_default_title_is_not_told_twice() -> None:
    pack = packs.get("on/freehold-purchase")
    sample = pack.sample(TODAY)
    for title, told in ((pack.default_title(sample), "12 Maple Street, Ottawa"), (pack.title, "")):
        page = pypdfium2.PdfDocument(_render(pack, sample, title).pdf)[0].get_textpage().get_text_range()
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[1] == pack.title
        assert lines[2].startswith(told or "This is not the OREA form.")
        assert page.count(pack.title) == 2  # the title and the footer


def test_no_word_of_a_name_is_broken_that_a_line_can_hold() -> None:
    word = "Wolfeschlegelsteinhausenbergerdorf"
    pack = packs.get("on/freehold-purchase")
    for before in range(0, 40, 9):
        name = f"{'a ' * before}{word} {word}-{word}"
        made = _render(pack, _with_names(pack, [name], ["Bo"]), title=name)
        told = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.pdf))
        whole = told.replace("\x02", "-").replace("\ufffe", "-").count(word)
        assert whole == "".join(told.split()).replace("\x02", "-").replace("\ufffe", "-").count(word) >= 12
