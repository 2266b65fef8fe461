"""The structure tree of a sealed file: one tree, every page's marks in it."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, String

from safeclose.sealing.joining import join
from tests.evidence_examples import SEALED_AT, certificate_example, example, plain_pdf, saved, typeset_pdf


@pytest.fixture
def joined():
    with join(typeset_pdf(), certificate_example(), example().bundle, at=SEALED_AT) as pdf:
        yield pdf


def listed(value):
    return list(value) if isinstance(value, Array) else [value]


def elements(node):
    for child in listed(node.get(Name.K)):
        if isinstance(child, Dictionary) and Name.S in child:
            yield child
            yield from elements(child)


def test_there_is_one_document_and_the_certificate_is_part_of_it(joined):
    top = next(elements(joined.Root.StructTreeRoot))
    assert str(top.S) == "/Document"
    parts = [each for each in top.K if str(each.S) == "/Part"]
    assert len(parts) == 1
    assert str(parts[0].Lang) == "en"
    headings = [str(each.S) for each in elements(parts[0]) if str(each.S).startswith("/H")]
    assert headings == ["/H1", "/H2", "/H3", "/H3", "/H2", "/H2"]


def test_every_element_knows_its_parent(joined):
    for parent in [joined.Root.StructTreeRoot, *elements(joined.Root.StructTreeRoot)]:
        for child in listed(parent.get(Name.K)):
            if isinstance(child, Dictionary) and Name.S in child:
                assert child.P.objgen == parent.objgen


def test_every_page_finds_its_own_marks(joined):
    tree = NumberTree(joined.Root.StructTreeRoot.ParentTree)
    keys = [page.obj.StructParents for page in joined.pages]
    assert len(set(keys)) == len(keys) == len(joined.pages)
    assert max(tree) < joined.Root.StructTreeRoot.ParentTreeNextKey
    for page in joined.pages:
        owners = [each for each in tree[page.obj.StructParents] if isinstance(each, Dictionary)]
        assert owners
        assert {each.Pg.objgen for each in owners if Name.Pg in each} == {page.obj.objgen}


def test_table_headers_are_named_once(joined):
    named = [str(each.ID) for each in elements(joined.Root.StructTreeRoot) if Name.ID in each]
    assert len(set(named)) == len(named)
    headers = set()
    for each in elements(joined.Root.StructTreeRoot):
        for one in listed(each.get(Name.A, Array())):
            headers |= {str(header) for header in one.get(Name.Headers, [])}
    assert headers == set(named)
    assert {name.startswith("certificate-") for name in named} == {True, False}


def test_without_tags_on_one_side_no_page_points_anywhere():
    with join(plain_pdf(), certificate_example(), example().bundle, at=SEALED_AT) as pdf:
        assert Name.StructTreeRoot not in pdf.Root
        assert not any(Name.StructParents in page.obj for page in pdf.pages)
    with join(typeset_pdf(), plain_pdf(), example().bundle, at=SEALED_AT) as pdf:
        assert [page.obj.get(Name.StructParents) for page in pdf.pages][2:] == [None, None]
        assert all(Name.StructParents in page.obj for page in list(pdf.pages)[:2])


def test_a_tree_of_another_make_gets_a_document_at_its_top():
    """No parent tree, no names, a single paragraph: what a simple program writes."""
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=tree, T=String("first")))
        pdf.Root.StructTreeRoot = tree
        pdf.Root.MarkInfo = Dictionary(Marked=True, Suspects=False)
        presented = saved(pdf)
    with join(presented, certificate_example(), example().bundle, at=SEALED_AT) as pdf:
        top = pdf.Root.StructTreeRoot.K
        assert [str(each.S) for each in top.K] == ["/P", "/Part"]
        assert top.K[0].P.objgen == top.objgen
        assert pdf.Root.MarkInfo.keys() == {"/Marked"}
        keys = [page.obj.StructParents for page in list(pdf.pages)[2:]]
        assert len(set(keys)) == len(keys) > 1
