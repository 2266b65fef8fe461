"""Files made to hurt whoever reads, shows or signs them."""

import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from documents.forms.fillable_pdf.filling import Paper, fill
from documents.forms.fillable_pdf.reading import blank_paper, take_apart
from documents.intake import rehearsal
from documents.intake.opening import REPAIRED, UNREADABLE
from documents.intake.presenting import presentable
from documents.intake.size_limits import BOMB, NESTED, OUTSIDE
from safeclose.child_processes.confined import UnfitError
from tests.documents.forms.forms import FormMaker
from tests.documents.forms.test_filling import AT, pixels
from tests.evidence_examples import plain_pdf

Change = Callable[[Pdf], None]


def form(change: Change | None = None, **options: object) -> bytes:
    made = FormMaker()
    made.text("name", [72, 700, 300, 720])
    return made.bytes(change, **options)


def plain(change: Change) -> bytes:
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


@cache
def zeros(size: int) -> bytes:
    """That many, packed: as one piece of them is packed, again and again."""
    packer, piece = zlib.compressobj(1), bytes(1024 * 1024)
    first = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    whole = first + again * (size // len(piece) - 1)
    checksum = (size % 65521 << 16) + 1  # Adler-32 of zeros
    return whole + b"\x03\x00" + checksum.to_bytes(4)


def packed(pdf: Pdf, size: int) -> Stream:
    """A stream that unpacks to that many zeros."""
    made = Stream(pdf, zeros(size))
    made.Filter = Name.FlateDecode
    return made


def content_bomb(pdf: Pdf) -> None:
    pdf.pages[0].obj.Contents = packed(pdf, 1024 * 1024 * 1024)


def font_bomb(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.Font = Dictionary(F1=Dictionary(FontDescriptor=Dictionary(FontFile2=packed(pdf, 2**28))))


def many_bombs(pdf: Pdf) -> None:
    pdf.Root.Kept = Array([packed(pdf, 48 * 1024 * 1024) for _ in range(50)])


def twice_packed(pdf: Pdf) -> None:
    made = Stream(pdf, zlib.compress(zeros(2**28)))
    made.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    pdf.pages[0].obj.Contents = made


def nested_drawings(levels: int, each: int) -> Change:
    def change(pdf: Pdf) -> None:
        below = pdf.make_stream(b"0 0 1 1 re f\n" * 100)
        below.Type, below.Subtype, below.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        for _ in range(levels):
            above = pdf.make_stream(b"/X Do\n" * each)
            above.Type, above.Subtype, above.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
            above.Resources = Dictionary(XObject=Dictionary(X=below))
            below = above
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=below))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")

    return change


def drawing_of_itself(pdf: Pdf) -> None:
    made = pdf.make_stream(b"/X Do")
    made.Subtype, made.BBox = Name.Form, Array([0, 0, 9, 9])
    made.Resources = Dictionary(XObject=Dictionary(X=made))
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=made))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")


def picture_bomb(pdf: Pdf) -> None:
    made = pdf.make_stream(b"")
    made.Subtype, made.Width, made.Height = Name.Image, 60_000, 60_000
    made.ColorSpace, made.BitsPerComponent = Name.DeviceGray, 8
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=made))


def outside(pdf: Pdf) -> None:
    made = pdf.make_stream(b"")
    made.F = Dictionary(Type=Name.Filespec, F=String("/etc/passwd"))
    pdf.pages[0].obj.Contents = made


def reference(pdf: Pdf) -> None:
    made = pdf.make_stream(b"")
    made.Subtype, made.Ref = Name.Form, Dictionary(F=String("other.pdf"), Page=0)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=made))


def huge_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 200_000, 200_000])


def magnified_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.UserUnit = 75


def no_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 0, 0])


def many_pages(pdf: Pdf) -> None:
    for _ in range(2000):
        pdf.add_blank_page(page_size=(100, 100))


def page_tree_loop(content: bytes) -> bytes:
    """The page tree contains itself, many times over."""
    with pikepdf.open(BytesIO(content)) as pdf:
        out = BytesIO()
        pdf.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue().replace(b"/Kids [\n", b"/Kids [\n" + b"    3 0 R\n    1 0 R\n" * 2000)


