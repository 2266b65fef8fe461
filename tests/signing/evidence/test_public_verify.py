"""`POST /api/public/verify`: the offline verifier for those who have none, and what our own records add."""

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from safeclose.child_processes import confined
from safeclose.places import Places
from safeclose.storage import files
from safeclose.verify import verify
from signing.evidence import actions, public_views
from signing.evidence.known_files import CERTIFICATE, NEITHER, SEALED
from signing.evidence.models import Seal, SealingCertificate
from signing.evidence.service_key import service_key
from tests import prepared
from tests.evidence_examples import example, new_key, sealed_example, sealing_key, signed
from tests.paper import Sent
from tests.people import Caller
from tests.signing.evidence.verifying import PATH, ask, trusting

__all__ = ["trusting"]

MISSING = "Send the PDF or the evidence bundle as the body, or as `file` of a form."
EMPTY = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n\r\n--x--\r\n'


@pytest.fixture
def sealed(alice: Caller) -> Sent:
    return prepared.sealed(alice)


def bodies(out: Sent) -> tuple[bytes, bytes, bytes]:
    found = Seal.objects.get(trail=out.id)
    digests = (found.files.get().sealed_sha256, found.bundle_sha256, found.certificate_sha256)
    one, two, three = (files.read(digest) for digest in digests)
    return one, two, three


def test_what_was_sealed_here_is_genuine(sealed: Sent) -> None:
    pdf, bundle, _ = bodies(sealed)
    own = [service_key().certificate]
    record = {"name": "record", "ok": True, "detail": SEALED, "message": SEALED.as_json()}
    offline = verify(pdf, trust=own).as_json()
    assert offline["result"] == "genuine"
    for answer in (ask(pdf), Caller(None).post(PATH, {"file": SimpleUploadedFile("x", pdf)}, format="multipart")):
        assert answer.status_code == 200
        assert answer.json() == {**offline, "checks": [*offline["checks"], record]}
    both = verify(pdf, bundle, trust=own).as_json()
    assert ask(pdf, bundle).json() == {**both, "checks": [*both["checks"], record]}
    assert ask(bundle=bundle).json() == verify(bundle=bundle, trust=own).as_json()


def test_the_certificate_of_completion_is_known_by_its_hash(sealed: Sent) -> None:
    _, bundle, certificate = bodies(sealed)
    assert ask(certificate).json() == {
        "result": "genuine",
        "summary": CERTIFICATE,
        "message": {"template": CERTIFICATE, "values": {}},
        "about": {},
        "checks": [{"name": "record", "ok": True, "detail": CERTIFICATE, "message": CERTIFICATE.as_json()}],
        "signatures": [],
        "marks": [],
        "added": [],
    }
    # Not beside something that is not in order.
    changed = bundle.replace(b'"pageCount"', b'"pageCounT"', 1)
    assert ask(certificate, changed).json()["result"] == "altered"


def test_a_seal_by_an_earlier_key_stays_genuine(trusting: None) -> None:
    assert service_key().certificate != sealing_key().certificate
    offline = verify(sealed_example(), trust=[sealing_key().certificate]).as_json()
    # Not in our records: they may have been lost, the seal holds all the same.
    assert ask(sealed_example()).json() == offline
    SealingCertificate.objects.all().delete()
    assert ask(sealed_example()).json()["result"] == "unknown"


@pytest.mark.django_db
def test_no_issuer_is_trusted_for_what_else_it_issued() -> None:
    root = new_key("Root", authority=True)
    ours, theirs = new_key("Seal", issuer=root), new_key("Other", issuer=root)
    actions.record_certificate(certificate=ours.certificate)
    assert ask(bundle=signed(example().presented, ours).bundle).json()["result"] == "genuine"
    assert ask(bundle=signed(example().presented, theirs).bundle).json()["result"] == "unknown"


def test_the_job_records_the_certificate_once(sealed: Sent) -> None:
    assert list(SealingCertificate.objects.values_list("sha256", flat=True)) == [service_key().fingerprint]


