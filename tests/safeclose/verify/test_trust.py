"""Whose certificate a seal or bundle may be by: what the certificate is for, who issued it, and who was asked for."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from safeclose.sealing.keys import SealingKey, SealingKeyError, checked
from safeclose.verify import Report, verify
from safeclose.verify.__main__ import main
from safeclose.verify.usage import FOR_DOCUMENTS
from tests.evidence_examples import example, new_key, signed
from tests.reports import failed
from tests.safeclose.verify.test_sealed import forged, nothing

ROOT = new_key("Root", authority=True)
FOR_CLIENTS = "its extended key usage has nothing for documents"
NOT_SIGNING = "its key usage has neither digitalSignature nor nonRepudiation"
NO_AUTHORITY = "it was issued below a certificate that is not one of an authority"
EXTENDED = ExtendedKeyUsageOID


def bundle_by(key: SealingKey) -> bytes:
    return signed(example().presented, key).bundle


def judged(key: SealingKey, *trusted: SealingKey, **named: Any) -> Report:
    """A bundle by a key, where these are trusted."""
    return verify(bundle=bundle_by(key), trust=[each.certificate for each in trusted], **named)


def named(key: SealingKey) -> dict[str, Any]:
    return {"signer_sha256": [key.fingerprint]}


def refused(key: SealingKey, reason: str) -> dict[str, str]:
    name = key.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return {"given trust": f"The certificate of {name!s} is not one to trust for seals: {reason}."}


USELESS: dict[str, tuple[dict[str, Any], str]] = {
    "for nothing that it says": ({"usages": ()}, NOT_SIGNING),
    "for keys": ({"usages": ("key_encipherment", "data_encipherment")}, NOT_SIGNING),
    "for certificates": ({"usages": ("key_cert_sign", "crl_sign")}, NOT_SIGNING),
    "for clients": ({"extended": [EXTENDED.CLIENT_AUTH]}, FOR_CLIENTS),
    "for servers and clients": ({"extended": [EXTENDED.SERVER_AUTH, EXTENDED.CLIENT_AUTH]}, FOR_CLIENTS),
    "for code": ({"extended": [EXTENDED.CODE_SIGNING]}, FOR_CLIENTS),
    "for time stamps": ({"time_stamping": True}, FOR_CLIENTS),
    "for revocation": ({"extended": [EXTENDED.OCSP_SIGNING]}, FOR_CLIENTS),
}


@pytest.mark.parametrize("issued", [True, False], ids=["issued", "self-signed"])
@pytest.mark.parametrize("kind", USELESS)
def test_a_certificate_that_is_not_for_documents_is_unknown(kind: str, issued: bool) -> None:
    options, reason = USELESS[kind]
    key = new_key("Other", issuer=ROOT if issued else None, **options)
    for report in (judged(key, key), judged(key, ROOT if issued else key, **named(key))):
        assert (report.result, failed(report)) == ("unknown", refused(key, reason))
    sealed = verify(forged(nothing, key=key, bundle=bundle_by(key)), trust=[key.certificate])
    assert (sealed.result, list(failed(sealed))) == ("unknown", ["trust"])


@pytest.mark.parametrize("kind", USELESS)
def test_the_service_does_not_seal_with_a_certificate_that_is_not_for_documents(kind: str) -> None:
    options, reason = USELESS[kind]
    key = new_key("Other", **options)
    with pytest.raises(SealingKeyError, match=f"of the sealing key k is not meant for signing: {reason}"):
        checked("k", key.private_key, key.certificate.public_key(), [key.certificate])


@pytest.mark.parametrize("usages", [("digital_signature",), ("content_commitment",)])
@pytest.mark.parametrize("purpose", [None, *FOR_DOCUMENTS], ids=lambda value: getattr(value, "dotted_string", "none"))
def test_a_certificate_for_documents_is_genuine(usages: tuple[str, ...], purpose: x509.ObjectIdentifier | None) -> None:
    extended = [EXTENDED.CLIENT_AUTH, purpose] if purpose else []
    key = new_key("Seal", issuer=ROOT, usages=usages, extended=extended)
    assert judged(key, key).result == "genuine"
    assert judged(key, ROOT, **named(key)).result == "genuine"


def below(**options: Any) -> SealingKey:
    return new_key("Middle", issuer=ROOT, **options)


ISSUERS: dict[str, tuple[Callable[[], tuple[SealingKey, SealingKey]], str]] = {
    "a signer as the trusted issuer": (lambda: ((root := new_key("Seal")), new_key("Leaf", issuer=root)), NO_AUTHORITY),
    "an authority without keyCertSign": (
        lambda: ((root := new_key("Root", authority=True, usages=("crl_sign",))), new_key("Leaf", issuer=root)),
        "it was issued below a certificate whose key usage lacks keyCertSign",
    ),
    "an authority over none, with one below it": (
        lambda: (
            (root := new_key("Root", authority=True, path_length=0)),
            new_key("Leaf", issuer=new_key("Middle", issuer=root, authority=True)),
        ),
        "there are more authorities between than the path length allows",
    ),
    "an authority that had ended": (
        lambda: ((root := new_key("Root", authority=True, days=30)), new_key("Leaf", issuer=root)),
        "an issuer's certificate was not valid then",
    ),
}


@pytest.mark.parametrize("kind", ISSUERS)
def test_a_trusted_certificate_that_may_not_issue_vouches_for_nobody(kind: str) -> None:
    make, reason = ISSUERS[kind]
    root, leaf = make()
    report = judged(leaf, root, **named(leaf))
    assert (report.result, failed(report)) == ("unknown", refused(leaf, reason))


@pytest.mark.parametrize(
    "options",
    [{}, {"authority": True, "usages": ("crl_sign",)}, {"authority": True, "days": 30}],
    ids=["a signer", "an authority without keyCertSign", "an authority that had ended"],
)
def test_a_certificate_between_that_may_not_issue_vouches_for_nobody(options: dict[str, Any]) -> None:
    leaf = new_key("Leaf", issuer=new_key("Middle", issuer=ROOT, **options))
    report = judged(leaf, ROOT, **named(leaf))
    assert report.result == "unknown"
    assert list(failed(report)) == ["given trust"]


def test_an_authority_with_room_below_it_vouches() -> None:
    root = new_key("Root", authority=True, path_length=1)
    leaf = new_key("Leaf", issuer=new_key("Middle", issuer=root, authority=True, path_length=0))
    assert judged(leaf, root, **named(leaf)).result == "genuine"


def test_a_certificate_that_had_ended_when_it_sealed_is_unknown() -> None:
    leaf = new_key("Leaf", issuer=ROOT, days=30)
    for report in (judged(leaf, leaf), judged(leaf, ROOT, **named(leaf))):
        assert failed(report) == {"given trust": "The certificate of Leaf was not valid at 2026-05-01 13:00:00 UTC."}


# Who was asked for

OURS = new_key("Our seal", issuer=ROOT)
THEIRS = new_key("Their seal", issuer=ROOT)
UNNAMED = (
    "The certificate of Our seal was issued by a trusted issuer, who issues for others too: name the signer's "
    "certificate by its SHA-256 or its subject."
)


def test_a_trusted_issuer_alone_makes_nothing_genuine() -> None:
    report = judged(OURS, ROOT)
    assert (report.result, failed(report)) == ("unknown", {"given trust": UNNAMED})
    sealed = verify(forged(nothing, key=OURS, bundle=bundle_by(OURS)), trust=[ROOT.certificate])
    assert (sealed.result, failed(sealed)) == ("unknown", {"trust": UNNAMED})
    assert [check.name for check in sealed.checks] == ["seal", "coverage", "signature", "trust"], "not read further"


@pytest.mark.parametrize("by", [named, lambda key: {"signer_subjects": [key.certificate.subject]}])
def test_a_trusted_issuer_and_the_signer_who_is_named(by: Callable[[SealingKey], dict[str, Any]]) -> None:
    assert judged(OURS, ROOT, **by(OURS)).result == "genuine"
    report = judged(THEIRS, ROOT, **by(OURS))
    said = "The certificate of Their seal is not that of the signer who was asked for."
    assert (report.result, failed(report)) == ("unknown", {"given trust": said})


def test_who_is_named_is_not_trusted_for_that() -> None:
    """A name or hash, and an issuer of one's own with the same name."""
    namesake = new_key("Our seal", issuer=new_key("Root", authority=True))
    for options in (named(namesake), {"signer_subjects": [OURS.certificate.subject]}):
        assert judged(namesake, ROOT, **options).result == "unknown"


