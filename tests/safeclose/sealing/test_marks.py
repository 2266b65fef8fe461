"""Marks in a sealed PDF: over the pages, in the tags, and from the evidence alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import zip_longest
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, Pdf, String

from safeclose.marks.definitions import Mark, MarkKind
from safeclose.marks.placed import PutMark, put_marks
from safeclose.proof.hashchain import subject_hash
from safeclose.sealing.bundle import make_bundle, revealed_payloads
from safeclose.sealing.joining import join
from safeclose.sealing.mark_tags import description
from safeclose.sealing.seal import SealingError, seal
from safeclose.sealing.signature import sign
from safeclose.verify import verify
from safeclose.verify.evidence import examine
from safeclose.verify.pages import page_fingerprints
from signing.evidence.certificate import make_certificate
from tests import programs
from tests.evidence_examples import (
    SEALED_AT,
    SUBJECT,
    VERIFY_URL,
    certificate_example,
    chain,
    example,
    plain_pdf,
    saved,
    sealed_example,
    sealing_key,
    typeset_pdf,
)
from tests.mark_examples import ASKED, definition, story_with_marks

FORM = "/SafecloseMarks"


@cache
def evidence(presented: bytes, asked: tuple[int, ...] | None = None) -> bytes:
    """The bundle of a document that Bea and Sam signed with marks; `asked` are indexes of ASKED."""
    digest = sha256(presented).hexdigest()
    chosen = ASKED if asked is None else [ASKED[at] for at in asked]
    events, revealed = chain(story_with_marks(digest, chosen), digest)
    documents = [{"id": "doc_1", "title": "Agreement", "sha256": digest}]
    return make_bundle(SUBJECT, documents, events, sealing_key(), at=SEALED_AT, revealed=revealed)


@cache
def sealed(presented: bytes) -> bytes:
    bundle = evidence(presented)
    certificate = make_certificate(bundle, verify_url=VERIFY_URL)
    return seal(presented, certificate, bundle, sealing_key(), at=SEALED_AT).pdf


def elements(node: Any) -> Iterator[Any]:
    kids = node.get(Name.K)
    for child in kids if isinstance(kids, Array) else [kids]:
        if isinstance(child, Dictionary) and Name.S in child:
            yield child
            yield from elements(child)


def figures(pdf: Pdf) -> list[Any]:
    """Those of the marks; the certificate, a part of its own, has figures, too."""
    return [each for each in next(elements(pdf.Root.StructTreeRoot)).K if str(each.S) == "/Figure"]


@pytest.mark.parametrize("make", [typeset_pdf, plain_pdf], ids=["tagged", "plain"])
def test_a_sealed_file_with_marks_is_genuine(make):
    report = verify(sealed(make()), trust=[sealing_key().certificate])
    assert report.result == "genuine", report.checks
    assert len(report.marks) == len(ASKED)


def test_a_bundle_without_marks_gives_the_file_that_it_always_gave():
    """The same bytes as the parts give that know nothing of marks."""
    given = example()
    with join(given.presented, certificate_example(), given.bundle, at=SEALED_AT) as joined:
        pdf = sign(joined, given.key, at=SEALED_AT, nonce=sha256(given.bundle).digest())
    assert pdf == sealed_example()
    assert FORM.encode() not in sealed_example()
    with pikepdf.open(BytesIO(given.presented)) as before, pikepdf.open(BytesIO(sealed_example())) as after:
        for one, other in zip(before.pages, after.pages, strict=False):
            assert one.obj.Contents.read_raw_bytes() == other.obj.Contents.read_raw_bytes()


def test_pages_without_marks_stay_as_they_were():
    presented = typeset_pdf(pages=4)
    with pikepdf.open(BytesIO(presented)) as before, pikepdf.open(BytesIO(sealed(presented))) as after:
        pairs = list(zip_longest(page_fingerprints(before), page_fingerprints(after)))
        for page in after.pages[2:]:
            assert FORM not in page.obj.get(Name.Resources, Dictionary()).get(Name.XObject, Dictionary())
    assert [one == other for one, other in pairs][:4] == [False, False, True, True]


def test_the_files_inside_are_exact():
    with pikepdf.open(BytesIO(sealed(typeset_pdf()))) as opened:
        inside = {name: each.get_file().read_bytes() for name, each in opened.attachments.items()}
    assert inside == {"presented.pdf": typeset_pdf(), "evidence.json": evidence(typeset_pdf())}


def evidence_that_lacks_a_mark(presented: bytes) -> bytes:
    """Sam has signed, and one of Sam's marks was not put."""
    digest = sha256(presented).hexdigest()
    told = story_with_marks(digest)
    told[-2][2]["marks"] = told[-2][2]["marks"][1:]
    events, revealed = chain(told, digest)
    documents = [{"id": "doc_1", "title": "Agreement", "sha256": digest}]
    return make_bundle(SUBJECT, documents, events, sealing_key(), at=SEALED_AT, revealed=revealed)


