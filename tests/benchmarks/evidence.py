"""Hash chains and seals."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from safeclose.hashchain import ChainedEvent, link, verify_chain
from signing.evidence.certificate import make_certificate
from signing.evidence.sealing import seal
from tests.benchmarks.measuring import Measured, side_by_side
from tests.evidence_examples import SEALED_AT, VERIFY_URL, sealing_key, signed, typeset_pdf


def measure() -> Iterator[Measured]:
    """All of them."""
    yield _trail()
    yield _sealing()


def _trail(count: int = 10_000) -> Measured:
    first = hashlib.sha256(b"document").hexdigest()
    events, previous = [], first
    for seq in range(1, count + 1):
        payload = {
            "seq": seq,
            "type": "opened",
            "at": "2026-01-01T00:00:00.000Z",
            "trailId": "env_1",
            "data": {"n": seq},
        }
        made = link(previous, payload)
        events.append(
            ChainedEvent(seq, "opened", payload["at"], made.canonical, made.payload_hash, previous, made.chain_hash)
        )
        previous = made.chain_hash

    def bare() -> None:
        for event in events:
            hashlib.sha256(event.canonical).hexdigest()
            hashlib.sha256((event.prev_hash + event.payload_hash).encode()).hexdigest()

    return side_by_side(
        "verify a trail of 10,000 events",
        lambda: verify_chain(first, events, trail_id="env_1"),
        "hashlib over the same bytes",
        bare,
        aim="<= 4",
    )


def _sealing() -> Measured:
    presented = typeset_pdf(pages=10)
    key = sealing_key()
    bundle = signed(presented, key).bundle
    certificate = make_certificate(bundle, verify_url=VERIFY_URL)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "key.p12"
        password = BestAvailableEncryption(b"secret")
        file.write_bytes(
            pkcs12.serialize_key_and_certificates(b"key", key.private_key, key.certificate, None, password)
        )
        signer = signers.SimpleSigner.load_pkcs12(str(file), passphrase=b"secret")

    def stock() -> None:
        metadata = signers.PdfSignatureMetadata(field_name="Signature")
        signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(presented)), metadata, signer=signer)

    return side_by_side(
        "join, seal and verify a 10-page document",
        lambda: seal(presented, certificate, bundle, key, at=SEALED_AT),
        "stock pyHanko SimpleSigner, signing it only",
        stock,
        aim="<= 0.25",
    )
