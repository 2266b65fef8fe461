"""E-mail addresses as mail servers take them, and as the API takes them."""

import pytest
from rest_framework.exceptions import ValidationError

from safeclose.http.fields import EmailAddress
from safeclose.messages.addresses import ascii_address, is_addressable, is_public


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ann@example.com", "ann@example.com"),
        ("Ann@Example.COM", "Ann@Example.COM"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
        ("ann@例え.example", "ann@xn--r8jz45g.example"),
        ('"a@b"@bücher.example', '"a@b"@xn--bcher-kva.example'),
    ],
)
def test_a_domain_is_written_in_ascii(address: str, expected: str) -> None:
    assert ascii_address(address) == expected
    assert is_public(address)


@pytest.mark.parametrize("address", ["", "ann", "@example.com", "jörg@example.com", "ann@☃.example", "ann@-ü-.example"])
def test_what_no_mail_server_can_take_is_not_addressable(address: str) -> None:
    assert not is_addressable(address)
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["ann", "ann@localhost", "ann@[127.0.0.1]", "ann@[IPv6:::1]", "ann@☃.example", "jörg@example.com"]
)
def test_the_api_refuses_an_address_that_nobody_can_have(address: str) -> None:
    with pytest.raises(ValidationError, match=r"Enter a valid email address\."):
        EmailAddress().run_validation(address)


@pytest.mark.parametrize("address", ["ann@example.com", "ann@bücher.example", "ann+tag@mail.example.co"])
def test_the_api_takes_an_address_as_it_was_given(address: str) -> None:
    assert EmailAddress().run_validation(address) == address
