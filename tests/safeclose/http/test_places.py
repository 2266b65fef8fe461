"""Bounded places for work that takes long."""

import threading

import pytest

from safeclose.places import Places
from safeclose.refusals import Unavailable


def test_work_beyond_the_places_is_refused_and_a_place_is_given_back() -> None:
    places = Places(1, wait_seconds=0.05, sentence="Too much; try again.", retry_seconds=7)
    with places.one():
        with pytest.raises(Unavailable) as refused, places.one():
            pass
        assert (refused.value.sentence, refused.value.seconds) == ("Too much; try again.", 7)
    with pytest.raises(ZeroDivisionError), places.one():
        raise ZeroDivisionError
    with places.one():
        pass


def test_a_thread_waits_for_a_place_that_becomes_free() -> None:
    places = Places(1, wait_seconds=10, sentence="Too much.", retry_seconds=1)
    inside, leave, done = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with places.one():
            inside.set()
            leave.wait(10)

    def second() -> None:
        with places.one():
            done.set()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    assert not done.wait(0.1)
    leave.set()
    assert done.wait(10)
    for thread in threads:
        thread.join(10)