def test_marks_that_break_a_rule_are_not_sealed():
    bundle = evidence_that_lacks_a_mark(plain_pdf())
    with pytest.raises(SealingError, match=r"Event 11: the mark .* is missing\."):
        seal(plain_pdf(), certificate_example(), bundle, sealing_key(), at=SEALED_AT)


def test_marks_that_the_evidence_does_not_have_are_not_sealed(monkeypatch):
    presented, bundle = plain_pdf(), evidence(plain_pdf())
    marks = put_marks(revealed_payloads(bundle))
    for other in (marks[1:], [*marks, marks[0]], []):
        monkeypatch.setattr("safeclose.sealing.seal.marks_in", lambda *_, other=other: other)
        with pytest.raises(SealingError, match="does not verify"):
            seal(presented, certificate_example(), bundle, sealing_key(), at=SEALED_AT)


def test_each_document_of_a_package_has_its_own_marks():
    files = [plain_pdf(), typeset_pdf()]
    hashes = [sha256(each).hexdigest() for each in files]
    envelope = story_with_marks(hashes[0])
    sent, rest = envelope[0][2], envelope[1:-1]
    asked = sent.pop("marks")
    sent["documents"] = [
        {"id": str(at), "title": "Paper", "sha256": each, "marks": asked if at == 0 else []}
        for at, each in enumerate(hashes)
    ]
    told = [("sent", envelope[0][1], sent)]
    told += [
        (
            kind,
            actor,
            {**data, "documentId": "0", "documentSha256": hashes[0]} if kind in ("marked", "signed") else data,
        )
        for kind, actor, data in rest
    ]
    events, revealed = chain([*told, envelope[-1]], subject_hash(hashes))
    documents = [{"id": str(at), "title": "Paper", "sha256": each} for at, each in enumerate(hashes)]
    bundle = make_bundle(SUBJECT, documents, events, sealing_key(), at=SEALED_AT, revealed=revealed)
    certificate = make_certificate(bundle, verify_url=VERIFY_URL)
    examined = examine(bundle)
    pdfs = [seal(each, certificate, bundle, sealing_key(), at=SEALED_AT, examined=examined).pdf for each in files]
    assert pdfs == [seal(each, certificate, bundle, sealing_key(), at=SEALED_AT).pdf for each in files]
    assert [b"/Figure <</MCID 0>> BDC" in pdf for pdf in pdfs] == [True, False]


def test_evidence_that_was_examined_vouches_for_no_other():
    """What is inside a file is judged, and not what the caller has examined."""
    bundle, key = evidence_that_lacks_a_mark(plain_pdf()), sealing_key()
    with join(plain_pdf(), certificate_example(), bundle, at=SEALED_AT) as joined:
        pdf = sign(joined, key, at=SEALED_AT, nonce=sha256(bundle).digest())
    report = verify(pdf, trust=[key.certificate], examined=examine(evidence(plain_pdf())))
    assert report.result == "altered"
    assert report == verify(pdf, trust=[key.certificate], examined=examine(bundle))
    assert report == verify(pdf, trust=[key.certificate])


# Tags


def test_every_mark_is_an_element_that_says_what_it_is():
    with pikepdf.open(BytesIO(sealed(typeset_pdf()))) as pdf:
        assert [str(each.Alt) for each in figures(pdf)] == [
            "Initials of Bea Buyer, signed on 2026-05-01 at 12:07 UTC",
            "Remark, entered by Bea Buyer: Keys on Monday",
            "Checkbox, checked by Bea Buyer",
            "Initials of Sam Seller, signed on 2026-05-01 at 12:11 UTC",
            "Signature of Bea Buyer, signed on 2026-05-01 at 12:07 UTC",
            "Name of the signer: Bea Buyer",
            "Date of the signature of Bea Buyer: 2026-05-01",
            "Signature of Sam Seller, signed on 2026-05-01 at 12:11 UTC",
            "Name of the signer: Sam Seller",
            "Date of the signature of Sam Seller: 2026-05-01",
        ]


def test_the_elements_are_read_where_their_page_ends():
    with pikepdf.open(BytesIO(sealed(typeset_pdf()))) as pdf:
        top = next(elements(pdf.Root.StructTreeRoot))
        kinds = [str(each.S)[1:] for each in top.K]
    assert kinds == ["H1", "P", "Table", "P", *["Figure"] * 4, "P", *["Figure"] * 6, "Part"]


