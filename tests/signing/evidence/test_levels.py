"""PAdES levels as the service reaches them: by its settings, and with an authority that comes and goes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.checks import Error, Warning

from safeclose.jobs import UNTIL_DONE
from safeclose.sealing.keys import SealingKeyError
from safeclose.sealing.seal import SealingError
from safeclose.verify import Report, verify
from signing.evidence import jobs
from signing.evidence.checks import sealing_key_seals
from signing.evidence.models import Seal
from signing.evidence.probes import sealing
from signing.evidence.sealing_settings import wanted_level
from signing.evidence.service_key import service_key
from tests import programs
from tests.paper import Sent
from tests.people import Caller
from tests.prepared import signed
from tests.time_authority import TimeAuthority


@pytest.fixture(scope="module")
def running() -> Iterator[TimeAuthority]:
    with TimeAuthority() as authority:
        yield authority


@pytest.fixture
def authority(running: TimeAuthority, settings: Any, tmp_path: Path) -> Iterator[TimeAuthority]:
    """Time stamps, as the service is configured."""
    running.configure(settings, tmp_path)
    yield running
    running.faults.clear()


@pytest.fixture
def issued(authority: TimeAuthority, settings: Any, tmp_path: Path) -> TimeAuthority:
    """The service seals with a key whose certificate the authority issued."""
    key, path, issuers = authority.sealing_key(), tmp_path / "seal.pem", tmp_path / "issuers.pem"
    assert isinstance(key.private_key, RSAPrivateKey)
    private = key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + key.certificates[0].public_bytes(Encoding.PEM))
    issuers.write_bytes(key.certificates[1].public_bytes(Encoding.PEM))
    settings.SEALING_PKCS12, settings.SEALING_PASSWORD = "", ""
    settings.SEALING_PEM = [str(path), str(issuers)]
    return authority


@pytest.fixture
def out(alice: Caller) -> Sent:
    """Signed by everyone, not sealed yet."""
    return signed(alice)


def judged(alice: Caller, out: Sent, authority: TimeAuthority) -> Report:
    pdf = alice.get(f"{out.path}/sealed").content
    return verify(pdf, trust=[service_key().certificate], time_stamp_trust=[authority.certificate("root")])


def names(report: Report) -> dict[str, str]:
    return {check.name: check.detail for check in report.checks}


def test_without_an_authority_the_level_is_b_b(alice: Caller, out: Sent) -> None:
    jobs.seal(trail_id=out.id)
    assert Seal.objects.get(trail=out.id).level == "B-B"
    report = verify(alice.get(f"{out.path}/sealed").content, trust=[service_key().certificate])
    assert report.result == "genuine"
    assert names(report)["time stamp"].startswith("There is no time stamp, and level B-B promises none")


def test_with_an_authority_the_level_is_b_t(alice: Caller, out: Sent, authority: TimeAuthority) -> None:
    jobs.seal(trail_id=out.id)
    assert Seal.objects.get(trail=out.id).level == "B-T"
    report = judged(alice, out, authority)
    assert report.result == "genuine", report.summary
    assert names(report)["time stamp"].endswith("UTC by a trusted authority.")


def test_level_b_lta_holds_revocation_data(
    alice: Caller, out: Sent, issued: TimeAuthority, settings: Any, tmp_path: Path, needs: Callable[..., None]
) -> None:
    settings.SEALING_LEVEL = "b-lta"
    issued.asked.clear()
    jobs.seal(trail_id=out.id)
    assert Seal.objects.get(trail=out.id).level == "B-LTA"
    assert {"/house/ocsp/ocsp", "/house/crls/root/latest.crl"} < set(issued.asked)
    report = judged(alice, out, issued)
    assert report.result == "genuine", report.summary
    assert names(report)["updates"] == "What was added after the seal is time stamps (1) and nothing else."
    pdf = alice.get(f"{out.path}/sealed").content
    public = Caller(None).generic("POST", "/api/public/verify", pdf, "application/pdf").json()
    assert public["result"] == "genuine", public
    needs("pdfsig")
    (tmp_path / "sealed.pdf").write_bytes(alice.get(f"{out.path}/sealed").content)
    told = programs.run("pdfsig", "-nocert", tmp_path / "sealed.pdf", check=False).stdout
    assert told.count(b"Signature is Valid.") == 1


@pytest.mark.parametrize("level", ["", "b-lta"])
def test_a_fault_of_the_authority_gives_no_lower_level(
    alice: Caller, out: Sent, issued: TimeAuthority, settings: Any, level: str
) -> None:
    """What waits is seen to wait, and is sealed when the authority is back, at the level that was asked for."""
    settings.SEALING_LEVEL = level
    for _ in range(2):
        issued.faults.append((503, "text/plain", b"Later."))
        with pytest.raises((OSError, SealingError), match=r"The time stamp authority answers 503\."):
            jobs.seal(trail_id=out.id)
        assert not Seal.objects.exists()
        told = alice.get(out.path).json()
        assert (told["status"], told["certificateUrl"], told["sealedUrl"]) == ("completed", None, None)
        assert str(sealing()) == f"{level.upper() or 'B-T'}; 1 waiting since {told['completedAt']}"
        assert alice.get(f"{out.path}/sealed").status_code == 409
    jobs.seal(trail_id=out.id)
    assert Seal.objects.get(trail=out.id).level == (level.upper() or "B-T")
    assert str(sealing()) == f"{level.upper() or 'B-T'}; nothing waits"
    assert judged(alice, out, issued).result == "genuine"


def test_an_issuer_that_does_not_answer_gives_no_seal(out: Sent, issued: TimeAuthority, settings: Any) -> None:
    settings.SEALING_LEVEL = "B-LTA"
    genuine = issued.answer
    issued.answer = lambda path, body: genuine(path, body) if "/tsa/" in path else (500, "text/plain", b"")
    try:
        with pytest.raises(OSError, match=r"/house/crls/root/latest\.crl answers 500\."):
            jobs.seal(trail_id=out.id)
    finally:
        issued.answer = genuine
    assert not Seal.objects.exists()


@pytest.mark.django_db
def test_the_probe_says_the_level_and_what_waits(anyone: Caller) -> None:
    assert anyone.get("/ready?verbose").json()["sealing"] == "B-B; nothing waits"


def test_sealing_is_tried_again_for_ever() -> None:
    assert jobs.seal.retry_strategy is UNTIL_DONE


@pytest.mark.parametrize(
    ("configured", "said"),
    [
        ({"SEALING_LEVEL": "B-X"}, "SEALING_LEVEL is B-X, and must be B-B, B-T or B-LTA."),
        ({"SEALING_LEVEL": "b-t"}, "SEALING_LEVEL B-T needs a time stamp authority: set TSA_URL."),
        ({"SEALING_LEVEL": "b-lta"}, "SEALING_LEVEL B-LTA needs a time stamp authority: set TSA_URL."),
        (
            {"SEALING_LEVEL": "b-lta", "TSA_URL": "http://127.0.0.1:1/"},
            "SEALING_LEVEL B-LTA needs TSA_CERTIFICATES, to judge time stamps with.",
        ),
        (
            {"TSA_URL": "http://127.0.0.1:1/", "TSA_CERTIFICATES": "/nowhere.pem"},
            "TSA_CERTIFICATES /nowhere.pem can't be read: No such file or directory.",
        ),
        (
            {"TSA_URL": "http://127.0.0.1:1/", "TSA_CERTIFICATES": __file__},
            f"TSA_CERTIFICATES {__file__} is not a certificate in PEM or DER.",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_found_at_start_up(
    settings: Any, configured: dict[str, str], said: str
) -> None:
    for name, value in configured.items():
        setattr(settings, name, value)
    assert sealing_key_seals(None) == [Error(said, id="safeclose.E006")]


@pytest.mark.parametrize(
    ("level", "url", "found"), [("", "", "B-B"), ("", "http://x/", "B-T"), ("b-b", "http://x/", "B-B")]
)
def test_the_level_follows_from_the_settings(settings: Any, level: str, url: str, found: str) -> None:
    settings.SEALING_LEVEL, settings.TSA_URL = level, url
    assert wanted_level() == found


def test_the_start_asks_for_a_time_stamp(authority: TimeAuthority) -> None:
    authority.asked.clear()
    assert sealing_key_seals(None) == []
    assert authority.asked


def test_the_service_starts_without_the_authority(authority: TimeAuthority) -> None:
    authority.faults.append((503, "text/plain", b""))
    sentence = "The time stamp authority answers 503. Nothing is sealed until it does."
    assert sealing_key_seals(None) == [Warning(sentence, id="safeclose.W001")]


def test_the_start_warns_of_an_authority_that_nobody_judges(authority: TimeAuthority, settings: Any) -> None:
    settings.TSA_CERTIFICATES = ""
    sentence = "Set TSA_CERTIFICATES, or time stamps by any authority will do."
    assert sealing_key_seals(None) == [Warning(sentence, id="safeclose.W002")]


def test_two_sealing_keys_are_refused(settings: Any) -> None:
    settings.SEALING_PEM = ["seal.pem"]
    with pytest.raises(
        SealingKeyError, match=r"^Set one of SEALING_PKCS12 and SEALING_PEM: there is one sealing key\.$"
    ):
        service_key()
