"""Sentences about failures, and the codes in what mail servers say."""

import pytest

from workspace.sending.outcomes.failures import MAIL_SENTENCES, TEXT_SENTENCES, Failure, codes_in


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("", ""),
        ("smtp;550 5.1.1 <ann@example.com>: User unknown", "550 5.1.1"),
        ("550-5.7.26 This mail is unauthenticated", "550 5.7.26"),
        ("552 Mailbox full", "552"),
        ("5.2.2 over quota", "5.2.2"),
        ("host mx.example.com[198.51.100.55] said: 554 5.7.1 no", "554 5.7.1"),
        ("call 1-555-550-1234 at 5.9.12.3 or 450x, 5.1.1.", ""),
        ("555@example.com is unknown", ""),
        ("ann.550@example.com, user5.1.1@example.com", ""),
    ],
)
def test_codes_are_found_and_no_part_of_an_address(said: str, codes: str) -> None:
    assert codes_in(said) == codes


def test_a_sentence_has_the_code_where_there_is_one() -> None:
    assert Failure("email", "bounced").sentence == MAIL_SENTENCES["bounced"]
    assert Failure("email", "bounced", "550").sentence == "The mail came back: the address does not take it (550)."
    assert Failure("sms", "failed", "error 1").sentence == f"{TEXT_SENTENCES['failed'][:-1]} (error 1)."
