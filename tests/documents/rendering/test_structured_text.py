"""The words of a PDF with the structure of its tags, as HTML; also of PDFs that mean harm."""

import re
from html.parser import HTMLParser
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from documents import packs
from documents.rendering import structured_text as module
from documents.rendering.structured_text import ELEMENTS, structured_text
from safeclose import clock
from safeclose.child_processes.confined import Outcome, UnfitError
from tests.evidence_examples import saved
from tests.paper import FORM, sample

WORDS = "Pay 5 < 6 & <script>alert(1)</script>"


def tagged(tree: list[tuple[str, list[int]]], content: str, language: str = "en") -> bytes:
    """One page with that content, and elements of these kinds with these marked contents."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F=font))
    page.obj.Contents = pdf.make_stream(content.encode())
    page.obj.StructParents = 0
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    elements = [
        pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=root, Pg=page.obj, K=Array(numbers)))
        for kind, numbers in tree
    ]
    root.K = Array(elements)
    owner = {number: element for element, (_, numbers) in zip(elements, tree, strict=True) for number in numbers}
    root.ParentTree = Dictionary(Nums=Array([0, Array([owner[number] for number in sorted(owner)])]))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = pikepdf.String(language)
    return saved(pdf)


def line(text: str, y: int, number: int | None = None) -> str:
    escaped = text.replace("(", r"\(").replace(")", r"\)")
    shown = f"BT /F 12 Tf 72 {y} Td ({escaped}) Tj ET"
    return shown if number is None else f"/P <</MCID {number}>> BDC {shown} EMC"


def body(html: str) -> str:
    """What follows the heading of the page, in one line."""
    return "".join(html.partition("</h2>\n")[2].partition("</section>")[0].splitlines())


class Strict(HTMLParser):
    """Notes each element, and each attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs


def test_a_form_has_its_headings_and_lists_and_loses_no_word() -> None:
    pdf = packs.get(FORM).render(sample(), title="Title", at=clock.now()).pdf
    html = structured_text(pdf, "Title")
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert html.count("<section>") == 8
    assert "<h3>1 The parties</h3>" in html
    assert "<li>" in html
    letters = re.sub(r"<[^>]*>|\s", "", html)
    for word in ("Beatrice", "$1,249,500.00", "Page8of8"):
        assert word in letters


def test_what_the_tags_do_not_reach_follows_at_the_end() -> None:
    content = "\n".join([line("Never tagged", 500), line("First", 700, 0), line("Lost", 600, 7)])
    html = structured_text(tagged([("H1", [0])], content), "T")
    assert body(html).startswith("<h3>First</h3>")
    assert {"Never tagged", "Lost"} <= set(re.findall(r"[A-Z][a-z]+(?: [a-z]+)?", body(html)))


def test_words_are_escaped_and_elements_are_the_known_ones() -> None:
    kinds = ("Script", "P", "H1", "Table", "TR", "TD", "L", "LI", "Link", "Form", "Span")
    content = "\n".join(line(WORDS, 700 - 20 * number, number) for number in range(len(kinds)))
    html = structured_text(tagged([(kind, [number]) for number, kind in enumerate(kinds)], content), "<img src=x>")
    read = Strict(html)
    assert read.elements <= ELEMENTS | {"html", "head", "meta", "title", "body", "section"}
    assert dict(read.attributes) == {"lang": "en", "charset": "utf-8"}
    assert html.count("&lt;script&gt;") == len(kinds)
    assert "&lt;img src=x&gt;" in html


@pytest.mark.parametrize(
    ("said", "language"), [("fr-CA", "fr"), ("EN", "en"), ('"><script>', ""), ("de", ""), ("", "")]
)
def test_the_language_is_one_of_two(said: str, language: str) -> None:
    assert f'<html lang="{language}">' in structured_text(tagged([("P", [0])], line("A", 700, 0), said), "T")


def test_a_child_that_was_taken_over_can_answer_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [[["script", ["alert(1)"]], ["p onclick=x", ["a"]], ["td", ["<b>"]]]]
    monkeypatch.setattr(module, "confined", lambda work, pdf: Outcome({"language": 'en"><x', "pages": pages}))
    html = structured_text(b"", "T")
    assert body(html) == "alert(1)a<td>&lt;b&gt;</td>"
    assert '<html lang="en">' in html


def test_content_that_is_named_again_and_again_is_there_once() -> None:
    html = structured_text(tagged([("P", [0, 0, 0]), ("P", [0])], line("Once", 700, 0)), "T")
    assert body(html) == "<p>Once</p>"


def test_where_the_tags_take_too_much_each_page_is_a_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Outcome:
        raise UnfitError("Too much.")

    monkeypatch.setattr(module, "confined", refuse)
    html = structured_text(tagged([("H1", [0])], line("A <b>", 700, 0)), "T")
    assert body(html) == "<p>A &lt;b&gt;</p>"


def test_a_tree_without_end_is_read_as_a_page_without_tags() -> None:
    html = structured_text(tagged([("P", [0] * 60_000)], line("Words", 700, 0)), "T")
    assert body(html) == "<p>Words</p>"


def test_a_tree_that_goes_round_in_circles_ends() -> None:
    with Pdf.open(BytesIO(tagged([("Sect", [0])], line("Words", 700, 0)))) as pdf:
        element = pdf.Root.StructTreeRoot.K[0]
        element.K = Array([element, 0])
        content = saved(pdf)
    assert body(structured_text(content, "T")) == "<p>Words</p>"


def test_cells_and_items_have_around_them_what_they_need() -> None:
    page = [
        ["table", [["td", ["a"]], ["tr", ["b", ["th", ["c"]]]]]],
        ["ul", ["d", ["p", ["e"]]]],
        ["p", ["f", ["h1", ["g"]]]],
    ]
    assert "".join(map(module._html, page)).replace("\n", "") == (
        "<table><tr><td>a</td></tr><tr><td>b</td><th>c</th></tr></table>"
        "<ul><li>d</li><li><p>e</p></li></ul><p>f</p><h3>g</h3>"
    )
