"""The order in which signers sign."""

from dataclasses import dataclass

from signing.ceremony.turns import is_signed_by_all, is_turn


@dataclass
class Person:
    order: int
    status: str = "pending"


def test_in_parallel_everyone_may_sign() -> None:
    people = [Person(1), Person(2)]
    assert all(is_turn(one, people, is_sequential=False) for one in people)


def test_in_sequence_a_signer_waits_for_everyone_of_a_lower_order() -> None:
    first, another_first, second = people = [Person(1, "signed"), Person(1, "consented"), Person(2)]
    assert is_turn(another_first, people, is_sequential=True)
    assert not is_turn(second, people, is_sequential=True)
    another_first.status = "signed"
    assert is_turn(second, people, is_sequential=True)
    assert first.status == "signed"


def test_one_who_has_not_signed_is_enough_to_wait_for() -> None:
    assert is_signed_by_all([Person(1, "signed")])
    assert not is_signed_by_all([Person(1, "signed"), Person(2, "consented")])
