"""Certificates and seals."""

import json
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from safeclose.marks.definitions import Mark
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.joining import join
from safeclose.sealing.seal import seal
from safeclose.sealing.signature import sign
from signing.ceremony.marks import adopt, letters, signed_data
from signing.evidence.certificate import certificate_data, make_certificate
from tests.benchmarks import browser, certificate_html
from tests.benchmarks.measuring import Row, Unmeasured, alternate
from tests.benchmarks.place import missing
from tests.evidence_examples import (
    ALICE,
    SEALED_AT,
    SUBJECT,
    SYSTEM,
    VERIFY_URL,
    Signed,
    chain,
    sealing_key,
    signed,
    typeset_pdf,
)
from tests.mark_examples import BEA, SAM, Told, at_event, definition, sent_with

WORK = "certificate and seal of a 10-page document, verified"


def rows() -> Iterator[Row]:
    """Beside a browser, and beside pyHanko as its documentation shows it."""
    given = signed(typeset_pdf(pages=10), sealing_key())
    certificate = make_certificate(given.bundle, verify_url=VERIFY_URL)

    def ours() -> bytes:
        return _sealed(given, make_certificate(given.bundle, verify_url=VERIFY_URL))

    yield from _beside_chromium(given, ours)
    with TemporaryDirectory() as folder:
        stock = _stock_signer(Path(folder))
        yield from _beside_pyhanko(given, certificate, stock)
    yield _with_marks(given, certificate)


def _sealed(given: Signed, certificate: bytes) -> bytes:
    return seal(given.presented, certificate, given.bundle, given.key, at=SEALED_AT).pdf


def _beside_chromium(given: Signed, ours: Callable[[], bytes]) -> Iterator[Row]:
    if absent := missing(browser.PROGRAM):
        yield Unmeasured(f"{WORK}, beside headless Chromium", absent)
        return
    html = certificate_html.page(certificate_data(json.loads(given.bundle), VERIFY_URL))
    with TemporaryDirectory() as folder:
        cold = browser.cold(Path(folder))
        printed = _pages(cold(html))
        taken = alternate(ours, lambda: cold(html), rounds=9)
    remarks = [f"The browser prints {printed} pages of the same facts, and neither seals nor verifies."]
    yield taken.faster(WORK, "Chromium started to print the certificate alone", at_least=20, remarks=remarks)
    with browser.warm(shutil.which(browser.PROGRAM) or "") as warm:
        taken = alternate(ours, lambda: warm(html), rounds=15)
    yield taken.faster(
        WORK, "a Chromium that runs already, printing the certificate alone", at_least=1, remarks=remarks
    )


def _beside_pyhanko(given: Signed, certificate: bytes, stock: signers.SimpleSigner) -> Iterator[Row]:
    with join(given.presented, certificate, given.bundle, at=SEALED_AT) as joined:
        written = BytesIO()
        joined.save(written)
    whole = written.getvalue()
    context = ValidationContext(trust_roots=[stock.signing_cert], moment=SEALED_AT, allow_fetching=False)

    def stock_signs() -> bytes:
        metadata = signers.PdfSignatureMetadata(field_name="Signature")
        return signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(whole)), metadata, signer=stock).getvalue()

    def stock_verifies() -> None:
        reader = PdfFileReader(BytesIO(stock_signs()))
        status = validate_pdf_signature(reader.embedded_signatures[0], context)
        assert status.bottom_line

    def ours_signs() -> bytes:
        with pikepdf.open(BytesIO(whole)) as opened:
            return sign(opened, given.key, at=SEALED_AT, nonce=sha256(given.bundle).digest())

    taken = alternate(ours_signs, stock_signs, rounds=21)
    yield taken.faster("sign the joined file", "stock pyHanko SimpleSigner on the same file", at_least=4)
    taken = alternate(lambda: _sealed(given, certificate), stock_signs, rounds=21)
    yield taken.faster(
        "join, sign and verify a 10-page document",
        "stock pyHanko SimpleSigner, which signs the joined file and does nothing else",
        at_least=4,
        remarks=[f"Processor time: {taken.their_cpu / taken.our_cpu:.2f} × faster."],
    )
    taken = alternate(lambda: _sealed(given, certificate), stock_verifies, rounds=21)
    yield taken.faster(
        "join, sign and verify a 10-page document",
        "stock pyHanko, which signs the joined file and validates its own signature",
        at_least=4,
        remarks=[f"Processor time: {taken.their_cpu / taken.our_cpu:.2f} × faster."],
    )


def _with_marks(plain: Signed, certificate: bytes) -> Row:
    """The same document and the same signers; in one they put a signature, a date and initials on every page."""
    marked = _signed_with_marks(plain.presented)
    own = make_certificate(marked.bundle, verify_url=VERIFY_URL)
    taken = alternate(lambda: _sealed(marked, own), lambda: _sealed(plain, certificate), rounds=41, warm_up=3)
    return taken.slower(
        "join, sign and verify a 10-page document with 12 marks",
        "the same without marks",
        at_most=1.3,
        remarks=[f"Processor time: {taken.our_cpu / taken.their_cpu:.2f} ×."],
    )


def _signed_with_marks(presented: bytes) -> Signed:
    """Letters as the service draws them; two people with two marks, and initials of one on eight pages."""
    pages = [(page, "initials", BEA) for page in range(1, 9)]
    asked = [
        definition(f"m{at}", kind, who["id"], page=page, place=(72 + 200 * (at % 2), 600 + 40 * (at % 4), 180, 36))
        for at, (page, kind, who) in enumerate(
            [*pages, *((page, kind, who) for page, who in ((9, BEA), (10, SAM)) for kind in ("signature", "date"))]
        )
    ]
    marks = [Mark.read(each) for each in asked]
    digest = sha256(presented).hexdigest()
    told: Told = [("sent", ALICE, {**sent_with(digest, asked), **letters()})]
    for who in (BEA, SAM):
        told += [("opened", who, {}), ("authenticated", who, {"method": "email_link"}), ("consented", who, {})]
        seq = len(told) + 1
        own = [mark for mark in marks if mark.signer == who["id"]]
        put = signed_data(own, {}, adopt(who["name"]), at=at_event(seq), timezone="America/Toronto", seq=seq)
        told.append(("signed", who, {"signatureText": who["name"], "documentSha256": digest, **put}))
    events, revealed = chain([*told, ("completed", SYSTEM, {"signers": 2})], digest)
    documents = [{"id": "doc_1", "title": SUBJECT["title"], "sha256": digest}]
    bundle = make_bundle(SUBJECT, documents, events, sealing_key(), at=SEALED_AT, revealed=revealed)
    return Signed(presented, bundle, sealing_key())


def _stock_signer(folder: Path) -> signers.SimpleSigner:
    key, file = sealing_key(), folder / "key.p12"
    password = BestAvailableEncryption(b"secret")
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"key", key.private_key, key.certificate, None, password))
    found = signers.SimpleSigner.load_pkcs12(str(file), passphrase=b"secret")
    assert found
    return found


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)
