"""Every operation, asked for something good: it does it, and answers as described."""

from tests.conformance.asks import GOOD, NOT_CONFIGURED


def test_every_operation_does_what_is_asked_and_answers_as_described(faults: dict[str, str]) -> None:
    wrong = [fault for fault in faults.values() if fault]
    assert not wrong, "\n\n".join(wrong)


def test_no_request_is_for_an_operation_that_is_gone(faults: dict[str, str]) -> None:
    assert GOOD.keys() <= faults.keys()
    assert faults.keys() >= NOT_CONFIGURED
