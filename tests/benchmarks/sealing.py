"""Certificates and seals."""

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from itertools import count, cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from safeclose.marks import pages as drawn_pages
from safeclose.marks.definitions import Mark
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.joining import join
from safeclose.sealing.seal import seal
from safeclose.sealing.signature import sign
from signing.ceremony.marks import adopt, letters, signed_data
from signing.evidence.certificate import certificate_data, make_certificate
from tests.benchmarks import browser, certificate_html
from tests.benchmarks.measuring import Aim, Measured, Row, Unmeasured, alternate, milliseconds
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
CERTIFICATE_SECONDS = 0.005


def rows() -> Iterator[Row]:
    """Beside a browser, and beside pyHanko as its documentation shows it."""
    yield from _beside_chromium()
    yield _long_certificate()
    given = next(_trails())
    certificate = make_certificate(given.bundle, verify_url=VERIFY_URL)
    with TemporaryDirectory() as folder:
        stock = _stock_signer(Path(folder))
        yield from _beside_pyhanko(given, certificate, stock)
    yield _with_marks(given, certificate)


def _trails(*, signers: int = 2) -> Iterator[Signed]:
    """Of different agreements and people. Typst keeps what it laid out, so a trail's second certificate takes less."""
    for number in count():
        presented = typeset_pdf(f"The parties agree on number {number}.", pages=10)
        yield signed(presented, sealing_key(), signers, first=1 + number * signers)


def _sealed(given: Signed, certificate: bytes) -> bytes:
    return seal(given.presented, certificate, given.bundle, given.key, at=SEALED_AT).pdf


def _beside_chromium() -> Iterator[Row]:
    if absent := missing(browser.PROGRAM):
        yield Unmeasured(f"{WORK}, beside headless Chromium", absent)
        return
    trails = list(islice(_trails(), 30))
    data = [certificate_data(json.loads(each.bundle), VERIFY_URL) for each in trails]
    waiting, pages = iter(trails), cycle(map(certificate_html.page, data))

    def ours() -> bytes:
        given = next(waiting)
        return _sealed(given, make_certificate(given.bundle, verify_url=VERIFY_URL))

    with TemporaryDirectory() as folder:
        cold = browser.cold(Path(folder))
        printed = _pages(cold(next(pages)))
        taken = alternate(ours, lambda: cold(next(pages)), rounds=9)
    remarks = [
        "Each time that of another agreement and other people. "
        f"The browser prints {printed} pages of the same facts, and neither seals nor verifies."
    ]
    yield taken.faster(WORK, "Chromium started to print the certificate alone", at_least=20, remarks=remarks)
    with browser.warm(shutil.which(browser.PROGRAM) or "") as warm:
        taken = alternate(ours, lambda: warm(next(pages)), rounds=15)
    yield taken.faster(
        WORK, "a Chromium that runs already, printing the certificate alone", at_least=1, remarks=remarks
    )


def _long_certificate() -> Row:
    """Of ten signers; alone, since only its time counts."""
    waiting = _trails(signers=10)
    trails = [next(waiting) for _ in range(16)]
    events = len(json.loads(trails[0].bundle)["events"])
    own = iter(trails)
    taken = alternate(lambda: make_certificate(next(own).bundle, verify_url=VERIFY_URL), lambda: None)
    return Measured(
        f"certificate of a trail of {events} events, each time another trail",
        "five milliseconds",
        taken.ours / CERTIFICATE_SECONDS,
        Aim(at_most=1),
        milliseconds(taken.ours),
        milliseconds(CERTIFICATE_SECONDS),
        [f"Processor time: {milliseconds(taken.our_cpu)}."],
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

    def with_marks() -> bytes:
        drawn_pages._known_nestings.clear()  # of pages that were drawn on; each document is drawn on and verified once
        return _sealed(marked, own)

    taken = alternate(with_marks, lambda: _sealed(plain, certificate), rounds=41, warm_up=3)
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
