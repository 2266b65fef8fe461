"""python -m tests.soak.kills: the one worker is killed 30 times during 500 signings; every effect is there once."""

import argparse
import os
import secrets
import sys
import threading
import time
from pathlib import Path
from random import Random

from rich.console import Console

from tests.soak.journal import Journal
from tests.soak.place import Place, place
from tests.soak.report import concluded
from tests.soak.supervisor import ROOT
from tests.soak.traffic.deals import dealt
from tests.soak.traffic.envelopes import PEOPLE, sent, signed
from tests.soak.traffic.town import FORM, Town

SENDERS = ("alice", "bob", "charlie")
PAUSE = 0.02  # seconds between the requests of one client
WORKER = "worker1"


def main() -> int:
    """Everything, from an empty folder to the verdict."""
    options = _parser().parse_args()
    folder = Path(os.environ.get("SAFECLOSE_VAR") or ROOT / "var" / "kills").absolute()
    with place(folder, webs=1, workers=1) as found:
        journal = Journal(folder / "journal.jsonl")
        town = Town(found.addresses, journal, found.tokens(), seed=options.seed, pause=PAUSE)
        left = Countdown(options.signings)
        for number, person in enumerate(SENDERS, start=1):
            _work(town, f"sender {number}", person, left)
        _kill(found, Random(options.seed), options.kills, left)
        left.wait()
        town.end()
        facts = {"seed": options.seed, "signings": options.signings - left.number}
        Console(highlight=False).print(f"Signed: {facts}; waiting until the queue is empty.")
        return 0 if concluded(found, facts, town.faults) else 1


class Countdown:
    """How many signings are still wanted."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._changed = threading.Condition()

    def count(self) -> None:
        """One is done."""
        with self._changed:
            self.number -= 1
            self._changed.notify_all()

    def wait(self, left: int = 0) -> None:
        """Until no more than so many are left."""
        with self._changed:
            self._changed.wait_for(lambda: self.number <= left)


def _work(town: Town, name: str, person: str, left: Countdown) -> None:
    sender, public = town.client(name, person), town.client(f"{name}'s signer")
    sample = sender.get("pack.read", f"/api/documents/packs/{FORM}").body["sample"]

    def act() -> None:
        envelope = sent(sender, sample, [PEOPLE[0]], deal_id=dealt(sender, share=1.0))
        done = signed(public, envelope, envelope["signers"][0]) if envelope else None
        if done and done.is_done:
            left.count()
            if left.number <= 0:
                town.stopping.set()

    town.live(name, act)


def _kill(found: Place, rng: Random, kills: int, left: Countdown) -> None:
    """After that many random ones of the signings, a moment later: in the midst of what they have queued."""
    for number in sorted(rng.sample(range(left.number), kills), reverse=True):
        left.wait(number)
        time.sleep(rng.uniform(0.0, 1.5))
        found.processes.kill(WORKER)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.kills", description=__doc__)
    parser.add_argument("--signings", type=int, default=500)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    return parser


if __name__ == "__main__":
    sys.exit(main())
