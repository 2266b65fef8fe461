"""python -m tests.soak --seconds 600 --seed 1: exit code 0 when everything held, 1 when something did not."""

import argparse
import os
import secrets
import sys
import time
from pathlib import Path
from random import Random

from rich.console import Console

from tests.soak.journal import Journal
from tests.soak.place import Place, place
from tests.soak.report import concluded
from tests.soak.supervisor import ROOT
from tests.soak.traffic import chattel, clicks, envelopes, packages, paper
from tests.soak.traffic.town import Town
from tests.soak.trouble import Trouble


def main() -> int:
    """Everything, from an empty folder to the verdict."""
    options = _parser().parse_args()
    folder = Path(os.environ.get("SAFECLOSE_VAR") or ROOT / "var" / "soak").absolute()
    Console(highlight=False).print(f"Seed {options.seed}, {options.seconds:.0f} s, in {folder}.")
    with place(folder, webs=2, workers=2) as found:
        town, trouble = _traffic(found, options.seed), Trouble(found, Random(options.seed), seconds=options.seconds)
        trouble.start()
        time.sleep(options.seconds)
        trouble.stop()
        town.end()
        found.wait_until_ready()
        facts = {"seed": options.seed, "seconds": options.seconds, "restarts of PostgreSQL": trouble.restarts}
        return 0 if concluded(found, facts, town.faults) else 1


def _traffic(found: Place, seed: int) -> Town:
    """Fifteen people or so, at work already."""
    town = Town(found.addresses, Journal(found.folder / "journal.jsonl"), found.tokens(), seed=seed)
    for number in (1, 2):
        packages.manage(town, f"manager {number}", "alice")
    for person in packages.SIGNERS:
        packages.sign(town, person)
    for number, person in enumerate(("alice", "bob", "charlie"), start=1):
        envelopes.work(town, f"sender {number}", person)
    clicks.work(town, "alice", visitors=2)
    paper.work(town, "drafter", "charlie")
    for number, person in enumerate(("charlie", "bob"), start=1):
        chattel.work(town, f"keeper {number}", person)
    return town


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    return parser


if __name__ == "__main__":
    sys.exit(main())
