"""A trail as the back office shows it: its events, what verification says of it, and its files."""

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from safeclose.backoffice.badges import badge
from safeclose.backoffice.buttons import Look
from safeclose.backoffice.panels import Panel, code, moment, with_moments, wrapped
from safeclose.child_processes.confined import UnfitError
from safeclose.proof.commitments import is_commitment, reveal
from safeclose.records import lifecycle
from safeclose.refusals import Refusal
from safeclose.storage import files
from safeclose.verify import Check
from safeclose.verify.child_process import verify_in_child_process
from signing.evidence.audit import fault_of
from signing.evidence.known_files import compared, time_stamp_trust, trusted_certificates
from signing.evidence.models import Seal, SealedFile, Trail, TrailEvent
from signing.evidence.sealed_files import Kind, seal_of, sealed_file

MAX_EVENTS_SHOWN = 500
UNREADABLE = "(can't be read)"
RESULTS = {"genuine": "Genuine", "altered": "Altered", "unknown": "Not vouched for"}


HELD = {"holds": lifecycle.Kind.DONE, "fails": lifecycle.Kind.ENDED}


class Line(NamedTuple):
    """What was found out, as a Check says it, without the verifier."""

    name: str
    ok: bool
    detail: str


def events_panel(trail: Trail | None) -> Panel:
    """All events, oldest first."""
    rows = trail.events.order_by("seq")[:MAX_EVENTS_SHOWN] if trail else ()
    lines = [_line(event) for event in rows]
    return Panel("Trail", ("No.", "Event", "At", "By", "From", "Hash"), lines, empty="Nothing has happened yet.")


def _line(event: TrailEvent) -> tuple[Any, ...]:
    return event.seq, event.type.replace("_", " "), moment(event.at), *_who(event), code(event.chain_hash[:16])


def _who(event: TrailEvent) -> tuple[str, str]:
    """By whom and from where; of an event that somebody tampered with, that it can't be read."""
    try:
        payload = reveal(json.loads(bytes(event.payload)), event.kept)
        actor = payload["actor"]
        by = " ".join(part for part in (str(actor["kind"]), _words(actor["name"])) if part)
        return by, _words(payload["ip"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return UNREADABLE, UNREADABLE


def _words(value: Any) -> str:
    if value is None:
        return "–"
    return "(erased)" if is_commitment(value) else str(value)


def verified(trail: Trail) -> list[Panel]:
    """Verify now: the stored trail as `verify_trails` does it, and each sealed PDF as a stranger would."""
    fault = fault_of(trail)
    stored = Line("stored trail", fault is None, fault or "Every event and every file is what it was.")
    found = [_panel("The trail, as it is stored", "Genuine" if fault is None else "Altered", [stored])]
    for number, file in enumerate(SealedFile.objects.filter(seal__trail=trail).order_by("pk"), start=1):
        found.append(_of_file(f"Sealed PDF {number}", file))
    if not trail.completed_at:
        note = "It is not completed, so there is no sealed file to verify yet."
        found.append(Panel("Sealed PDF", (), (), empty=note))
    return found


def _of_file(title: str, file: SealedFile) -> Panel:
    try:
        pdf = files.read(file.sealed_sha256)
        report = compared(
            verify_in_child_process(pdf, None, trust=trusted_certificates(), time_stamp_trust=time_stamp_trust()), pdf
        )
    except Refusal as refusal:
        return _panel(title, "Could not be verified", [Line("file", False, refusal.sentence)])
    except UnfitError as error:
        return _panel(title, "Could not be verified", [Line("file", False, str(error))])
    return _panel(title, RESULTS[report.result], report.checks)


def _held(check: "Line | Check") -> str:
    return "holds" if check.ok else "fails"


def _panel(title: str, result: str, checks: "Sequence[Line | Check]") -> Panel:
    lines = [(badge(_held(check), HELD), check.name, wrapped(with_moments(check.detail))) for check in checks]
    return Panel(f"{title}: {result}", ("", "Check", "What was found"), lines)


def files_panel(trail: Trail | None) -> Panel:
    """Of which bytes the trail speaks, by their SHA-256."""
    seal = Seal.objects.filter(trail=trail).first() if trail else None
    if seal is None:
        return Panel("Sealed files", (), (), empty="It is not sealed.")
    lines = [("certificate", code(seal.certificate_sha256)), ("evidence bundle", code(seal.bundle_sha256))]
    lines += [
        ("sealed PDF", code(digest)) for digest in seal.files.order_by("pk").values_list("sealed_sha256", flat=True)
    ]
    return Panel("Sealed files", ("File", "SHA-256"), lines, note=f"Level {seal.level}, {moment(seal.sealed_at)}.")


def looks(trail_of: Callable[[Any], Trail | None]) -> tuple[Look, ...]:
    """Verify, and the files to take along; `trail_of(row)` is the trail of the row on whose page they stand."""

    def has_trail(row: Any) -> bool:
        return trail_of(row) is not None

    def is_sealed(row: Any) -> bool:
        trail = trail_of(row)
        return trail is not None and hasattr(trail, "seal")

    def verifies(_request: HttpRequest, row: Any) -> list[Panel]:
        trail = trail_of(row)
        assert trail is not None
        return verified(trail)

    def takes(kind: Kind) -> Callable[[HttpRequest, Any], HttpResponseBase]:
        def file(request: HttpRequest, row: Any) -> HttpResponseBase:
            seal = seal_of(trail_of(row), subject="trail")
            return sealed_file(request, seal, kind, title=seal.trail_id)

        return file

    return (
        Look("verification", "Verify now", verifies, offered=has_trail),
        Look("sealed", "Sealed PDF", takes("sealed"), offered=is_sealed, is_file=True),
        Look("certificate", "Certificate", takes("certificate"), offered=is_sealed, is_file=True),
        Look("bundle", "Evidence bundle", takes("bundle"), offered=is_sealed, is_file=True),
    )
