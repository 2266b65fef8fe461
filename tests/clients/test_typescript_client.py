"""The TypeScript client: generated from the description as committed, compiled strictly, and run."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import programs
from tests.environment import ROOT
from tests.processes import Service

CLIENT = ROOT / "clients" / "typescript"
BIN = CLIENT / "node_modules" / ".bin"


@pytest.fixture(autouse=True)
def _installed(needs: Callable[..., None]) -> None:
    needs("node", "npm", "npm:typescript", "npm:openapi-typescript", "npm:openapi-fetch")


def run(*command: Path | str, **environment: str) -> str:
    done = programs.run(*command, cwd=CLIENT, env={**os.environ, **environment}, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_committed_types_are_generated_from_the_description(tmp_path: Path) -> None:
    words = json.loads((CLIENT / "package.json").read_text())["scripts"]["generate"].split()
    made = tmp_path / "schema.ts"
    run(BIN / words[0], *words[1:-1], str(made))
    committed = CLIENT / words[-1]
    assert made.read_text() == committed.read_text(), "run `npm run generate` in clients/typescript"


def test_client_compiles_and_does_the_main_job(tmp_path: Path, running: Service) -> None:
    """tests/types.ts holds what must not compile: an error there that does not come is an error."""
    run(BIN / "tsc", "--outDir", str(tmp_path / "dist"))
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(CLIENT / "node_modules")
    said = run(
        "node",
        str(tmp_path / "dist" / "tests" / "main-job.js"),
        SAFECLOSE_URL=running.address,
        SAFECLOSE_TOKEN=running.tokens["alice"],
    )
    assert json.loads(said) == {
        "status": "completed",
        "signers": ["signed"] * 4,
        "sealed": "%PDF-",
        "refused": [409, "cannot_send_for_signature"],
        "asNobody": 401,
    }


def test_each_line_that_must_not_compile_is_an_error(tmp_path: Path) -> None:
    """Without its comments, each of those lines is an error."""
    text = (CLIENT / "tests" / "types.ts").read_text()
    comments = re.findall(r"^ *// @ts-expect-error .*\n", text, re.MULTILINE)
    bare = CLIENT / "tests" / "types.ts"
    project = {"extends": str(CLIENT / "tsconfig.json"), "compilerOptions": {"noEmit": True, "rootDir": "/"}}
    folder = tmp_path / "tests"
    folder.mkdir()
    (tmp_path / "src").symlink_to(CLIENT / "src")
    (tmp_path / "node_modules").symlink_to(CLIENT / "node_modules")
    (folder / bare.name).write_text(
        "".join(line + "\n" for line in text.splitlines() if "@ts-expect-error" not in line)
    )
    (tmp_path / "tsconfig.json").write_text(json.dumps({**project, "files": [f"tests/{bare.name}"]}))
    done = programs.run(BIN / "tsc", "-p", tmp_path, text=True, check=False)
    assert len(re.findall(r"error TS\d+", done.stdout)) == len(comments), done.stdout
    assert len(comments) == 9


@pytest.mark.parametrize("folder", [CLIENT, Path(__file__).parent], ids=lambda folder: folder.name)
def test_npm_lock_names_no_host_and_has_all_hashes(folder: Path) -> None:
    text = (folder / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert not [name for name, each in packages.items() if name and "integrity" not in each]
