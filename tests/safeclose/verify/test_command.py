import json
import subprocess
import sys
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from safeclose.verify.__main__ import main
from tests.evidence_examples import example, new_key, sealed_example, sealing_key, typeset_pdf
from tests.mark_examples import bundle_of, marked_example, story_with_marks
from tests.reports import plain


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sealed.pdf").write_bytes(sealed_example())
    (tmp_path / "bundle.json").write_bytes(example().bundle)
    (tmp_path / "altered.pdf").write_bytes(sealed_example()[:-1] + b"\r")
    (tmp_path / "trust.pem").write_bytes(sealing_key().certificate.public_bytes(Encoding.PEM))
    (tmp_path / "trust.der").write_bytes(sealing_key().certificate.public_bytes(Encoding.DER))
    (tmp_path / "other.pem").write_bytes(new_key().certificate.public_bytes(Encoding.PEM))
    (tmp_path / "text.txt").write_text("text")
    return tmp_path


def run(folder, capsys, *arguments):
    code = main([str(folder / each) if "." in each else each for each in arguments])
    return code, capsys.readouterr()


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ["sealed.pdf", "--trust", "trust.pem"]),
        (0, ["sealed.pdf", "--trust", "trust.der"]),
        (0, ["sealed.pdf", "--trust", "other.pem", "--trust", "trust.pem"]),
        (0, ["sealed.pdf", "bundle.json", "--trust", "trust.pem"]),
        (0, ["bundle.json", "sealed.pdf", "--trust", "trust.pem"]),
        (0, ["bundle.json", "--trust", "trust.pem"]),
        (1, ["altered.pdf", "--trust", "trust.pem"]),
        (1, ["altered.pdf", "bundle.json", "--trust", "trust.pem"]),
        (2, ["sealed.pdf"]),
        (2, ["sealed.pdf", "--trust", "other.pem"]),
        (2, ["text.txt", "--trust", "trust.pem"]),
        (2, ["missing.pdf", "--trust", "trust.pem"]),
        (2, ["sealed.pdf", "--trust", "text.txt"]),
        (2, ["sealed.pdf", "altered.pdf", "--trust", "trust.pem"]),
        (2, ["bundle.json", "text.txt", "--trust", "trust.pem"]),
    ],
)
def test_the_exit_code_tells_genuine_altered_and_unknown(folder, capsys, code, arguments):
    assert run(folder, capsys, *arguments)[0] == code


def test_the_table_has_a_line_for_each_check(folder, capsys):
    _, output = run(folder, capsys, "altered.pdf", "--trust", "trust.pem")
    assert output.out == (
        "ALTERED: The sealed bytes do not end where a PDF ends.\n"
        "\n"
        "  ✓ seal      There is one seal.\n"
        "  ✗ coverage  The sealed bytes do not end where a PDF ends.\n"
    )
    _, output = run(folder, capsys, "sealed.pdf", "--trust", "trust.pem")
    lines = output.out.splitlines()
    assert lines[0] == "GENUINE: Sealed by Safeclose seal at 2026-05-01 13:00:00 UTC, and not changed since."
    assert all(line.startswith("  ✓ ") for line in lines[2:18])
    assert "  title: Agreement of Purchase" in lines


def test_the_option_json_prints_the_report_as_json(folder, capsys):
    code, output = run(folder, capsys, "sealed.pdf", "--trust", "trust.pem", "--json")
    assert code == 0
    assert plain(json.loads(output.out))["result"] == "genuine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.pdf"], "No such file or directory"),
        (["sealed.pdf", "--trust", "text.txt"], "not a certificate in PEM or DER"),
        (["sealed.pdf", "altered.pdf"], "Give one PDF, one evidence bundle, or one of each."),
    ],
)
def test_a_wrong_call_is_explained(folder, capsys, arguments, said):
    _, output = run(folder, capsys, *arguments)
    assert said in output.err
    assert output.out == ""


