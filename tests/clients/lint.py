"""`python -m tests.clients.lint`: what Redocly and Spectral say of docs/openapi.yaml."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
DESCRIPTION = FOLDER.parents[1] / "docs" / "openapi.yaml"
BIN = FOLDER / "node_modules" / ".bin"
COMMANDS = (
    ("redocly", "lint", "--config", "redocly.yaml"),
    ("spectral", "lint", "--quiet", "--fail-severity", "warn", "--ruleset", "spectral.yaml"),
)
ABSENT = "Redocly and Spectral did not check docs/openapi.yaml: they are not installed (make client).\n"


def main() -> int:
    """0 where neither complains. Where they are not installed: 1 if everything has to be there, else 0."""
    if not all((BIN / command[0]).exists() for command in COMMANDS):
        sys.stderr.write(ABSENT)
        return int(os.environ.get("REQUIRE_ALL") == "1")
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    runs = [
        subprocess.Popen([BIN / command[0], *command[1:], DESCRIPTION], cwd=FOLDER, env=environment)
        for command in COMMANDS
    ]
    return max(run.wait() for run in runs)


if __name__ == "__main__":
    sys.exit(main())