def test_a_file_that_names_a_known_envelope_is_not_recognized(sealed: Sent) -> None:
    """The same file about an envelope that we know, and about one that nobody knows."""
    pdf, bundle, _ = bodies(sealed)
    stranger = new_key("Stranger")
    foreign = signed(b"%PDF-1.7 of my own", stranger).bundle.decode()
    known, unheard = (foreign.replace("env_1", name) for name in (sealed.id, sealed.id[:-4] + "0000"))
    answers = [ask(bundle=each.encode()).json() for each in (known, unheard)]
    assert answers[0] == json.loads(json.dumps(answers[1]).replace(sealed.id[:-4] + "0000", sealed.id))
    text = f"%PDF-1.7\n{sealed.id} {sealed.document['id']} {bundle[:0].decode()}"
    assert ask(text.encode()).json() == ask(b"%PDF-1.7\nnothing of the kind").json()
    # Not even the presented file, which a counterparty has who never signed.
    presented = files.read(Seal.objects.get(trail=sealed.id).files.get().document_sha256)
    assert ask(presented).json()["checks"][-1] == {
        "name": "record",
        "ok": False,
        "detail": NEITHER,
        "message": NEITHER.as_json(),
    }
    altered = ask(pdf[:-1] + b" ").json()
    assert (altered["result"], altered["about"]) == ("altered", {})
    assert sealed.id not in json.dumps(altered)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind", "status", "sentence"),
    [
        (b"", "application/pdf", 400, MISSING),
        (b"", "application/json", 400, MISSING),
        (EMPTY, "multipart/form-data; boundary=x", 400, "The file is empty."),
        (b"x", "text/plain", 415, "The body must be application/json."),
        (b"x", "multipart/form-data; boundary=x", 400, MISSING),
        (b"x", "multipart/form-data", 400, "Multipart form parse error - Invalid boundary in multipart: None"),
    ],
)
def test_bad_input_is_explained(body: bytes, kind: str, status: int, sentence: str) -> None:
    answer = Caller(None).generic("POST", PATH, body, kind)
    assert (answer.status_code, answer.json()["message"]) == (status, sentence)


@pytest.mark.django_db
def test_two_files_of_a_kind_are_refused() -> None:
    for one in (sealed_example(), example().bundle):
        answer = ask(one, one)
        assert (answer.status_code, answer.json()["message"]) == (
            400,
            "Give one PDF, one evidence bundle, or one of each.",
        )
    swapped = ask(example().bundle, sealed_example())
    assert swapped.json()["result"] == "unknown", "in whichever field"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["application/pdf", "application/json", "form"])
def test_a_file_that_is_too_large_is_refused(kind: str) -> None:
    body = b"%PDF-" + bytes(25 * 1024 * 1024)
    if kind == "form":
        answer = Caller(None).post(PATH, {"file": SimpleUploadedFile("x", body)}, format="multipart")
    else:
        answer = Caller(None).generic("POST", PATH, body, kind)
    assert (answer.status_code, answer.json()) == (
        413,
        {"error": "too_large", "message": "The body is larger than 25 MiB."},
    )


@pytest.mark.django_db
def test_a_file_that_eats_memory_is_no_fault_and_not_called_altered() -> None:
    hungry = b'{"format":"safeclose-evidence/1","events":[' + b"{}," * 6_000_000 + b"{}]}"
    answer = ask(bundle=hungry)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_body", "message": confined.TOO_MUCH})


def test_ten_files_are_verified_in_a_minute_and_no_more(trusting: None) -> None:
    cache.clear()
    statuses = [Caller(None).generic("POST", PATH, b"", "application/pdf").status_code for _ in range(11)]
    assert statuses == [400] * 10 + [429]


def test_the_file_is_not_kept(
    trusting: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: Any, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(files, "keep", None)
    seen: list[list[Path]] = []
    examine = public_views.verify_in_child_process

    def watched(*given: Any, **more: Any) -> Any:
        seen.append(list(tmp_path.iterdir()))
        return examine(*given, **more)

    monkeypatch.setattr(public_views, "verify_in_child_process", watched)
    large = sealed_example() + b"secret-of-mine" * 300_000  # more than Django keeps in memory by itself
    answer = Caller(None).post(PATH, {"file": SimpleUploadedFile("secret-name.pdf", large)}, format="multipart")
    assert answer.json()["result"] == "altered"
    assert seen == [[]]
    assert list(tmp_path.iterdir()) == []
    logged = caplog.text + "".join(capfd.readouterr())
    assert "/api/public/verify" in logged
    assert "secret-" not in logged


@pytest.mark.django_db
def test_any_origin_may_ask_without_credentials() -> None:
    answer = Caller(None).generic("POST", PATH, b"x", "application/pdf", headers={"Origin": "https://elsewhere.test"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://elsewhere.test"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_checks_beyond_the_places_are_refused_with_a_time_to_try_again(
    sealed: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(1, wait_seconds=0.01, sentence="Too many files are being checked now; try again.", retry_seconds=5)
    monkeypatch.setattr(public_views, "PLACES", places)
    pdf, *_ = bodies(sealed)
    with places.one():
        answer = ask(pdf)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["message"] == "Too many files are being checked now; try again."
    assert ask(pdf).status_code == 200
