"""Who takes part, and for how long."""

import logging
import threading
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.soak.client import Client, GaveUp, Stopped
from tests.soak.journal import Journal

log = logging.getLogger("soak")

FORM = "on/freehold-purchase"


class Town:
    """Makes the clients, runs each of the people in a thread, and collects what went wrong with them."""

    def __init__(
        self, addresses: list[str], journal: Journal, tokens: Mapping[str, str], *, seed: int, pause: float = 0.5
    ) -> None:
        self.stopping = threading.Event()
        self.faults: list[str] = []
        self._addresses, self._journal, self._tokens = addresses, journal, tokens
        self._seed, self._pause = seed, pause
        self._threads: list[threading.Thread] = []
        self._clients: list[Client] = []

    def client(self, name: str, person: str | None = None) -> Client:
        """One for `person`'s account, or without one; its chances follow from the seed and its name."""
        rng = Random(f"{self._seed}:{name}")
        token = self._tokens[person] if person else None
        client = Client(name, self._addresses, self._journal, rng, self.stopping, token=token, pause=self._pause)
        self._clients.append(client)
        return client

    def live(self, name: str, act: Callable[[], Any]) -> None:
        """Do it over and over, until the time is up."""
        thread = threading.Thread(target=self._live, args=(name, act), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def end(self, *, seconds: float = 300) -> None:
        """Nothing new is begun; who waits for an answer still gets it."""
        self.stopping.set()
        for thread in self._threads:
            thread.join(seconds)
        for client in self._clients:
            client.close()
        self.faults += [f"{thread.name} never came to an end" for thread in self._threads if thread.is_alive()]

    def _live(self, name: str, act: Callable[[], Any]) -> None:
        while not self.stopping.is_set():
            try:
                act()
            except Stopped:
                return
            except GaveUp as fault:
                self.faults.append(f"{name} had no definite answer: {fault}")
            except Exception as fault:
                log.exception("%s stumbled", name)
                self.faults.append(f"{name}: {fault!r}")
                self.stopping.wait(1)
