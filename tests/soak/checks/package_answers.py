"""Packages as they were answered, to those who run them and those who sign them."""

from collections.abc import Iterator

from tests.soak.checks.backwards import event, went_back
from tests.soak.journal import Entry
from tests.soak.rows import Rows, iso

Fault = Iterator[str]
PACKAGE_STATUS = ("draft", "active", "complete")


def _package(rows: Rows, entry: Entry) -> Fault:
    told = entry.told["signing"]
    found = rows.one("SELECT status FROM signing_signing WHERE id = %s", int(told["id"]))
    if found is None or went_back(PACKAGE_STATUS, told["status"], found["status"]):
        yield f"the package {told['id']} was told {told['status']} and is {found and found['status']}"


def _package_document(rows: Rows, entry: Entry) -> Fault:
    told = entry.told["document"]
    found = rows.one("SELECT file_sha256 FROM signing_signingdocument WHERE id = %s", int(told["id"]))
    if found is None or found["file_sha256"] != told["fileSha256"]:
        yield f"the document {told['id']} of the package {told['signingId']} is lost, or another file"


def _package_signer(rows: Rows, entry: Entry) -> Fault:
    told = entry.told["signer"]
    found = rows.one("SELECT email, signing_id FROM signing_packagesigner WHERE id = %s", int(told["id"]))
    if found != {"email": told["email"], "signing_id": int(told["signingId"])}:
        yield f"the signer {told['id']} of the package {told['signingId']} is lost"


def _e_signature(rows: Rows, entry: Entry) -> Fault:
    told = entry.told["eSignature"]
    found = rows.one("SELECT * FROM signing_esignature WHERE id = %s", int(told["id"]))
    is_same = found is not None and (
        str(found["document_id"]), str(found["signer_id"]), found["event_hash"], iso(found["signed_at"])
    ) == (told["documentId"], told["signerId"], told["eventHash"], told["signedAt"])  # fmt: skip
    if not is_same:
        yield f"the signature {told['id']} of the document {told['documentId']} is lost, or another"
    yield from event(rows, f"signing:{entry.asked['signing']}", told["eventHash"])
    yield from _package(rows, entry)


CHECKS = {
    "package.create": _package,
    "package.activate": _package,
    "package.cancel": _package,
    "package.read": _package,
    "package.document": _package_document,
    "package.signer": _package_signer,
    "queue.open": _package,
    "queue.sign": _e_signature,
}
