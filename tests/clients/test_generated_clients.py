"""Clients that others generate from the description compile, and do the main job: from a draft to a sealed PDF."""

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import programs
from tests.environment import ROOT
from tests.processes import Service

FOLDER = Path(__file__).parent
DESCRIPTION = ROOT / "docs" / "openapi.yaml"
DONE = {"status": "completed", "sealed": "%PDF-"}


class Made(NamedTuple):
    """Three clients with a program each, and the service that these talk to."""

    folder: Path
    service: Service

    def does(self, *command: str | Path) -> object:
        """What a program prints."""
        address, token = self.service.address, self.service.tokens["alice"]
        environment = {**os.environ, "SAFECLOSE_URL": address, "SAFECLOSE_TOKEN": token}
        return json.loads(_run(*command, cwd=self.folder, env=environment))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Made:
    """They are generated and compiled while the service starts."""
    programs.need("node", "npm:@hey-api/openapi-ts", "npm:orval", "npm:typescript", "python:openapi-python-client")
    folder = tmp_path_factory.mktemp("generated")
    with ThreadPoolExecutor() as pool:
        compiled = [pool.submit(_typescript, folder), pool.submit(_python, folder)]
        running: Service = request.getfixturevalue("running")
        for one in compiled:
            one.result()
    return Made(folder, running)


def test_client_by_hey_api_does_the_main_job(made: Made) -> None:
    assert made.does("node", made.folder / "dist" / "hey_api.js") == DONE


def test_client_by_orval_does_the_main_job(made: Made) -> None:
    assert made.does("node", made.folder / "dist" / "orval.js") == DONE


def test_client_by_openapi_python_client_does_the_main_job(made: Made) -> None:
    assert made.does(sys.executable, made.folder / "python_client.py") == DONE


def _typescript(folder: Path) -> None:
    for path in (*FOLDER.glob("*.ts"), FOLDER / "tsconfig.json"):
        shutil.copy(path, folder)
    modules = FOLDER / "node_modules"
    (folder / "node_modules").symlink_to(modules)
    environment = {**os.environ, "TMPDIR": str(folder)}  # it leaves a cache there
    _run("node", FOLDER / "generate.mjs", DESCRIPTION, folder, env=environment)
    _run(modules / ".bin" / "tsc", "-p", folder)


def _python(folder: Path) -> None:
    shutil.copy(FOLDER / "python_client.py", folder)
    options = [f"--path={DESCRIPTION}", f"--output-path={folder / 'made'}", f"--config={FOLDER / 'python_client.yaml'}"]
    generator = Path(sys.executable).with_name("openapi-python-client")
    said = _run(generator, "generate", "--meta=none", "--fail-on-warning", *options)
    assert said.split() == ["Generating", str(folder / "made")], "it leaves out what it does not understand"


def _run(*command: str | Path, **options: Any) -> str:
    done = programs.run(*command, check=False, text=True, **options)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return str(done.stdout)
