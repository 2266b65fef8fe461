"""Programs that are not Python. A test that starts one is skipped, with the reason, on a machine that lacks it.

Tests start them by `run` and `start` alone, so that none can forget to ask; tests/project/test_programs.py holds that.
It is a pytest plugin (`-p tests.programs`) for the sake of the summary: one line for each thing that is missing.
"""

import os
import shutil
import subprocess
from collections.abc import Generator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

NOTO_CORE = "/usr/share/fonts/truetype/noto/NotoSerifDevanagari-Regular.ttf"
NOTO_CJK = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
ROOT = Path(__file__).resolve().parent.parent
MODULES = [ROOT / each / "node_modules" for each in ("clients/typescript", "tests/clients")]
# The packages of Debian and Ubuntu.
PACKAGES = {
    **dict.fromkeys(("pdfdetach", "pdffonts", "pdfinfo", "pdfsig", "pdftoppm", "pdftotext"), "poppler-utils"),
    "chromium": "chromium",
    NOTO_CJK: "fonts-noto-cjk",
    NOTO_CORE: "fonts-noto-core",
    "node": "nodejs",
    "npm": "npm",
    "pgbouncer": "pgbouncer",
    "redis-server": "redis-server",
    "softhsm2-util": "softhsm2",
}


def need(*names: str) -> None:
    """`need("pdfsig")`, `need("python:numpy")`, `need("npm:typescript")`, `need(NOTO_CORE)`: skip where one is absent.

    Fail instead where everything has to be there.
    """
    missing = next((name for name in names if not _is_there(name)), None)
    if missing is None:
        return
    reason = f"needs {missing} ({_remedy(missing)})"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    raise Missing(reason)


class Missing(pytest.skip.Exception):
    """Something that is not on this machine; the reason names one thing."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Have pytest's summary count all skips for one reason in one line.

    By itself it has a line for each test whose fixture asked.
    """
    report = yield
    if call.excinfo and isinstance(call.excinfo.value, Missing):
        report.longrepr = (__file__, need.__code__.co_firstlineno, f"Skipped: {call.excinfo.value.msg}")
    return report


def run(program: str | Path, *arguments: str | Path, **options: Any) -> "subprocess.CompletedProcess[Any]":
    """Run a program to its end, which must be a good one: `run("pdfinfo", "-", input=pdf).stdout`."""
    need(str(program))
    return subprocess.run([program, *arguments], **{"check": True, "capture_output": True, **options})


def start(program: str, *arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
    """Start a program that says nothing, and go on."""
    need(program)
    return subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def _is_there(name: str) -> bool:
    if name.startswith("npm:"):
        return any((modules / name.removeprefix("npm:")).exists() for modules in MODULES)
    if name.startswith("/"):
        return Path(name).exists()
    if not name.startswith("python:"):
        return shutil.which(name) is not None
    try:
        return bool(metadata.distribution(name.removeprefix("python:")))
    except metadata.PackageNotFoundError:
        return False


def _remedy(name: str) -> str:
    if name.startswith("npm:"):
        return "make client"
    if name.startswith("python:"):
        return "make setup"
    return f"on Debian and Ubuntu: apt install {PACKAGES[name]}" if name in PACKAGES else "not there"