def test_the_verifier_runs_without_settings_or_warnings(folder):
    """From the command line, without Django, without settings, without a sound from the libraries."""
    command = [sys.executable, "-W", "error", "-m", "safeclose.verify", str(folder / "sealed.pdf")]
    done = subprocess.run(
        [*command, "--trust", str(folder / "trust.pem")], env={}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("GENUINE: ")


def test_the_verifier_imports_no_django():
    told = "import sys, safeclose.verify.__main__; print([name for name in sys.modules if 'django' in name])"
    done = subprocess.run([sys.executable, "-c", told], env={}, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_signatures_and_marks_of_a_genuine_file_are_tables(folder, capsys):
    (folder / "marked.pdf").write_bytes(marked_example())
    code, output = run(folder, capsys, "marked.pdf", "--trust", "trust.pem")
    assert code == 0
    tables = output.out.split("  sealedBy: Safeclose seal\n")[1]
    assert tables == (
        "\n"
        "  Signer      Signed as   At                       Event  Document\n"
        "  Bea Buyer   Bea Buyer   2026-05-01 12:07:00 UTC  7      Agreement of Purchase\n"
        "  Sam Seller  Sam Seller  2026-05-01 12:11:00 UTC  11     Agreement of Purchase\n"
        "\n"
        "  Page  Mark       Label   Of          At                       Event  Put by      Text\n"
        "  1     initials           Bea Buyer   2026-05-01 12:07:00 UTC  7      the signer  BB\n"
        "  1     text       Remark  Bea Buyer   2026-05-01 12:07:00 UTC  7      the signer  Keys on Monday\n"
        "  1     checkbox           Bea Buyer   2026-05-01 12:07:00 UTC  7      the signer\n"
        "  1     initials           Sam Seller  2026-05-01 12:11:00 UTC  11     signing     SS\n"
        "  2     signature  Buyer   Bea Buyer   2026-05-01 12:07:00 UTC  7      signing     Bea Buyer\n"
        "  2     name               Bea Buyer   2026-05-01 12:07:00 UTC  7      signing     Bea Buyer\n"
        "  2     date               Bea Buyer   2026-05-01 12:07:00 UTC  7      signing     2026-05-01\n"
        "  2     signature  Seller  Sam Seller  2026-05-01 12:11:00 UTC  11     signing     Sam Seller\n"
        "  2     name               Sam Seller  2026-05-01 12:11:00 UTC  11     signing     Sam Seller\n"
        "  2     date               Sam Seller  2026-05-01 12:11:00 UTC  11     signing     2026-05-01\n"
    )
    report = json.loads(run(folder, capsys, "marked.pdf", "--trust", "trust.pem", "--json")[1].out)
    assert (report["signatures"][0], report["marks"][4]) == (
        {
            "signer": "Bea Buyer", "at": "2026-05-01T12:07:00.000Z", "event": 7, "text": "Bea Buyer",
            "document": "Agreement of Purchase",
        },
        {
            "page": 2, "kind": "signature", "label": "Buyer", "signer": "Bea Buyer", "at": "2026-05-01T12:07:00.000Z",
            "event": 7, "text": "Bea Buyer", "document": "Agreement of Purchase", "by": "signing",
        },
    )  # fmt: skip


def test_of_a_file_that_is_not_genuine_nothing_is_listed(folder, capsys):
    (folder / "marked.pdf").write_bytes(marked_example() + b"\n")
    report = json.loads(run(folder, capsys, "marked.pdf", "--trust", "trust.pem", "--json")[1].out)
    assert (report["result"], report["signatures"], report["marks"]) == ("altered", [], [])
    (folder / "marked.pdf").write_bytes(marked_example())
    report = json.loads(run(folder, capsys, "marked.pdf", "--json")[1].out)
    assert (report["result"], report["signatures"], report["marks"]) == ("unknown", [], [])


def test_control_characters_and_erased_values_are_shown_as_such(folder, capsys):
    told = story_with_marks(sha256(typeset_pdf()).hexdigest())
    evil = "Keys \x1b[2J on\u202e Monday"
    for _, _, data in told:
        for each in data.get("marks", []):
            if "text" in each:
                each["text"] = evil
        for each in data.get("drawings", []):
            if each.get("text") == "Keys on Monday":
                each["text"] = evil
    content = json.loads(bundle_of(told))
    signed = content["events"][10]["revealed"]
    for pointer in [each for each in signed if each.startswith("/data/")]:
        del signed[pointer]
    (folder / "marked.json").write_text(json.dumps(content))
    code, output = run(folder, capsys, "marked.json", "--trust", "trust.pem")
    assert code == 0
    assert "Keys ?[2J on? Monday\n" in output.out
    assert "\x1b" not in output.out
    assert "  Sam Seller  (erased)   2026-05-01 12:11:00 UTC  11     Agreement of Purchase\n" in output.out
    assert (
        "  2     date               Sam Seller  2026-05-01 12:11:00 UTC  11     signing     2026-05-01\n" in output.out
    ), "no personal data"
    assert "signing     (erased)\n" in output.out