def test_a_given_certificate_needs_no_name_and_heeds_one() -> None:
    assert judged(OURS, OURS).result == "genuine"
    assert judged(OURS, OURS, ROOT).result == "genuine"
    assert judged(OURS, OURS, **named(THEIRS)).result == "unknown"


def test_the_whole_subject_is_compared() -> None:
    subject = x509.Name.from_rfc4514_string("CN=Our seal,O=Acme Inc.,C=CA")
    key = new_key(issuer=ROOT, subject=subject)
    assert judged(key, ROOT, signer_subjects=[subject]).result == "genuine"
    for other in ("CN=Our seal", "CN=Our seal,O=Acme Inc.", "CN=our seal,O=Acme Inc.,C=CA", "O=Acme Inc.,C=CA"):
        assert judged(key, ROOT, signer_subjects=[x509.Name.from_rfc4514_string(other)]).result == "unknown"


@pytest.fixture
def files(tmp_path: Any) -> list[str]:
    (tmp_path / "evidence.json").write_bytes(bundle_by(OURS))
    (tmp_path / "issuer.pem").write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    return [str(tmp_path / "evidence.json"), "--trust", str(tmp_path / "issuer.pem"), "--json"]


@pytest.mark.parametrize(
    ("code", "options"),
    [
        (0, ["--signer-sha256", OURS.fingerprint]),
        (0, ["--signer-sha256", ":".join(OURS.fingerprint.upper()[at : at + 2] for at in range(0, 64, 2))]),
        (0, ["--signer-sha256", THEIRS.fingerprint, "--signer-sha256", OURS.fingerprint]),
        (0, ["--signer-subject", "CN=Our seal"]),
        (0, ["--signer-subject", "CN=Their seal", "--signer-sha256", OURS.fingerprint]),
        (2, []),
        (2, ["--signer-sha256", THEIRS.fingerprint]),
        (2, ["--signer-subject", "CN=Their seal"]),
    ],
)
def test_the_command_takes_the_signer(files: list[str], capsys: Any, code: int, options: list[str]) -> None:
    assert main([*files, *options]) == code
    assert json.loads(capsys.readouterr().out)["result"] == ("genuine" if code == 0 else "unknown")


@pytest.mark.parametrize("option", [["--signer-sha256", "abc"], ["--signer-subject", "Our seal"]])
def test_the_command_explains_a_signer_that_is_none(files: list[str], capsys: Any, option: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*files, *option])
    assert ended.value.code == 2
    assert "is not" in capsys.readouterr().err
