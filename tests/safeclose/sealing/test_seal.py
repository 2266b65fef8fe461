import hashlib
import json
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pikepdf import Array, Dictionary, Name, String
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext

from safeclose.proof.hashchain import subject_hash
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.presentable import NotPresentableError
from safeclose.sealing.seal import SealingError, seal
from safeclose.verify import verify
from signing.evidence.certificate import make_certificate
from tests import programs
from tests.evidence_examples import (
    SEALED_AT,
    SUBJECT,
    VERIFY_URL,
    certificate_example,
    chain,
    example,
    new_key,
    plain_pdf,
    saved,
    sealed_example,
    sealing_key,
    signed,
    story,
    typeset_pdf,
)


def sealed(presented: bytes) -> bytes:
    done = signed(presented, sealing_key())
    certificate = make_certificate(done.bundle, verify_url=VERIFY_URL)
    return seal(presented, certificate, done.bundle, sealing_key(), at=SEALED_AT).pdf


@pytest.fixture
def presented(request):
    """The file that the test's parameter makes."""
    return request.param()


def attachments(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {name: each.get_file().read_bytes() for name, each in opened.attachments.items()}


def test_the_same_arguments_give_the_same_file():
    again = seal(example().presented, certificate_example(), example().bundle, sealing_key(), at=SEALED_AT)
    assert again.pdf == sealed_example()
    assert again.sha256 == hashlib.sha256(sealed_example()).hexdigest()
    assert again.level == "B-B"


@pytest.mark.parametrize("presented", [typeset_pdf, plain_pdf], ids=["tagged", "plain"], indirect=True)
def test_the_files_inside_are_exact(presented):
    assert attachments(sealed(presented)) == {
        "presented.pdf": presented,
        "evidence.json": signed(presented, sealing_key()).bundle,
    }


def test_any_reader_finds_the_attachments(needs, tmp_path):
    needs("pdfdetach")
    (tmp_path / "sealed.pdf").write_bytes(sealed_example())
    programs.run("pdfdetach", "-saveall", "-o", tmp_path, tmp_path / "sealed.pdf")
    assert (tmp_path / "presented.pdf").read_bytes() == example().presented
    assert json.loads((tmp_path / "evidence.json").read_bytes())["subject"]["trailId"] == "env_1"


@pytest.mark.parametrize("presented", [typeset_pdf, plain_pdf], ids=["tagged", "plain"], indirect=True)
def test_another_program_finds_the_signature_valid(needs, tmp_path, presented):
    needs("pdfsig")
    (tmp_path / "sealed.pdf").write_bytes(sealed(presented))
    told = programs.run("pdfsig", tmp_path / "sealed.pdf", text=True, check=False)
    assert told.stderr == ""
    assert "Signature is Valid." in told.stdout
    assert "Total document signed" in told.stdout
    assert "Signature #2" not in told.stdout


@pytest.mark.parametrize("presented", [typeset_pdf, plain_pdf], ids=["tagged", "plain"], indirect=True)
def test_no_reader_complains(needs, tmp_path, presented):
    needs("pdftoppm", "pdftotext")
    (tmp_path / "sealed.pdf").write_bytes(sealed(presented))
    for command in (["pdftoppm", "-r", "20"], ["pdftotext"]):
        told = programs.run(*command, tmp_path / "sealed.pdf", tmp_path / "out")
        assert told.stderr == b""
    with pikepdf.open(BytesIO(sealed(presented))) as opened:
        assert opened.check_pdf_syntax() == []


def test_what_is_shown_is_what_was_presented(needs, tmp_path):
    """The images of the pages, by another program, byte for byte."""
    needs("pdftoppm")
    for name, pdf in (("presented", example().presented), ("sealed", sealed_example())):
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        programs.run("pdftoppm", "-r", "40", "-l", "2", tmp_path / f"{name}.pdf", tmp_path / name)
    for page in (1, 2):
        shown, presented = (tmp_path / f"{name}-{page}.ppm" for name in ("sealed", "presented"))
        assert shown.read_bytes() == presented.read_bytes()


def test_a_sealed_file_is_one_revision_that_hides_nothing():
    assert sealed_example().count(b"startxref") == 1 + example().presented.count(b"startxref")
    assert b"/ObjStm" not in sealed_example().replace(example().presented, b"")


def test_a_file_full_of_extras_is_sealed_without_them():
    """Opening positions, empty forms, attachments, claims to be PDF/A: left out or made anew."""
    with pikepdf.open(BytesIO(typeset_pdf())) as pdf:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        pdf.Root.AcroForm = Dictionary(Fields=Array([]))
        pdf.Root.PageMode = Name.UseOutlines
        pdf.Root.Extensions = Dictionary(ADBE=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=3))
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("a"), Array([pdf.pages[0].obj, Name.Fit])])))
        pdf.attachments["evidence.json"] = b"mine"
        pdf.attachments["more.txt"] = b"more"
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdfaid:part"] = "2"
            metadata["pdfaid:conformance"] = "B"
        presented = saved(pdf)
    result = sealed(presented)
    assert attachments(result).keys() == {"presented.pdf", "evidence.json"}
    with pikepdf.open(BytesIO(result)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/PageMode" not in pdf.Root
        assert pdf.Root.Extensions.keys() == {"/ESIC"}
        assert pdf.Root.Names.keys() == {"/Dests", "/EmbeddedFiles"}
        assert [str(each.AFRelationship) for each in pdf.Root.AF] == ["/Source", "/Data"]
        with pdf.open_metadata() as metadata:
            assert "pdfaid:part" not in metadata


def test_a_page_tree_with_inherited_entries_is_presented_as_it_is():
    with pikepdf.open(BytesIO(plain_pdf(3))) as pdf:
        for page in pdf.pages:
            del page.obj.MediaBox
        pdf.Root.Pages.MediaBox = Array([0, 0, 300, 300])
        pdf.Root.Pages.Rotate = 90
        presented = saved(pdf)
    assert verify(sealed(presented), trust=[sealing_key().certificate]).result == "genuine"


def test_each_document_of_a_package_is_sealed_with_the_evidence_of_all():
    files = [typeset_pdf("One."), plain_pdf()]
    hashes = [hashlib.sha256(each).hexdigest() for each in files]
    told = [(kind, actor, {**data, "documentSha256": hashes[1]}) for kind, actor, data in story(hashes[0])]
    events, revealed = chain(told, subject_hash(hashes))
    documents = [{"id": str(number), "title": "Paper", "sha256": each} for number, each in enumerate(hashes)]
    bundle = make_bundle(SUBJECT, documents, events, sealing_key(), at=SEALED_AT, revealed=revealed)
    certificate = make_certificate(bundle, verify_url=VERIFY_URL)
    for each in files:
        pdf = seal(each, certificate, bundle, sealing_key(), at=SEALED_AT).pdf
        assert verify(pdf, trust=[sealing_key().certificate]).result == "genuine"
    with pytest.raises(SealingError, match="is not the one the trail is about"):
        seal(plain_pdf(5), certificate, bundle, sealing_key(), at=SEALED_AT)


def test_a_file_that_may_change_is_refused():
    with pytest.raises(NotPresentableError, match="not a PDF"):
        seal(b"text", certificate_example(), example().bundle, sealing_key(), at=SEALED_AT)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (lambda: {"bundle": b"{}"}, "no evidence bundle"),
        (lambda: {"bundle": example().bundle[:-5]}, "not valid JSON"),
        (lambda: {"presented": plain_pdf()}, "is not the one the trail is about"),
        (lambda: {"key": new_key()}, "signed with another certificate"),
        (lambda: {"at": SEALED_AT.replace(year=2025)}, "was not valid at"),
    ],
)
def test_what_does_not_verify_is_not_sealed(arguments, said):
    given = {
        "presented": example().presented,
        "certificate": certificate_example(),
        "bundle": example().bundle,
        "key": sealing_key(),
        "at": SEALED_AT,
    } | arguments()
    at = given.pop("at")
    with pytest.raises(SealingError, match=said):
        seal(*given.values(), at=at)