def broken_table(content: bytes) -> bytes:
    at = content.rindex(b"startxref")
    return content[:at] + b"startxref\n7\n%%EOF\n"


def deep_arrays() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"]" * 100_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def signed(pdf: Pdf) -> None:
    value = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=String("x"))
    pdf.Root.AcroForm.Fields.append(pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("s"), V=value)))


SIZE = "Page 1 measures {0} × {0} points; a side has 18 to 3,400."
BOTH: dict[str, tuple[Change, str]] = {
    "content bomb": (content_bomb, BOMB),
    "font bomb": (font_bomb, BOMB),
    "many bombs": (many_bombs, BOMB),
    "twice packed": (twice_packed, BOMB),
    "billion drawings": (nested_drawings(9, 20), BOMB),
    "deep drawings": (nested_drawings(30, 1), NESTED),
    "drawing of itself": (drawing_of_itself, BOMB),
    "picture bomb": (picture_bomb, "The PDF has a picture of more than 80 million pixels."),
    "content of another file": (outside, OUTSIDE),
    "page of another file": (reference, OUTSIDE),
    "huge page": (huge_page, SIZE.format(200000)),
    "page without size": (no_page, SIZE.format(0)),
    "many pages": (many_pages, "The PDF has more than 2000 pages."),
}


@pytest.mark.parametrize("kind", BOTH)
def test_a_hostile_file_is_refused_as_a_form_and_as_something_to_sign(kind: str) -> None:
    change, said = BOTH[kind]
    for content, work in ((form(change), blank_paper), (plain(change), presentable)):
        with pytest.raises(UnfitError) as refused:
            work(content)
        assert str(refused.value) == said


def test_a_page_that_is_magnified_beyond_the_largest_is_refused() -> None:
    with pytest.raises(UnfitError, match=r"Page 1 measures 45900 × 59400 points"):
        blank_paper(form(magnified_page))


ENCRYPTED = pikepdf.Encryption(owner="owner", user="")
LOCKED = pikepdf.Encryption(owner="owner", user="user")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is not a PDF."),
        (b"<html>%PDF-1.7", UNREADABLE),
        (b"%PDF-1.7 and nothing else", UNREADABLE),
        (form(encryption=ENCRYPTED), "The PDF is encrypted."),
        (form(encryption=LOCKED), "The PDF is protected by a password."),
        (form(signed), "The PDF is signed already."),
        (deep_arrays(), UNREADABLE),
    ],
    ids=["empty", "web page", "head", "encrypted", "locked", "signed", "deep"],
)
def test_what_is_no_open_pdf_is_refused_as_a_form(content: bytes, said: str) -> None:
    with pytest.raises(UnfitError) as refused:
        blank_paper(content)
    assert str(refused.value) == said


def test_a_page_tree_that_contains_itself_is_refused() -> None:
    with pytest.raises(UnfitError):
        presentable(page_tree_loop(plain_pdf()))


