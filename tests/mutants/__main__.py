"""`python -m tests.mutants`: break the code on purpose, and count the breaks that the tests notice.

First the tests that run in this process are run, to learn which lines each executes; `--learned` leaves that out when
it was done before. The breaks are chosen by `--seed`, or are those of an earlier result given by `--again`.
"""

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from tests.mutants import breaking, covering
from tests.mutants.breaking import Break
from tests.mutants.running import CAUGHT, HUNG, Copy, Result

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    """Print a line for each break and a table; 0 unless a break of `--again` is no longer noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--again", type=Path, help="results of an earlier run: the same breaks")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout whose code is broken")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "mutants")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=float, default=60, help="seconds of tests for each break")
    parser.add_argument("--learned", action="store_true", help="which test executes which line is known already")
    given = parser.parse_args()
    root = given.root.resolve()
    folder = given.folder.resolve()
    if not given.learned:
        covering.record(root, folder, "-n", str(given.workers))
    covered = covering.load(root, folder)
    before = json.loads(given.again.read_text()) if given.again else []
    breaks = [Break(**one["break_"]) for one in before] or _new(root, covered, given.seed, given.count)
    results = _results(breaks, covered, root, folder, given.workers, given.limit)
    (folder / "results.json").write_text(json.dumps([asdict(one) for one in results], indent=1))
    return _told(results, before)


def _new(root: Path, covered: covering.Covered, seed: int, count: int) -> list[Break]:
    """Of the breaks that some test executes."""
    reached = [place for place in breaking.places(root) if covered.tests_of(place)]
    return [place.break_ for place in breaking.chosen(reached, seed=seed, count=count)]


def _results(
    breaks: list[Break], covered: covering.Covered, root: Path, folder: Path, workers: int, limit: float
) -> list[Result]:
    copies: SimpleQueue[Copy] = SimpleQueue()
    for number in range(workers):
        copies.put(Copy(root, folder / f"copy{number}"))

    def one(break_: Break) -> Result:
        copy = copies.get()
        try:
            result = copy.result(break_, covered, limit=limit)
        finally:
            copies.put(copy)
        _print(
            f"{result.outcome:9} {break_.kind:14} {break_.path} {break_.function}: {break_.before[:80]!r} {result.test}"
        )
        return result

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, breaks))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _told(results: list[Result], before: list[dict[str, object]]) -> int:
    noticed = [one.outcome in (CAUGHT, HUNG) for one in results]
    table = Counter((one.break_.kind, seen) for one, seen in zip(results, noticed, strict=True))
    for kind in breaking.KINDS:
        _print(f"{kind:14} {table[kind, True]:3} of {table[kind, True] + table[kind, False]:3}")
    _print(f"{'noticed':14} {sum(noticed):3} of {len(results):3}")
    lost = [
        one
        for one, seen, earlier in zip(results, noticed, before, strict=bool(before))
        if not seen and earlier["outcome"] in (CAUGHT, HUNG)
    ]
    for one in lost:
        _print(f"no longer noticed: {one.break_}")
    return 1 if lost else 0


sys.exit(main())
