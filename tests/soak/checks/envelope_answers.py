"""Envelopes as they were answered: what was sent, and how far each signer was told to be."""

from collections.abc import Iterator

from tests.soak.checks.backwards import event, went_back
from tests.soak.journal import Entry
from tests.soak.rows import Row, Rows, iso, uuid_of

Fault = Iterator[str]
SIGNER_STATUS = ("pending", "opened", "authenticated", "consented", "signed")
ENVELOPE_STATUS = ("sent", "in_progress", "completed")


def _sent(rows: Rows, entry: Entry) -> Fault:
    envelope = _envelope(rows, entry.told["envelopeId"])
    if envelope is None:
        yield f"the envelope {entry.told['envelopeId']} is lost"
        return
    if envelope["document_sha256"] != entry.told["documentSha256"]:
        yield f"{entry.told['envelopeId']} is about another file than was answered"
    found = rows.all("SELECT id FROM signing_signer WHERE envelope_id = %s", uuid_of(entry.told["envelopeId"]))
    if {row["id"] for row in found} != {uuid_of(signer["id"]) for signer in entry.told["signers"]}:
        yield f"{entry.told['envelopeId']} has other signers than were answered"


def _reached(rows: Rows, entry: Entry) -> Fault:
    """A signer never falls behind what they were told."""
    if entry.told.get("state") not in ("active", "signed"):
        return
    signer, told = _signer(rows, entry), entry.told["signer"]["status"]
    if signer is None:
        yield f"the signer {entry.asked['signer']} is lost"
    elif signer["status"] != "declined" and went_back(SIGNER_STATUS, told, signer["status"]):
        yield f"{entry.asked['signer']} was told {told} and is {signer['status']}"


def _signed(rows: Rows, entry: Entry) -> Fault:
    yield from _reached(rows, entry)
    signer = _signer(rows, entry)
    if signer and signer["status"] != "signed":
        yield f"the signature of {entry.asked['signer']} is lost"
    elif signer and iso(signer["signed_at"]) != entry.told["signedAt"]:
        yield f"{entry.asked['signer']} signed at another time than was answered"
    yield from event(rows, entry.asked["envelope"], entry.told["eventHash"])
    envelope = _envelope(rows, entry.asked["envelope"])
    if entry.told["completed"] and envelope and envelope["status"] != "completed":
        yield f"{entry.asked['envelope']} was told completed and is {envelope['status']}"


def _declined(rows: Rows, entry: Entry) -> Fault:
    signer, envelope = _signer(rows, entry), _envelope(rows, entry.asked["envelope"])
    if not (signer and envelope and signer["status"] == "declined" and envelope["status"] == "declined"):
        yield f"{entry.asked['signer']} declined, and that is lost"


def _voided(rows: Rows, entry: Entry) -> Fault:
    envelope = _envelope(rows, entry.asked["envelope"])
    if entry.told["status"] != "voided" or envelope is None or envelope["status"] != "voided":
        yield f"{entry.asked['envelope']} was voided, and that is lost"


def _seen(rows: Rows, entry: Entry) -> Fault:
    envelope = _envelope(rows, entry.asked["envelope"])
    told = entry.told["status"]
    if envelope is None or went_back(ENVELOPE_STATUS, told, envelope["status"]):
        yield f"{entry.asked['envelope']} was seen {told} and is {envelope and envelope['status']}"


def _envelope(rows: Rows, identifier: str) -> Row | None:
    return rows.one("SELECT * FROM signing_envelope WHERE id = %s", uuid_of(identifier))


def _signer(rows: Rows, entry: Entry) -> Row | None:
    return rows.one("SELECT * FROM signing_signer WHERE id = %s", uuid_of(entry.asked["signer"]))


CHECKS = {
    "envelope.send": _sent,
    "envelope.read": _seen,
    "envelope.void": _voided,
    "link.open": _reached,
    "link.authenticate": _reached,
    "link.consent": _reached,
    "link.sign": _signed,
    "link.decline": _declined,
}
