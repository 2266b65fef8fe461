"""Attacks on sealed files: by strangers with an editor, and by somebody who has the key."""

import json
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from safeclose.sealing import signature
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.joining import join
from safeclose.sealing.signature import sign
from safeclose.verify import verify
from safeclose.verify.seal import _places
from tests.evidence_examples import (
    SEALED_AT,
    SUBJECT,
    certificate_example,
    chain,
    example,
    new_key,
    plain_pdf,
    sealed_example,
    sealing_key,
    signed,
    story,
    typeset_pdf,
)
from tests.reports import failed, plain

CHECKS = [
    "seal",
    "coverage",
    "signature",
    "trust",
    "certification",
    "structure",
    "active content",
    "attachments",
    "pages",
    "evidence",
    "chain",
    "completion",
    "personal data",
    "head",
    "presented file",
    "same certificate",
    "time stamp",
]


def judged(pdf: bytes, **files):
    return verify(pdf, trust=[sealing_key().certificate], **files)


def forged(change: Callable[[pikepdf.Pdf], None], *, presented=None, bundle=None, key=None) -> bytes:
    """A file sealed with the trusted key (or another) over what that key should never have signed."""
    with join(presented or example().presented, certificate_example(), bundle or example().bundle, at=SEALED_AT) as pdf:
        change(pdf)
        return sign(pdf, key or sealing_key(), at=SEALED_AT, nonce=b"forged")


def nothing(pdf: pikepdf.Pdf) -> None:
    """The control: what `forged` makes without a change is genuine."""


def test_a_sealed_file_is_genuine():
    report = judged(sealed_example())
    assert [check.name for check in report.checks] == CHECKS
    assert failed(report) == {}
    assert report.result == "genuine"
    assert report.summary == "Sealed by Safeclose seal at 2026-05-01 13:00:00 UTC, and not changed since."
    assert report.about == {
        "title": "Agreement of Purchase",
        "kind": "envelope",
        "trailId": "env_1",
        "documentSha256": sha256(example().presented).hexdigest(),
        "sealedAt": "2026-05-01 13:00:00 UTC",
        "completedAt": "2026-05-01 12:10:00 UTC",
        "sealedBy": "Safeclose seal",
    }


def test_without_trust_nothing_is_genuine():
    report = verify(sealed_example())
    assert report.result == "unknown"
    assert list(failed(report)) == ["trust"]
    assert "No trusted certificate was given" in report.summary
    assert report.about == {}


def test_another_seal_is_not_trusted_and_not_read():
    stranger = new_key("Stranger")
    report = judged(forged(nothing, key=stranger, bundle=signed(example().presented, stranger).bundle))
    assert (report.result, report.summary) == (
        "unknown",
        "Sealed with a certificate that is not trusted (Stranger). Anybody can make such a file.",
    )
    assert [check.name for check in report.checks] == ["seal", "coverage", "signature", "trust"]


def test_a_namesake_is_a_stranger():
    """Same name, another key: the certificate counts, not what it says."""
    namesake = new_key("Safeclose seal")
    assert judged(forged(nothing, key=namesake)).result == "unknown"


@pytest.mark.parametrize("at", ["2025-12-31T23:59:59Z", "2036-06-01T00:00:00Z"])
def test_a_seal_outside_the_certificates_life_is_unknown(at):
    with join(example().presented, certificate_example(), example().bundle, at=SEALED_AT) as pdf:
        file = sign(pdf, sealing_key(), at=SEALED_AT.fromisoformat(at), nonce=b"late")
    report = judged(file)
    assert report.result == "unknown"
    assert "was not valid at" in failed(report)["trust"]


def test_an_issuer_can_be_trusted_instead():
    root = new_key("Root", authority=True)
    key = new_key("Seal", issuer=root)
    file = forged(nothing, key=key, bundle=signed(example().presented, key).bundle)
    named = {"signer_sha256": [key.fingerprint]}
    assert verify(file, trust=[root.certificate], **named).result == "genuine"
    assert verify(file, trust=[key.certificate]).result == "genuine"
    assert verify(file, trust=[new_key("Root", authority=True).certificate], **named).result == "unknown"


