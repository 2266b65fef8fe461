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

from safeclose.sealing.joining import join
from safeclose.sealing.seal import seal
from safeclose.sealing.signature import sign
from signing.evidence.certificate import certificate_data, make_certificate
from tests.benchmarks import browser, certificate_html
from tests.benchmarks.measuring import Row, Unmeasured, alternate
from tests.benchmarks.place import missing
from tests.evidence_examples import SEALED_AT, VERIFY_URL, Signed, sealing_key, signed, typeset_pdf

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
