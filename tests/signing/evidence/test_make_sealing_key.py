"""manage.py make_sealing_key: a key that seals, and that nobody's key is lost by."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command

from safeclose.sealing.keys import load_pkcs12
from signing.evidence.key_check import check_key
from tests.environment import ROOT

PASSWORD = "correct horse battery"


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n")
    return path


def made(path: Path, password: Path, *more: str) -> str:
    printed = StringIO()
    call_command(
        "make_sealing_key", str(path), "--name", "Acme", "--password-file", str(password), *more, stdout=printed
    )
    return printed.getvalue()


def test_a_sealing_key_is_made_that_seals(tmp_path: Path, password: Path) -> None:
    path = tmp_path / "seal.p12"
    told = made(path, password, "--organization", "Acme Inc.", "--days", "30", "--bits", "2048")
    request = tmp_path / "seal.csr"
    assert told == f"Key and certificate: {path}\nCertificate request: {request}\n"
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path, request)] == [0o600, 0o600]
    key = load_pkcs12(path, PASSWORD)
    check_key(key)
    (certificate,) = key.certificates
    names = {each.oid: each.value for each in certificate.subject}
    assert names == {NameOID.COMMON_NAME: "Acme", NameOID.ORGANIZATION_NAME: "Acme Inc."}
    assert abs(certificate.not_valid_after_utc - datetime.now(UTC) - timedelta(days=29)) < timedelta(hours=1)
    asked = x509.load_pem_x509_csr(request.read_bytes())
    assert asked.is_signature_valid
    assert (asked.subject, asked.public_key()) == (certificate.subject, certificate.public_key())
    assert asked.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature


@pytest.mark.parametrize("there", ["seal.p12", "seal.csr"])
def test_an_existing_key_is_never_replaced(tmp_path: Path, password: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(CommandError, match=f"{there} is there already, and is not replaced"):
        made(tmp_path / "seal.p12", password)
    assert (tmp_path / there).read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["password", there])


def test_a_short_password_is_refused(tmp_path: Path, password: Path) -> None:
    password.write_text("short\n")
    with pytest.raises(CommandError, match=r"^The password must have at least 12 characters\.$"):
        made(tmp_path / "seal.p12", password)
    assert not (tmp_path / "seal.p12").exists()


def test_a_missing_file_is_named_when_a_key_is_made(tmp_path: Path, password: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere can't be read: No such file or directory\."):
        made(tmp_path / "seal.p12", tmp_path / "nowhere")
    with pytest.raises(CommandError, match=r"seal\.p12 can't be written: No such file or directory\."):
        made(tmp_path / "folder" / "seal.p12", password)


def test_a_name_that_no_certificate_can_have_is_refused(tmp_path: Path, password: Path) -> None:
    with pytest.raises(CommandError):
        made(tmp_path / "seal.p12", password, "--name", "x" * 65)
    assert not (tmp_path / "seal.p12").exists()


def test_it_runs_before_any_setting_is_there(tmp_path: Path, password: Path) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "manage.py", "make_sealing_key", *arguments]
        done = subprocess.run(command, cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    path = tmp_path / "seal.p12"
    arguments = [f"{path}", "--name", "Acme", "--bits", "2048", "--password-file", f"{password}"]
    made = f"Key and certificate: {path}\nCertificate request: {tmp_path / 'seal.csr'}\n"
    assert run(*arguments) == (0, made, "")
    assert run(*arguments) == (1, "", f"CommandError: {path} is there already, and is not replaced.\n")
    assert load_pkcs12(path, password.read_text().rstrip()).certificate.subject.rfc4514_string() == "CN=Acme"
    assert run("--no-such-option")[0] == 2


def test_without_a_terminal_the_password_must_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_terminal(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("signing.management.commands.make_sealing_key.getpass", no_terminal)
    with pytest.raises(
        CommandError, match="There is no terminal on which to ask for the password: give --password-file"
    ):
        call_command("make_sealing_key", str(tmp_path / "seal.p12"), "--name", "Acme")