def test_issuers_in_the_container_can_not_be_changed():
    """Nothing in the container covers them; the evidence does."""
    root = new_key("Root", authority=True)
    key = new_key("Seal", issuer=root)
    file = forged(nothing, key=key, bundle=signed(example().presented, key).bundle)
    issuer = root.certificate.public_bytes(Encoding.DER).hex().upper().encode()
    begin = file.index(issuer)
    for at in range(begin + 100, begin + len(issuer), 97):
        changed = bytearray(file)
        changed[at] = ord("0") if changed[at] != ord("0") else ord("1")
        assert verify(bytes(changed), trust=[key.certificate]).result == "altered"


def test_certificates_in_the_container_can_not_trade_places():
    root = new_key("Root", authority=True)
    key = new_key("Seal", issuer=root)
    file = forged(nothing, key=key, bundle=signed(example().presented, key).bundle)
    written = [each.certificate.public_bytes(Encoding.DER).hex().upper().encode() for each in (root, key)]
    one, other = written if file.index(written[0]) < file.index(written[1]) else written[::-1]
    assert one + other in file
    report = verify(file.replace(one + other, other + one), trust=[key.certificate])
    assert (report.result, report.summary) == (
        "altered",
        "The container's certificates are repeated or not in order.",
    )


@pytest.mark.parametrize("appended", [b"\n", b"\0", b"% comment\n", b"%%EOF\n", b"0" * 5000])
def test_appended_bytes_are_found(appended):
    report = judged(sealed_example() + appended)
    assert report.result == "altered"
    number = "1 byte was" if len(appended) == 1 else f"{len(appended)} bytes were"
    assert failed(report) == {"coverage": f"{number} appended after the seal."}


def test_missing_bytes_are_found():
    report = judged(sealed_example()[:-1000])
    assert report.result == "altered"
    assert failed(report) == {"coverage": "The file is truncated: 1000 bytes are missing at its end."}


def updated() -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(sealed_example()))
    writer.root["/Lang"] = pdf_string("fr")
    writer.update_root()
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def test_an_incremental_update_is_found():
    report = judged(updated())
    assert report.result == "altered"
    assert list(failed(report)) == ["coverage"]


def test_an_incremental_update_without_time_stamp_breaks_the_certification():
    report = verify(updated(), trust=[sealing_key().certificate], time_stamp_trust=[new_key().certificate])
    assert report.result == "altered"
    assert set(failed(report)) == {"certification"}


