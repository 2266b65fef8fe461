"""`make bench`: a table, and the same as JSON in var/bench/results.json."""

import json
import platform
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import evidence

PLACE = Path("var/bench")


def main() -> None:
    """Measure, print, write."""
    table = Table("Work", "Beside it", "Ratio", "Aim", "Ours", "Theirs")
    found = []
    for measured in evidence.measure():
        found.append({**asdict(measured), "ratio": measured.ratio})
        times = (f"{seconds * 1000:.2f} ms" for seconds in (measured.ours, measured.theirs))
        table.add_row(measured.work, measured.beside, f"{measured.ratio:.2f}", measured.aim, *times)
    Console().print(table)
    PLACE.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    (PLACE / "results.json").write_text(json.dumps({"machine": machine, "measured": found}, indent=2))


if __name__ == "__main__":
    main()
