"""What a soak did, for people and for programs. Times are information; nothing depends on them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.soak.checker import Differences
from tests.soak.journal import Entry


def kinds(journal: Sequence[Entry]) -> dict[str, dict[str, Any]]:
    """By kind: how often each status came, and milliseconds of the answers."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in journal:
        found[entry.kind].append(entry)
    return {kind: _kind(found[kind]) for kind in sorted(found)}


def show(console: Console, journal: Sequence[Entry], facts: dict[str, Any], differences: Differences) -> None:
    """A table, the facts, and each difference."""
    table = Table("request", "answers", "p50 ms", "p95 ms", "max ms")
    for kind, figures in kinds(journal).items():
        answers = "  ".join(f"{status}: {number}" for status, number in figures["answers"].items())
        table.add_row(kind, answers, *(f"{figures[name]:.0f}" for name in ("p50", "p95", "max")))
    console.print(table)
    for name, value in facts.items():
        console.print(f"{name}: {value}")
    for name, sentences in differences.items():
        console.print(f"\n[red]{name}[/]")
        for sentence in sentences:
            console.print(f"  {sentence}", markup=False)
    holds = "[red]It does not hold.[/]" if differences else "[green]All of it holds.[/]"
    console.print(f"\n{holds}")


def _kind(entries: list[Entry]) -> dict[str, Any]:
    answers = Counter(str(entry.status or "none") for entry in entries)
    times = [entry.ms for entry in entries if entry.status] or [0.0]
    p95 = quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
    return {"answers": dict(sorted(answers.items())), "p50": median(times), "p95": p95, "max": max(times)}