def test_a_second_signature_is_found(monkeypatch):
    # pyHanko itself keeps to the certification.
    monkeypatch.setattr(signers.PdfSigner, "_enforce_certification_constraints", lambda *_: None)
    other = new_key("Second")
    signer = signers.SimpleSigner(
        asn1.Certificate.load(other.certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(
            other.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(BytesIO(sealed_example()))
    fields.append_signature_field(writer, fields.SigFieldSpec("Second"))
    written = signers.PdfSigner(signers.PdfSignatureMetadata(field_name="Second"), signer).sign_pdf(writer)
    report = judged(written.getvalue())
    assert report.result == "altered"
    assert list(failed(report)) == ["coverage"]


def test_a_file_whose_seal_was_taken_off_is_unknown():
    with pikepdf.open(BytesIO(sealed_example())) as pdf:
        del pdf.Root.AcroForm, pdf.Root.Perms, pdf.pages[-1].obj.Annots
        stripped = BytesIO()
        pdf.save(stripped)
    report = judged(stripped.getvalue())
    assert (report.result, report.summary) == (
        "unknown",
        "This PDF has no Safeclose seal, so nothing vouches for it.",
    )


def test_a_file_written_anew_with_its_seal_is_altered():
    with pikepdf.open(BytesIO(sealed_example())) as pdf:
        written = BytesIO()
        pdf.save(written)
    assert judged(written.getvalue()).result == "altered"


def test_a_seal_moved_to_another_file_is_altered():
    """Signature wrapping: the genuine container and byte range in a file with other content."""
    other = forged(nothing, presented=plain_pdf(), bundle=signed(plain_pdf(), sealing_key()).bundle)
    mine, theirs = sealed_example(), bytearray(other)
    begin = mine.index(b"/Contents <") + 11
    end = mine.index(b">", begin)
    at = theirs.index(b"/Contents <") + 11
    theirs[at : at + end - begin] = mine[begin:end]
    assert judged(bytes(theirs)).result == "altered"


def test_an_unchanged_forgery_of_the_tests_is_genuine():
    assert judged(forged(nothing)).result == "genuine"


def attach(name: str, data: bytes, relationship: str = "/Source", **entries):
    def change(pdf: pikepdf.Pdf) -> None:
        specification = pikepdf.AttachedFileSpec(pdf, data, filename=name)
        specification.obj.AFRelationship = Name(relationship)
        for entry, value in entries.items():
            specification.obj.EF.F[f"/{entry}"] = value
        pdf.attachments[name] = specification

    return change


def test_an_exchanged_presented_file_is_found():
    report = judged(forged(attach("presented.pdf", plain_pdf())))
    assert report.result == "altered"
    assert failed(report) == {
        "pages": "Page 1 is not the page that was presented.",
        "presented file": f"The attached file ({sha256(plain_pdf()).hexdigest()}) is not the one the trail is about.",
    }


def test_evidence_of_another_file_is_found():
    other = signed(plain_pdf(), sealing_key()).bundle
    report = judged(forged(nothing, bundle=other))
    assert report.result == "altered"
    assert list(failed(report)) == ["presented file"]


def test_evidence_by_another_signer_is_found():
    stranger = new_key("Stranger")
    report = judged(forged(nothing, bundle=signed(example().presented, stranger).bundle))
    assert report.result == "altered"
    assert failed(report) == {"same certificate": "The evidence was signed with another certificate than the file."}


def remove_evidence(pdf):
    del pdf.attachments["evidence.json"]


def remove_page(pdf):
    del pdf.pages[0]


def remove_certificate(pdf):
    while len(pdf.pages) > 2:
        del pdf.pages[2]


def change_content(pdf):
    pdf.pages[1].obj.Contents = pdf.make_stream(b"0 0 100 100 re f")


def change_content_of_a_font(pdf):
    fonts = pdf.pages[0].obj.Resources.Font
    fonts[next(iter(fonts.keys()))].BaseFont = Name.Courier


def change_size(pdf):
    pdf.pages[0].obj.MediaBox = Array([0, 0, 100, 100])


def rotate(pdf):
    pdf.pages[0].obj.Rotate = 180


def swap_pages(pdf):
    pdf.pages.reverse()


def overlay(pdf):
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([0, 0, 99, 99]), Contents=String("void"))
    page = pdf.pages[0].obj
    page.Annots = Array([*page.get(Name.Annots, []), pdf.make_indirect(stamp)])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (remove_page, "Page 1 is not the page that was presented."),
        (remove_certificate, "Pages are missing."),
        (change_content, "Page 2 is not the page that was presented."),
        (change_content_of_a_font, "Page 1 is not the page that was presented."),
        (change_size, "Page 1 is not the page that was presented."),
        (rotate, "Page 1 is not the page that was presented."),
        (swap_pages, "Page 1 is not the page that was presented."),
        (overlay, "Page 1 is not the page that was presented."),
    ],
)
def test_other_pages_than_those_presented(change, found):
    report = judged(forged(change))
    assert report.result == "altered"
    assert failed(report) == {"pages": found}


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def annotation(subtype: str, **entries):
    """On a certificate page: presented ones are compared anyway."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2].obj
        added = Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=Array([0, 0, 9, 9]), **entries)
        page.Annots = Array([*page.get(Name.Annots, []), pdf.make_indirect(added)])

    return change


def catalogue(name: str, value: Dictionary):
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root[name] = value

    return change


def named_script(pdf):
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("x"), script()]))


def page_action(pdf):
    pdf.pages[2].obj.AA = Dictionary(O=script())


def bookmark(pdf):
    item = pdf.make_indirect(Dictionary(Title=String("x"), A=script()))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=item, Last=item, Count=1))


@pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")  # the field that is no part of a form
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (catalogue("/OpenAction", script()), "The file's catalogue holds /OpenAction."),
        (catalogue("/AA", Dictionary(WC=script())), "The file's catalogue holds /AA."),
        (catalogue("/OCProperties", Dictionary()), "The file's catalogue holds /OCProperties."),
        (catalogue("/Collection", Dictionary()), "The file's catalogue holds /Collection."),
        (named_script, "The file's names hold /JavaScript."),
        (page_action, "Page 3 has an action of its own."),
        (bookmark, "A bookmark has an action."),
        (annotation("/Widget", FT=Name.Tx, T=String("t")), "Page 3 has a Widget annotation."),
        (annotation("/FileAttachment"), "Page 3 has a FileAttachment annotation."),
        (annotation("/RichMedia"), "Page 3 has a RichMedia annotation."),
        (annotation("/Link", A=script()), "Page 3 has an annotation with an action."),
        (annotation("/Link", AA=Dictionary(E=script())), "Page 3 has an annotation with an action."),
        (
            annotation("/Link", A=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
            "Page 3 has an annotation with an action.",
        ),
        (
            annotation("/Link", A=Dictionary(S=Name.URI, URI=String("https://x"), Next=script())),
            "Page 3 has an annotation with an action.",
        ),
    ],
)
def test_active_content_is_found(change, found):
    report = judged(forged(change))
    assert report.result == "altered"
    assert failed(report) == {"active content": found}


def test_links_are_no_active_content():
    link = annotation("/Link", A=Dictionary(S=Name.URI, URI=String("https://example.com")))
    assert judged(forged(link)).result == "genuine"


def test_a_certification_that_allows_changes_is_found(monkeypatch):
    lenient = signature._transform
    monkeypatch.setattr(signature, "_transform", lambda method, pdf, **_: lenient(method, pdf, P=2, Action=Name.All))
    report = judged(forged(nothing))
    assert report.result == "altered"
    assert failed(report) == {"certification": "The certification allows changes."}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (remove_evidence, "The presented file or the evidence bundle is not attached."),
        (attach("more.txt", b"x"), "The attachment more.txt does not belong in a sealed file."),
        (
            attach("evidence.json", b"{}", "/Source"),
            "The attachment evidence.json does not belong in a sealed file.",
        ),
        (
            attach("presented.pdf", b"x", Filter=Name.FlateDecode),
            "The attachment presented.pdf does not belong in a sealed file.",
        ),
    ],
)
def test_other_attachments_are_found(change, found):
    report = judged(forged(change))
    assert report.result == "altered"
    assert failed(report) == {"attachments": found}


def test_a_text_that_looks_like_a_seal_does_not_hide_the_seal():
    """Its offsets even fit: it names the very place where it stands."""
    presented, key = example().presented, sealing_key()
    decoy = "/ByteRange [ 0 %010d 0000099999 0000000001 ] /Contents <"
    documents = [{"title": decoy % 0, "sha256": sha256(presented).hexdigest()}]
    events, _ = chain(story(sha256(presented).hexdigest()), sha256(presented).hexdigest())
    file = forged(nothing, bundle=make_bundle(SUBJECT, documents, events, key, at=SEALED_AT))
    documents[0]["title"] = decoy % (file.index((decoy % 0).encode()) + len(decoy % 0) - 1)
    file = forged(nothing, bundle=make_bundle(SUBJECT, documents, events, key, at=SEALED_AT))
    assert len(list(_places(file))) == 2
    assert judged(file).result == "genuine"
    assert judged(file[:-1] + b"x").result == "altered"


def test_the_bundle_beside_its_sealed_file_is_genuine():
    report = judged(sealed_example(), bundle=example().bundle)
    assert report.result == "genuine"
    assert report.checks[-1].detail == "The given bundle has the events of the PDF, and 0 later ones."


def test_the_presented_file_beside_its_bundle_is_genuine():
    report = judged(example().presented, bundle=example().bundle)
    assert report.result == "genuine"
    assert report.checks[-1].detail == "The PDF is the document the trail is about, byte for byte."


def test_another_file_beside_the_bundle_is_unknown():
    assert judged(plain_pdf(), bundle=example().bundle).result == "unknown"


def test_the_bundle_of_another_trail_beside_the_file_is_found():
    other = signed(typeset_pdf("Another agreement."), sealing_key()).bundle
    report = judged(sealed_example(), bundle=other)
    assert report.result == "altered"
    assert failed(report) == {"given events": "The given bundle has another documentSha256 than the one in the PDF."}


def test_the_report_can_be_written_as_json():
    report = judged(sealed_example())
    written = json.loads(json.dumps(report.as_json()))
    assert written == report.as_json()
    assert plain(written)["summary"] == report.summary
    assert plain(written)["checks"] == [
        {"name": check.name, "ok": check.ok, "detail": str(check.detail)} for check in report.checks
    ]
    message = {"template": "There is one seal.", "values": {}}
    assert written["checks"][0] == {"name": "seal", "ok": True, "detail": "There is one seal.", "message": message}
