"""`manage.py export_evidence`: what it writes convinces whoever has nothing else."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from safeclose.verify import load_certificates, verify
from signing.evidence.jobs import seal
from tests.people import Caller
from tests.prepared import sealed, sent
from tests.signing.packages.stage import Stage, active
from tests.workspace.erasure.forgetting import NAME, Zelda
from tests.workspace.erasure.test_erase_person import out_for, signed_by


def export(trail_id: str, folder: Path) -> dict[str, Any]:
    printed = StringIO()
    call_command("export_evidence", trail_id, "--to", str(folder), "--json", stdout=printed)
    report = json.loads(printed.getvalue())
    assert report["files"] == [
        path.name for path in sorted(folder.iterdir(), key=lambda p: report["files"].index(p.name))
    ]
    return dict(report)


def test_the_export_of_a_completed_envelope_verifies(alice: Caller, tmp_path: Path) -> None:
    out = sealed(alice)
    call_command("make_checkpoint", stdout=StringIO())
    report = export(out.id, tmp_path / "out")
    names = ["sealed.pdf", "certificate.pdf", "evidence.json", "trust.pem", "README.txt"]
    assert report == {"id": out.id, "folder": str(tmp_path / "out"), "files": names}
    folder = tmp_path / "out"
    assert "checkpoint" in json.loads((folder / "evidence.json").read_bytes())
    readme = (folder / "README.txt").read_text()
    command = "python -m safeclose.verify sealed.pdf evidence.json --trust trust.pem"
    assert command in readme
    arguments = [sys.executable, *command.split()[1:3], *(
        str(folder / each) if "." in each else each for each in command.split()[3:]
    )]  # fmt: skip
    done = subprocess.run(arguments, env={}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_evidence", out.id, "--to", str(folder))


def test_the_export_of_an_open_envelope_says_that_it_is_open(alice: Caller, tmp_path: Path) -> None:
    out = sent(alice)
    assert export(out.id, tmp_path)["files"] == ["evidence.json", "trust.pem", "README.txt"]
    assert "not everyone has signed" in (tmp_path / "README.txt").read_text()
    report = verify(bundle=(tmp_path / "evidence.json").read_bytes(), trust=_trust(tmp_path))
    assert [check.name for check in report.checks if not check.ok] == ["given completion"]


@pytest.mark.django_db
def test_the_export_of_a_package_verifies(tmp_path: Path) -> None:
    stage = Stage()
    package, documents = active(stage.mia, stage.toronto, "sue")
    for document in documents:
        assert package.sign(stage.sue, document).status_code == 201
    seal(trail_id=f"signing:{package.id}")
    assert "sealed.pdf" in export(f"signing:{package.id}", tmp_path)["files"]
    files = [(tmp_path / name).read_bytes() for name in ("sealed.pdf", "evidence.json")]
    assert verify(*files, trust=_trust(tmp_path)).result == "genuine"


def test_the_export_after_an_erasure_says_so(alice: Caller, tmp_path: Path) -> None:
    zelda = Zelda()
    out = out_for(zelda, alice)
    signed_by(zelda, out)
    zelda.erase()
    assert export(out.id, tmp_path)["files"] == ["evidence.json", "trust.pem", "README.txt"]
    assert "sealed.pdf is missing (SHA-256 " in (tmp_path / "README.txt").read_text()
    evidence = (tmp_path / "evidence.json").read_text()
    assert NAME not in evidence
    assert verify(bundle=evidence.encode(), trust=_trust(tmp_path)).result == "genuine"


def test_the_export_after_an_erasure_with_kept_files_verifies(alice: Caller, tmp_path: Path) -> None:
    zelda = Zelda()
    out = out_for(zelda, alice)
    signed_by(zelda, out)
    zelda.erase("--keep-files")
    export(out.id, tmp_path)
    files = [(tmp_path / name).read_bytes() for name in ("sealed.pdf", "evidence.json")]
    assert verify(*files, trust=_trust(tmp_path)).result == "genuine"


@pytest.mark.django_db
def test_the_export_of_an_unknown_trail_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no envelope or package env_x that was sent"):
        call_command("export_evidence", "env_x")


def _trust(folder: Path) -> Any:
    return load_certificates((folder / "trust.pem").read_bytes())