def test_the_tree_of_tags_is_sound():
    with pikepdf.open(BytesIO(sealed(typeset_pdf()))) as pdf:
        tree = pdf.Root.StructTreeRoot
        parents = NumberTree(tree.ParentTree)
        pages = [page.obj.objgen for page in pdf.pages]
        for figure in figures(pdf):
            content = figure.K
            page = pdf.pages[pages.index(figure.Pg.objgen)]
            form = page.obj.Resources.XObject[FORM]
            assert (content.Type, content.Pg.objgen, content.Stm.objgen) == (Name.MCR, page.obj.objgen, form.objgen)
            assert parents[form.StructParents][int(content.MCID)].objgen == figure.objgen
            assert f"/Figure <</MCID {content.MCID}>> BDC".encode() in form.read_bytes()
            assert str(figure.P.S) == "/Document"
            assert figure.objgen in [each.objgen for each in figure.P.K]
        numbers = [page.obj.StructParents for page in pdf.pages]
        numbers += [page.obj.Resources.XObject[FORM].StructParents for page in pdf.pages[:2]]
        assert len(set(numbers)) == len(numbers)
        assert max(parents) < tree.ParentTreeNextKey


def test_the_box_of_an_element_is_where_the_mark_is_on_the_page():
    with pikepdf.open(BytesIO(typeset_pdf())) as pdf:
        pdf.pages[1].obj.Rotate = 90
        presented = saved(pdf)
    with pikepdf.open(BytesIO(presented)) as pdf:
        left, bottom, _, top = (float(each) for each in pdf.pages[0].mediabox)
    with pikepdf.open(BytesIO(sealed(presented))) as pdf:
        boxes = [[float(edge) for edge in each.A.BBox] for each in figures(pdf)]
    assert boxes[0] == pytest.approx([left + 500, top - 724, left + 560, top - 700], abs=0.01)
    assert boxes[4] == pytest.approx([left + 600, bottom + 72, left + 636, bottom + 252], abs=0.01)


def test_another_program_reads_the_elements(needs, tmp_path):
    needs("pdfinfo")
    (tmp_path / "sealed.pdf").write_bytes(sealed(typeset_pdf()))
    told = programs.run("pdfinfo", "-struct-text", tmp_path / "sealed.pdf").stdout.decode(errors="replace")
    lines = [line.strip() for line in told.split("\n  Part")[0].splitlines()]  # what follows is the certificate
    assert lines.count("Figure:") == len(ASKED)
    assert '"Sam Seller2026-05-01 12:11 UTC · event 11"' in lines
    assert '"Keys on Monday"' in lines


@pytest.mark.parametrize("broken", [False, True])
def test_a_file_without_a_tree_of_tags_gets_none(broken):
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        if broken:
            pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array([3]))
        presented = saved(pdf)
    with pikepdf.open(BytesIO(sealed(presented))) as pdf:
        assert Name.StructTreeRoot not in pdf.Root
        assert Name.StructParents not in pdf.pages[0].obj.Resources.XObject[FORM]


def test_a_tree_of_a_simple_program_gets_the_elements_too():
    """No parent tree, no document, one paragraph that refers to no page."""
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=tree, T=String("first")))
        pdf.Root.StructTreeRoot = tree
        presented = saved(pdf)
    with join(
        presented, certificate_example(), b"", put_marks(revealed_payloads(evidence(presented))), at=SEALED_AT
    ) as pdf:
        top = pdf.Root.StructTreeRoot.K
        assert [str(each.S)[1:] for each in top.K] == [*["Figure"] * len(ASKED), "P", "Part"]


@pytest.mark.parametrize(
    ("kind", "language", "name", "label", "said"),
    [
        ("signature", "fr", "Béa", "", "Signature de Béa, signé le 2026-11-29 à 06:40 UTC"),
        ("initials", "fr", "Béa", "", "Initiales de Béa, signé le 2026-11-29 à 06:40 UTC"),
        ("name", "fr", "Béa", "", "Nom du signataire : Midi"),
        ("date", "fr", "Béa", "", "Date de la signature de Béa : Midi"),
        ("text", "fr", "Béa", "", "Texte, saisi par Béa : Midi"),
        ("checkbox", "fr", "Béa", "Clés", "Clés, coché par Béa"),
        ("signature", "en", None, "", "Signature of the signer, signed on 2026-11-29 at 06:40 UTC"),
        ("text", "en", None, "Keys {at}", "Keys {at}, entered by the signer: Midi"),
    ],
)
def test_what_a_screen_reader_reads(kind, language, name, label, said):
    mark = Mark.read({**definition("m", kind, "sgr_1"), "label": label})
    at = datetime(2026, 11, 29, 6, 40, tzinfo=UTC)
    put = PutMark(mark, "d" * 64, "signer", 5, at, name, None, None, "" if kind == MarkKind.CHECKBOX else "Midi")
    assert description(put, language) == said


def test_the_language_is_that_of_the_document():
    with pikepdf.open(BytesIO(typeset_pdf())) as pdf:
        pdf.Root.Lang = String("fr-CA")
        presented = saved(pdf)
    with pikepdf.open(BytesIO(sealed(presented))) as pdf:
        assert str(figures(pdf)[0].Alt).startswith("Initiales de Bea Buyer")