# Levels with time stamps


@pytest.fixture(scope="module")
def root():
    return new_key("Root", authority=True)


@pytest.fixture(scope="module")
def stamping(root):
    return new_key("Time stamps", issuer=root, time_stamping=True)


def encoded(certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


@pytest.fixture
def timestamper(stamping):
    private = stamping.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(encoded(stamping.certificate), asn1_keys.PrivateKeyInfo.load(private), fixed_dt=SEALED_AT)


@pytest.fixture
def context(root):
    roots = [encoded(root.certificate), encoded(sealing_key().certificate)]
    return ValidationContext(trust_roots=roots, moment=SEALED_AT, allow_fetching=False)


def sealed_at_level(level, **means):
    bundle = signed(example().presented, sealing_key(), level=level).bundle
    return seal(example().presented, certificate_example(), bundle, sealing_key(), at=SEALED_AT, level=level, **means)


def test_level_b_t_is_judged_by_its_authority(timestamper, root):
    result = sealed_at_level("B-T", timestamper=timestamper)
    assert result.level == "B-T"
    trust = [sealing_key().certificate]
    report = verify(result.pdf, trust=trust)
    assert report.result == "genuine"
    details = {check.name: check.detail for check in report.checks}
    assert details["time stamp"] == (
        "Time-stamped at 2026-05-01 13:00:00 UTC by an authority whose certificate was not judged."
    )
    report = verify(result.pdf, trust=trust, time_stamp_trust=[root.certificate])
    details = {check.name: check.detail for check in report.checks}
    assert details["time stamp"] == "Time-stamped at 2026-05-01 13:00:00 UTC by a trusted authority."
    report = verify(result.pdf, trust=trust, time_stamp_trust=[new_key().certificate])
    assert (report.result, report.summary) == ("altered", "A time stamp is not from a trusted authority.")


def test_a_time_stamp_can_not_be_changed(timestamper):
    pdf = bytearray(sealed_at_level("B-T", timestamper=timestamper).pdf)
    # The signature in the time stamp, which stands last before the padding.
    end = pdf.index(b"0" * 5000)
    for at in range(end - 400, end - 20, 37):
        changed = bytearray(pdf)
        changed[at] = ord("0") if changed[at] != ord("0") else ord("1")
        assert verify(bytes(changed), trust=[sealing_key().certificate]).result == "altered"


def test_level_b_lta_is_judged_by_its_authority(timestamper, context, root):
    result = sealed_at_level(
        "B-LTA", timestamper=timestamper, validation_context=context, time_stamp_trust=[root.certificate]
    )
    assert result.level == "B-LTA"
    trust = [sealing_key().certificate]
    assert verify(result.pdf, trust=trust, time_stamp_trust=[root.certificate]).result == "genuine"
    # Who does not know the authority can't tell its updates from any others.
    assert verify(result.pdf, trust=trust).result == "altered"
    assert verify(result.pdf, trust=trust, time_stamp_trust=[new_key().certificate]).result == "altered"
    for more in (b"\n", b"%%EOF\n"):
        assert verify(result.pdf + more, trust=trust, time_stamp_trust=[root.certificate]).result == "altered"


@pytest.mark.parametrize(
    ("level", "has_service", "has_context", "said"),
    [
        ("B-B", True, False, "Level B-B has no time stamp service."),
        ("B-B", False, True, "Level B-B has no validation context."),
        ("B-T", False, False, "Level B-T needs a time stamp service."),
        ("B-T", True, True, "Level B-T has no validation context."),
        ("B-LTA", True, False, "Level B-LTA needs a validation context."),
        ("B-LTA", False, True, "Level B-LTA needs a time stamp service."),
    ],
)
def test_a_level_without_its_means_is_refused(timestamper, context, level, has_service, has_context, said):
    means = {
        "timestamper": timestamper if has_service else None,
        "validation_context": context if has_context else None,
    }
    with pytest.raises(SealingError, match=said):
        sealed_at_level(level, **means)


def test_a_failing_service_gives_no_lower_level(timestamper, monkeypatch):
    async def refuse(*_, **__):
        raise TimestampRequestError("The service answered 503.")

    monkeypatch.setattr(timestamper, "async_request_tsa_response", refuse)
    with pytest.raises(SealingError, match=r"The seal could not be made: The service answered 503\."):
        sealed_at_level("B-T", timestamper=timestamper)


def test_a_time_stamp_of_something_else_is_found_at_once(timestamper, monkeypatch):
    genuine = timestamper.async_timestamp
    monkeypatch.setattr(timestamper, "async_timestamp", lambda digest, algorithm: genuine(bytes(32), algorithm))
    with pytest.raises(SealingError, match="A time stamp does not belong to this seal"):
        sealed_at_level("B-T", timestamper=timestamper)
