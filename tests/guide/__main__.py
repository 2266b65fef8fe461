"""`python -m tests.guide --write` makes docs/guide.md and the examples of the API description anew.

Without --write the guide is printed.
"""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import schemathesis

from safeclose.http.examples import EXAMPLES
from tests.environment import ROOT

if TYPE_CHECKING:
    from tests.guide.examples import Examples

GUIDE = ROOT / "docs" / "guide.md"
SOURCE = Path(__file__).with_name("guide.md")


def made() -> tuple[str, "Examples"]:
    """The guide, by a service that is started for it, and what it shows of operations."""
    # Not before tests.environment has said where everything is.
    from tests.guide.examples import Examples
    from tests.guide.running import Guide
    from tests.processes import service

    with tempfile.TemporaryDirectory() as folder, service(Path(folder) / "copy") as running:
        running.start("manage.py", "serve", "--port", str(running.port))
        running.wait(running.is_ready)
        guide, examples = Guide(running), Examples(running.address)
        examples.watch(guide.api)
        return guide.written(SOURCE.read_text()), examples


def add_good_requests(examples: "Examples") -> None:
    """Of operations that the guide does not have: what tests/conformance asks for."""
    from tests.conformance.asks import answered, operations
    from tests.conformance.stage import activity, running_stage

    with tempfile.TemporaryDirectory() as folder, running_stage(Path(folder) / "copy") as stage:
        description = schemathesis.openapi.from_url(f"{stage.service.address}/openapi.json")
        examples.watch(stage.api)
        for operation in operations(description):
            answered(stage, operation)
        events = [
            one for one in activity(stage) if one["subjectType"] != "chattel_document"
        ]  # which is no organization's
        examples.add_events(events, stage.ids["organizations"]["acme"])


if __name__ == "__main__":
    if "--write" in sys.argv:
        text, examples = made()
        GUIDE.write_text(text)
        add_good_requests(examples)
        EXAMPLES.write_text(examples.written(EXAMPLES.read_text()))
    else:
        sys.stdout.write(made()[0])
