import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from safeclose.sealing.keys import SealingKeyError, load_pem, load_pkcs12
from signing.evidence.development_key import FILE, make_development_key
from signing.evidence.key_check import check_key
from tests.evidence_examples import new_key, sealing_key


def pem(key, password: bytes | None = None) -> bytes:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    private = key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return private + b"".join(each.public_bytes(Encoding.PEM) for each in key.certificates)


@pytest.fixture(scope="module")
def issued():
    return new_key("Issued", issuer=new_key("Root", authority=True))


def test_a_pkcs12_file_with_its_issuer(tmp_path, issued):
    path = tmp_path / "seal.p12"
    own, *others = issued.certificates
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", issued.private_key, own, others, BestAvailableEncryption(b"secret")
        )
    )
    loaded = load_pkcs12(path, "secret")
    assert loaded.certificates == issued.certificates
    assert loaded.private_key.private_numbers() == issued.private_key.private_numbers()
    assert load_pkcs12(path, "secret") is loaded
    with pytest.raises(SealingKeyError, match=rf"{path} is damaged, or its password is wrong\."):
        load_pkcs12(path, "wrong")
    with pytest.raises(SealingKeyError, match="is damaged"):
        load_pkcs12(path)


def test_a_pem_file_in_any_order(tmp_path, issued):
    path = tmp_path / "seal.pem"
    path.write_bytes(b"".join(reversed([each + b"\n" for each in pem(issued, b"secret").split(b"\n\n")])))
    assert load_pem(path, "secret").certificates == issued.certificates
    with pytest.raises(SealingKeyError, match="its password is wrong"):
        load_pem(path)


def test_a_key_is_parsed_once_until_its_file_changes(tmp_path):
    path = tmp_path / "seal.pem"
    path.write_bytes(pem(sealing_key()))
    first = load_pem(path)
    assert load_pem(path) is first
    other = new_key()
    path.write_bytes(pem(other))
    assert load_pem(path).fingerprint == other.fingerprint


def with_private(private) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"", "is damaged"),
        (lambda: b"no key", "is damaged"),
        (lambda: pem(sealing_key())[:500], "is damaged"),
        (lambda: with_private(sealing_key().private_key), "is damaged"),
        (lambda: sealing_key().certificate.public_bytes(Encoding.PEM), "is damaged"),
        (
            lambda: with_private(sealing_key().private_key) + new_key().certificate.public_bytes(Encoding.PEM),
            "comes without its certificate",
        ),
        (lambda: pem(new_key("CA", authority=True)), "is not meant for signing"),
        (lambda: pem(new_key(size=1024)), "is not an RSA key of at least 2048 bits"),
        (
            lambda: (
                with_private(ec.generate_private_key(ec.SECP256R1()))
                + sealing_key().certificate.public_bytes(Encoding.PEM)
            ),
            "is not an RSA key of at least 2048 bits",
        ),
    ],
)
def test_a_key_that_can_not_seal_is_refused_by_name(tmp_path, content, said):
    path = tmp_path / "seal.pem"
    path.write_bytes(content())
    with pytest.raises(SealingKeyError, match=said) as refused:
        load_pem(path)
    assert str(path) in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SealingKeyError, match=r"seal\.p12 can't be read: No such file"):
        load_pkcs12(tmp_path / "seal.p12", "x")


def test_the_development_key_is_made_once(tmp_path):
    key = make_development_key(tmp_path / "new" / "folder")
    path = tmp_path / "new" / "folder" / FILE
    assert make_development_key(tmp_path / "new" / "folder") is key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [FILE]
    assert isinstance(key.private_key, rsa.RSAPrivateKey)
    assert key.private_key.key_size == 3072
    usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert key.certificate.not_valid_before_utc < datetime.now(UTC) < key.certificate.not_valid_after_utc
    check_key(key)


@pytest.mark.parametrize("content", [b"", b"damaged", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_development_key_is_never_replaced(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SealingKeyError, match=FILE):
        make_development_key(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_that_can_not_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SealingKeyError, match=FILE):
        make_development_key(tmp_path / "file" / "folder")


def test_processes_that_start_at_once_get_the_same_key(tmp_path):
    told = (
        "import sys, pathlib; from signing.evidence.development_key import make_development_key;"
        "sys.stdin.read(); print(make_development_key(pathlib.Path(sys.argv[1])).fingerprint)"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", told, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for racer in racers:
        racer.stdin.close()
    prints = {racer.stdout.read() for racer in racers}
    assert [racer.wait() for racer in racers] == [0] * len(racers)
    for racer in racers:
        racer.stdout.close()
    assert prints == {make_development_key(tmp_path).fingerprint + "\n"}
    assert os.listdir(tmp_path) == [FILE]


def test_the_probe_finds_a_key_whose_certificate_is_not_valid_now():
    with pytest.raises(SealingKeyError, match="does not verify: The certificate of Old was not valid at"):
        check_key(new_key("Old", days=1))


def test_the_probe_finds_a_certificate_of_another_key():
    class Mixed(type(sealing_key())):
        def sign(self, data: bytes) -> bytes:
            return new_key().sign(data)

    mixed = Mixed(sealing_key().private_key, sealing_key().certificates)
    with pytest.raises(SealingKeyError, match="The signature does not belong to this file and certificate"):
        check_key(mixed)


def test_signing_the_same_gives_the_same():
    assert sealing_key().sign(b"data") == sealing_key().sign(b"data") != sealing_key().sign(b"other")
