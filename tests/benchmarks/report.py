"""The table, for the screen and for docs/benchmarks.md."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.measuring import Measured, Row, Told, Unmeasured
from tests.benchmarks.place import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: written by `python -m tests.benchmarks --write` -->", "<!-- end of figures -->"
HEAD = ("Work", "Beside it, in the same run", "Ratio", "Aim", "", "Ours", "Beside")


def tell(row: Row) -> None:
    """One line as soon as it is known."""
    if isinstance(row, Measured):
        said = f"{row.work}, beside {row.beside}: {row.ratio:.2f} (aim {row.aim}), {row.ours} beside {row.theirs}"
    elif isinstance(row, Told):
        said = f"{row.work}: {row.ours}"
    else:
        said = f"{row.work}: not measured, {row.why}"
    Console(stderr=True, highlight=False).print(said, markup=False, soft_wrap=True)


def tell_time(name: str, seconds: float) -> None:
    """How long a subject took."""
    Console(stderr=True, highlight=False).print(f"  {name}: {seconds:.0f} s")


def show(machine: dict[str, str], found: dict[str, list[Row]]) -> None:
    """Print the table and the machine's description."""
    table = Table(*HEAD)
    for row in _every(found):
        table.add_row(*_cells(row))
    console = Console()
    console.print(table)
    for name, value in machine.items():
        console.print(f"{name}: {value}", highlight=False)


def write(machine: dict[str, str], found: dict[str, list[Row]]) -> None:
    """Into the page of benchmarks."""
    write_between(PAGE, BEGIN, END, _figures(machine, found))


def write_between(page: Path, begin: str, end: str, text: str) -> None:
    """Between two marks of a page; what stands around them was written by hand."""
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    assert after, f"{page} has no {end}"
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")


def _figures(machine: dict[str, str], found: dict[str, list[Row]]) -> str:
    lines = [f"- {name}: {value}" for name, value in machine.items()]
    lines += ["", f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|"]
    lines += [f"| {' | '.join(_cells(row))} |" for row in _every(found)]
    lines += ["", "Beside the figures:", ""]
    lines += [
        f"- {row.work}: {' '.join(row.remarks)}"
        for row in _every(found)
        if not isinstance(row, Unmeasured) and row.remarks
    ]
    missed = [f"- {row.work}: {row.ratio:.2f}, aim {row.aim}" for row in _every(found) if _is_missed(row)]
    lines += ["", "Missed in this run:", "", *(missed or ["- nothing"])]
    return "\n".join(lines) + "\n"


def _every(found: dict[str, list[Row]]) -> list[Row]:
    return [row for several in found.values() for row in several]


def _is_missed(row: Row) -> bool:
    return isinstance(row, Measured) and not row.is_met


def _cells(row: Row) -> list[str]:
    if isinstance(row, Unmeasured):
        return [row.work, row.why, "", "", "not measured", "", ""]
    if isinstance(row, Told):
        return [row.work, "", "", "none", "", row.ours, ""]
    met = "met" if row.is_met else "missed"
    return [row.work, row.beside, f"{row.ratio:.2f}", str(row.aim), met, row.ours, row.theirs]
