"""Every operation under Schemathesis: what the description allows, what it does not, with and without a token.

More of it, by hand: `EXAMPLES=500 .venv/bin/python -m pytest -n 0 tests/conformance/test_conformance.py`
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conformance.asks import places
from tests.conformance.stage import Stage
from tests.environment import ROOT
from tests.thorough import THOROUGH, rounds

FOLDER = Path(__file__).parent
# Random cases of each operation, right and wrong ones.
EXAMPLES = os.environ.get("EXAMPLES", str(rounds(3, 10)))
# Cases that follow from the description itself: at the limits of each field. Those past them, or without the field, are
# most of all cases; `make test` leaves them to the random ones.
COVERAGE_MODE = "all" if THOROUGH else "positive"


def test_every_operation_does_what_its_description_says(stage: Stage, tmp_path: Path) -> None:
    """No fault, no status, header, media type or body that is not described, and nothing taken that is."""
    told = {"tokens": stage.tokens, "places": places(stage)}
    (tmp_path / "stage.json").write_text(json.dumps(told))
    configuration = tmp_path / "schemathesis.toml"
    mode = f'[phases.coverage.generation]\nmode = "{COVERAGE_MODE}"\n'
    configuration.write_text((FOLDER / "schemathesis.toml").read_text() + mode)
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"), "--config-file", configuration, "run",
            f"{stage.service.address}/openapi.json", "--phases", "coverage,fuzzing",
            "--max-examples", EXAMPLES, "--workers", "1", "--no-color",
        ],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.conformance.hooks",
            "SAFECLOSE_STAGE": str(tmp_path / "stage.json"),
        },
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
