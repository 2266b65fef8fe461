"""python -m safeclose.verify sealed.pdf [bundle.json] [--trust certificate.pem [--signer-sha256 HEX]] [--json]"""

import argparse
import json
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf.settings
from cryptography import x509

from safeclose.verify import Report, load_certificates, verify

EXIT = {"genuine": 0, "altered": 1, "unknown": 2}
MAX_UNPACKED_BYTES = 1 << 30  # of a single stream
# Headings of the tables, and the names in the report.
ADDED = {"Added by": "signer", "Title": "title", "At": "at", "Event": "event", "SHA-256": "sha256"}
SIGNATURES = {"Signer": "signer", "Signed as": "text", "At": "at", "Event": "event", "Document": "document"}
MARKS = {
    "Page": "page",
    "Mark": "kind",
    "Label": "label",
    "Of": "signer",
    "At": "at",
    "Event": "event",
    "Put by": "by",
    "Text": "text",
}
BY = {"signer": "the signer", "signing": "signing"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Verifies the files; returns 0 for genuine, 1 for altered, 2 for unknown or unreadable files."""
    options = _parser().parse_args(arguments)
    try:
        files = [path.read_bytes() for path in options.files]
        trust = [each for path in options.trust for each in _certificates(path)]
        authorities = [each for path in options.time_stamp_trust for each in _certificates(path)]
        pdf, bundle = _sorted(files)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return EXIT["unknown"]
    try:
        report = verify(
            pdf,
            bundle,
            trust=trust,
            time_stamp_trust=authorities,
            signer_sha256=options.signer_sha256,
            signer_subjects=options.signer_subject,
        )
    except MemoryError:
        print("There is too little memory to look through the files.", file=sys.stderr)
        return EXIT["unknown"]
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        print(_table(report))
    return EXIT[report.result]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m safeclose.verify",
        description="Checks a sealed PDF, an evidence bundle, or both. Needs no network and no database.",
        epilog="Exit code: 0 genuine, 1 altered, 2 unknown (nothing trusted vouches for it) or a wrong call.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a PDF, a bundle, or both")
    whose = {
        "--trust": "certificate of the sealing service, or of its issuer (then name the signer, too); "
        "from the operator, not from the file",
        "--time-stamp-trust": "certificate of a time stamp authority",
    }
    for option, text in whose.items():
        parser.add_argument(option, action="append", default=[], type=Path, metavar="PEM", help=text)
    named = {
        "--signer-sha256": ("HEX", _fingerprint, "SHA-256 of the certificate that the seal must be by"),
        "--signer-subject": ("NAME", _subject, "its whole subject, as in RFC 4514: CN=Acme Seal,O=Acme Inc.,C=CA"),
    }
    for option, (shown, read, text) in named.items():
        parser.add_argument(option, action="append", default=[], type=read, metavar=shown, help=text)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def _fingerprint(text: str) -> str:
    found = text.replace(":", "").lower()
    if not re.fullmatch("[0-9a-f]{64}", found):
        raise argparse.ArgumentTypeError(f"{text} is not 64 hexadecimal characters.")
    return found


def _subject(text: str) -> x509.Name:
    try:
        return x509.Name.from_rfc4514_string(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a name as in RFC 4514.") from error


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return load_certificates(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: not a certificate in PEM or DER ({error}).") from error


def _sorted(files: list[bytes]) -> tuple[bytes | None, bytes | None]:
    pdfs = [each for each in files if b"%PDF-" in each[:1024]]
    others = [each for each in files if b"%PDF-" not in each[:1024]]
    if len(pdfs) > 1 or len(others) > 1:
        raise ValueError("Give one PDF, one evidence bundle, or one of each.")
    return next(iter(pdfs), None), next(iter(others), None)


def _table(report: Report) -> str:
    width = max((len(check.name) for check in report.checks), default=0)
    checks = [f"  {'✓' if each.ok else '✗'} {each.name:<{width}}  {each.detail}" for each in report.checks]
    about = [f"  {name}: {value}" for name, value in report.about.items()]
    lines = [f"{report.result.upper()}: {report.summary}", "", *checks, "", *about]
    return "\n".join(
        [
            *lines,
            *_columns(SIGNATURES, report.signatures),
            *_columns(MARKS, report.marks),
            *_columns(ADDED, report.added),
        ]
    ).rstrip()


def _columns(headings: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows under headings, each column as wide as its widest value; nothing where there are no rows."""
    if not rows:
        return []
    lines = [list(headings), *([_cell(name, row[name]) for name in headings.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["", *("  " + "  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)]


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "(erased)"
    if name == "at":
        return f"{value[:10]} {value[11:19]} UTC"
    text = BY[value] if name == "by" else str(value)
    return "".join(letter if letter.isprintable() else "?" for letter in text)  # a terminal would obey the others


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # faults in files are in the report
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MAX_UNPACKED_BYTES)
    sys.exit(main())