def test_a_broken_table_is_mended_for_a_form_and_refused_for_what_is_signed_as_it_is() -> None:
    assert [field.name for field in blank_paper(broken_table(form())).fields] == ["name"]
    with pytest.raises(UnfitError) as refused:
        presentable(broken_table(plain_pdf()))
    assert str(refused.value) == REPAIRED


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def everything_active(pdf: Pdf) -> None:
    """What forms in the field have, and more."""
    page, (field,) = pdf.pages[0], list(pdf.Root.AcroForm.Fields)
    pdf.Root.OpenAction = script()
    pdf.Root.AA = Dictionary(WC=script())
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), pdf.make_indirect(script())])))
    pdf.attachments["hidden.exe"] = b"MZ"
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")
    page.obj.AA = Dictionary(O=script())
    field.AA = Dictionary(K=script(), F=script())
    for at, action in enumerate(
        (
            Dictionary(S=Name.Launch, F=String("cmd.exe")),
            Dictionary(S=Name.SubmitForm, F=String("https://example.com")),
            Dictionary(S=Name.ImportData, F=String("x.fdf")),
            Dictionary(S=Name.GoToR, F=String("x.pdf")),
            Dictionary(S=Name.URI, URI=String("https://example.com"), Next=script()),
        )
    ):
        place = Array([at * 10, 0, at * 10 + 9, 9])
        page.obj.Annots.append(pdf.make_indirect(Dictionary(Subtype=Name.Link, Rect=place, A=action)))
    for kind in (Name.RichMedia, Name("/3D"), Name.Movie, Name.Sound, Name.Screen, Name.FileAttachment):
        page.obj.Annots.append(pdf.make_indirect(Dictionary(Subtype=kind, Rect=Array([0, 50, 9, 59]), A=script())))
    page.obj.PieceInfo = Dictionary(X=Dictionary(Private=script()))
    page.obj.Resources.Properties = Dictionary(P=Dictionary(AF=script(), Metadata=pdf.make_stream(b"x")))


FORBIDDEN = {
    "/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/AcroForm", "/Annots", "/URI",
    "/PieceInfo", "/OCProperties", "/OC", "/Names",
}  # fmt: skip
ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/URI", "/Widget", "/RichMedia", "/3D"}


def test_what_acts_is_left_out_and_said() -> None:
    blank = blank_paper(form(everything_active))
    assert blank.left_out == [
        "an XFA form", "attached files", "films and sounds", "links", "links to other files", "reading of other files",
        "scripts", "sending of data", "starting of programs",
    ]  # fmt: skip
    made = fill(Paper(blank.pdf, blank.pages, "en"), blank.fields, {"name": "Ana"}, title="T", at=AT)
    for content in (blank.pdf, made.pdf):
        with pikepdf.open(BytesIO(content)) as pdf:
            found = [each for each in pdf.objects if isinstance(each, Dictionary | Stream)]
            keys = {key for each in found for key, _ in each.items()}
            assert not keys & FORBIDDEN
            assert not {str(each.get(Name.S)) for each in found} & ACTIONS
            assert not {str(each.get(Name.Subtype)) for each in found} & ACTIONS
        assert b"app.alert" not in content
        assert b"cmd.exe" not in content


def test_notes_on_a_form_are_still_seen_on_its_paper() -> None:
    def stamp(pdf: Pdf) -> None:
        look = pdf.make_stream(b"0 0 1 rg 0 0 50 50 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 50])
        note = Dictionary(Subtype=Name.Stamp, Rect=Array([400, 400, 450, 450]), AP=Dictionary(N=look), F=4)
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(note))

    blank = blank_paper(form(stamp))
    assert pixels(blank.pdf).getpixel((425, 792 - 425)) < 128


def test_an_xfa_form_is_refused_unless_it_is_an_acroform_too() -> None:
    made = FormMaker()
    made.pdf.Root.AcroForm.XFA = made.pdf.make_stream(b"<xdp/>")
    with pytest.raises(UnfitError, match="XFA form"):
        blank_paper(made.bytes())
    made.text("name", [72, 700, 300, 720])
    assert [field.name for field in blank_paper(made.bytes()).fields] == ["name"]
    made.pdf.Root.NeedsRendering = True
    with pytest.raises(UnfitError, match="XFA form"):
        blank_paper(made.bytes())


def test_the_paper_of_a_form_is_in_the_form_that_can_be_sealed() -> None:
    paper = blank_paper(form()).pdf
    assert presentable(paper).pdf == paper


def test_a_form_whose_paper_can_not_be_sealed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(pdf: bytes) -> None:
        raise UnfitError("The PDF can't be sealed.")

    monkeypatch.setattr(rehearsal, "rehearse", fails)
    with pytest.raises(UnfitError, match=r"^The PDF can't be sealed\.$"):
        take_apart(form())


def test_layers_of_a_form_that_every_reader_shows_are_kept_and_named() -> None:
    def layers(pdf: Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Terms")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary())

    assert blank_paper(form(layers)).left_out == ["layers"]
