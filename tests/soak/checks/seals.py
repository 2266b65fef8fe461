"""Every sealed file, as a stranger checks it; and a few of them by a program of somebody else's."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from safeclose.verify import load_certificates, verify
from tests.soak.rows import Row, Rows

SQL = """
    SELECT f.sealed_sha256, f.document_sha256, s.bundle_sha256, s.certificate_sha256, s.trail_id
    FROM signing_sealedfile f JOIN signing_seal s ON s.id = f.seal_id ORDER BY f.id"""
SAMPLE = 12


def every(rows: Rows, files: Path, trust: bytes) -> Iterator[str]:
    """All files are there and are what they are called; all sealed ones are genuine."""
    certificates = load_certificates(trust)
    for row in rows.all(SQL):
        names = ("sealed_sha256", "document_sha256", "bundle_sha256", "certificate_sha256")
        damaged = [name for name in names if not _is_whole(files, row[name])]
        if damaged:
            yield f"{row['trail_id']}: {', '.join(damaged)} is missing or damaged"
            continue
        pdf, bundle = _path(files, row["sealed_sha256"]), _path(files, row["bundle_sha256"])
        report = verify(pdf.read_bytes(), bundle.read_bytes(), trust=certificates)
        if report.result != "genuine":
            yield f"{row['trail_id']} is {report.result}: {report.summary}"


def by_poppler(rows: Rows, files: Path) -> Iterator[str]:
    """Some, spread over all of them, where pdfsig is installed."""
    found = rows.all(SQL) if shutil.which("pdfsig") else []
    for row in found[:: max(1, len(found) // SAMPLE)]:
        yield from _told_by_poppler(files, row)


def renderings(rows: Rows, files: Path) -> Iterator[str]:
    """Every PDF that was rendered and recorded is there."""
    for row in rows.all("SELECT DISTINCT sha256 FROM documents_rendering"):
        if not _is_whole(files, row["sha256"]):
            yield f"the rendered file {row['sha256']} is missing or damaged"


def _told_by_poppler(files: Path, row: Row) -> Iterator[str]:
    path = str(_path(files, row["sealed_sha256"]))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    if "Signature is Valid." not in said or "Total document signed" not in said:
        yield f"{row['trail_id']}: pdfsig says {said[-300:]}"


def _is_whole(files: Path, digest: str) -> bool:
    path = _path(files, digest)
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _path(files: Path, digest: str) -> Path:
    return files / digest[:2] / digest
