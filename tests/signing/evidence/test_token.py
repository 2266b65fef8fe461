"""A sealing key on a token: SoftHSM, which is a real PKCS#11 library."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from safeclose.sealing.keys import SealingKeyError
from safeclose.sealing.seal import seal
from safeclose.verify import verify
from signing.evidence.key_check import check_key
from signing.evidence.service_key import service_key
from tests import programs
from tests.evidence_examples import SEALED_AT, certificate_example, example, new_key, sealing_key, signed

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so")
PIN = "2468"


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where SoftHSM keeps its tokens; it reads this once for each process."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    return folder


@pytest.fixture
def configured(needs: Callable[..., None], tokens: Path, settings: Any) -> Path:
    """The service seals with the key `seal` on the token `house`; the test puts it there."""
    needs("softhsm2-util", "python:python-pkcs11")
    settings.SEALING_PKCS12, settings.SEALING_PASSWORD = "", ""
    settings.SEALING_PKCS11_LIB = next(library for library in LIBRARIES if Path(library).exists())
    settings.SEALING_PKCS11_LABEL, settings.SEALING_PKCS11_PIN = "seal", PIN
    return tokens


def run(*arguments: str) -> None:
    programs.run("softhsm2-util", *arguments)


def put(folder: Path, token: str, key: Any, *, label: str = "seal", certificates: Any = None) -> None:
    """A token with a key and certificates: the first labelled as the key, the others as issuers."""
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    private = key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(private)
    run("--init-token", "--free", "--label", token, "--pin", PIN, "--so-pin", "13579")
    run("--import", str(folder / "key.pem"), "--token", token, "--label", label, "--id", "01", "--pin", PIN)
    library = pkcs11.lib(next(each for each in LIBRARIES if Path(each).exists()))
    library.reinitialize()
    with library.get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
        for number, each in enumerate(key.certificates if certificates is None else certificates):
            attributes = decode_x509_certificate(each.public_bytes(Encoding.DER))
            name = label if number == 0 else f"issuer {number}"
            session.create_object({**attributes, pkcs11.Attribute.LABEL: name, pkcs11.Attribute.TOKEN: True})


def test_a_key_on_a_token_seals(configured: Path, settings: Any) -> None:
    issued = new_key("Issued", issuer=new_key("Root", authority=True))
    settings.SEALING_PKCS11_TOKEN = "house"
    put(configured, "house", issued)
    key = service_key()
    assert key.certificates == issued.certificates
    assert service_key() is key
    check_key(key)
    assert key.sign(b"data") == issued.sign(b"data")
    done = signed(example().presented, key)
    pdf = seal(done.presented, certificate_example(), done.bundle, key, at=SEALED_AT).pdf
    assert verify(pdf, trust=[issued.certificate]).result == "genuine"


def test_a_token_that_was_restarted_is_opened_anew(configured: Path, settings: Any) -> None:
    import pkcs11

    settings.SEALING_PKCS11_TOKEN = "restarted"
    put(configured, "restarted", sealing_key())
    key = service_key()
    assert key.sign(b"data") == sealing_key().sign(b"data")
    pkcs11.lib(settings.SEALING_PKCS11_LIB).reinitialize()
    assert key.sign(b"more") == sealing_key().sign(b"more")


@pytest.mark.parametrize(
    ("token", "change", "said"),
    [
        ("absent", {}, "The sealing key seal on the token absent can't be used: No token matching"),
        (
            "locked",  # one of its own: who has opened a token before is not asked for its PIN again
            {"SEALING_PKCS11_PIN": "0000"},
            "The sealing key seal on the token locked can't be used: PinIncorrect.",
        ),
        ("there", {"SEALING_PKCS11_LABEL": "other"}, "The sealing key other on the token there comes without its"),
        ("there", {"SEALING_PKCS11_LIB": "/nowhere.so"}, "The sealing key seal on the token there can't be used: "),
        ("there", {"SEALING_PKCS11_LABEL": ""}, "SEALING_PKCS11_LIB needs SEALING_PKCS11_LABEL."),
        ("", {"SEALING_PKCS11_LABEL": ""}, "SEALING_PKCS11_LIB needs SEALING_PKCS11_TOKEN and SEALING_PKCS11_LABEL."),
    ],
)
def test_an_unusable_token_is_named(
    configured: Path, settings: Any, token: str, change: dict[str, str], said: str
) -> None:
    if token in ("there", "locked") and not (configured / token).exists():
        (configured / token).touch()
        put(configured, token, sealing_key())
    for name, value in {"SEALING_PKCS11_TOKEN": token, **change}.items():
        setattr(settings, name, value)
    with pytest.raises(SealingKeyError) as refused:
        service_key()
    assert str(refused.value).startswith(said)


def test_a_key_that_is_too_small_is_refused(configured: Path, settings: Any) -> None:
    settings.SEALING_PKCS11_TOKEN = "small"
    put(configured, "small", new_key(size=1024))
    with pytest.raises(SealingKeyError, match=r"small is not an RSA key of at least 2048 bits\."):
        service_key()


def test_the_certificate_of_another_key_is_found_by_the_probe(configured: Path, settings: Any) -> None:
    settings.SEALING_PKCS11_TOKEN = "mixed"
    put(configured, "mixed", sealing_key(), certificates=new_key().certificates)
    with pytest.raises(SealingKeyError, match="The signature does not belong to this file and certificate"):
        check_key(service_key())


def test_a_key_on_a_token_signs_in_one_way_only(configured: Path, settings: Any) -> None:
    settings.SEALING_PKCS11_TOKEN = "one-way"
    put(configured, "one-way", sealing_key())
    key = service_key().private_key
    for padding, algorithm in ((PKCS1v15(), SHA512()), (PSS(MGF1(SHA256()), 32), SHA256())):
        with pytest.raises(SealingKeyError, match="signs with RSASSA-PKCS1-v1_5 and SHA-256 only"):
            key.sign(b"data", padding, algorithm)
