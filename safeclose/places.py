"""A bounded number of threads for work that takes long, so that the other threads stay free for what is quick."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from safeclose.refusals import Unavailable


class Place:
    """A place that was taken."""

    def __init__(self, semaphore: BoundedSemaphore) -> None:
        self._semaphore: BoundedSemaphore | None = semaphore

    def give_back(self) -> None:
        """May be called more than once."""
        held, self._semaphore = self._semaphore, None
        if held is not None:
            held.release()


class Places:
    """`with PLACES.one(): …` does the work in one of `number` places of this process.

    A thread waits for a place for `wait_seconds` at most; then Unavailable is raised, with the sentence and when to
    try again.
    """

    def __init__(self, number: int, *, wait_seconds: float, sentence: str, retry_seconds: int) -> None:
        self._semaphore = BoundedSemaphore(number)
        self._wait_seconds = wait_seconds
        self._sentence = sentence
        self._retry_seconds = retry_seconds

    def take(self) -> Place:
        """For work that does not end where it begins, such as an answer that is sent piece by piece."""
        if not self._semaphore.acquire(timeout=self._wait_seconds):
            raise Unavailable(self._sentence, seconds=self._retry_seconds)
        return Place(self._semaphore)

    @contextmanager
    def one(self) -> Iterator[None]:
        place = self.take()
        try:
            yield
        finally:
            place.give_back()
