"""The service, and browsers for whoever has a file."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from tests.browsing import chromium, visits
from tests.evidence_examples import example, new_key, sealed_example, sealing_key, signed
from tests.mark_examples import marked_example
from tests.processes import Service, service
from tests.safeclose.verify.test_sealed import forged, nothing

__all__ = ["chromium", "visits"]


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The web server alone, with the key that sealed the examples."""
    folder = tmp_path_factory.mktemp("verify")
    key = sealing_key()
    locked = BestAvailableEncryption(b"word")
    held = pkcs12.serialize_key_and_certificates(b"seal", key.private_key, key.certificate, None, locked)
    (folder / "seal.p12").write_bytes(held)
    with service(folder / "copy") as running:
        running.environment |= {"TRUSTED_PROXY_COUNT": "1", "SEALING_PKCS12": str(folder / "seal.p12")}
        running.environment |= {"SEALING_PASSWORD": "word"}
        running.start_web()
        yield running


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files: sealed by this very service, altered, sealed by somebody else, and unfit."""
    with ThreadPoolExecutor(1) as thread:  # sealing runs an event loop; in this thread the browser's may run already
        files = thread.submit(_files).result()
    folder = tmp_path_factory.mktemp("files")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _files() -> dict[str, bytes]:
    stranger = new_key("Stranger")
    return {
        "sealed.pdf": sealed_example(),
        "marked.pdf": marked_example(),
        "evidence.json": example().bundle,
        "altered.pdf": sealed_example() + b"\n",
        "foreign.pdf": forged(nothing, key=stranger, bundle=signed(example().presented, stranger).bundle),
        "empty.pdf": b"",
        "letter.txt": b"Dear Sir",
        "large.pdf": b"%PDF-" + bytes(25 * 1024 * 1024),
    }
