"""`python -m tests.guide --write` makes docs/guide.md anew; without --write it is printed."""

import sys
import tempfile
from pathlib import Path

from tests.environment import ROOT

GUIDE = ROOT / "docs" / "guide.md"
SOURCE = Path(__file__).with_name("guide.md")


def made() -> str:
    """The guide, by a service that is started for it."""
    # Not before tests.environment has said where everything is.
    from tests.guide.running import Guide
    from tests.processes import service

    with tempfile.TemporaryDirectory() as folder, service(Path(folder) / "copy") as running:
        running.start("manage.py", "serve", "--port", str(running.port))
        running.wait(running.is_ready)
        return Guide(running).written(SOURCE.read_text())


if __name__ == "__main__":
    if "--write" in sys.argv:
        GUIDE.write_text(made())
    else:
        sys.stdout.write(made())
