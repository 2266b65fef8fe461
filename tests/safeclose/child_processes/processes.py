"""Other processes of the service, with an environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OURS = ("DEBUG", "SECRET_KEY", "SAFECLOSE_", "DATABASE_", "REDIS_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "CLERK_", "CORS_",
        "TRUSTED_", "SEALING_", "DJANGO_")  # fmt: skip


def started(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """`python …`, knowing of the settings only what it is told."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**kept, **environment}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()  # else the next test fails as well, by the warning that this one is still running
        process.communicate()
        raise
    return process.returncode, out, err
