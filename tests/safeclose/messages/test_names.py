"""Which names carry an address."""

import pytest

from safeclose.messages.names import carries_address


@pytest.mark.parametrize(
    "name",
    [
        "Win now at evil.example", "evil.com", "Go to www.evil", "HTTP evil", "https://x", "ftp://x", "me@evil",
        "\uff45vil\uff0ecom", "evil\u3002com", "evil.\u200bcom", "bücher.example", "evil.xn--p1ai", "зло.рф",
        "me\uff20evil",
    ],
)  # fmt: skip
def test_a_name_with_an_address_a_link_or_a_domain_carries_one(name: str) -> None:
    assert carries_address(name)


@pytest.mark.parametrize(
    "name",
    ["Acme Financial", "Smith & Co. Ltd.", "St. John's", "J. P. Morgan", "J.P. Morgan", "Re/Max", "No. 3.5",
     "Étude n.o", "Dr. Ann-Marie O'Neil, Q.C.", "Httpool", "山田 株式会社"],
)  # fmt: skip
def test_an_ordinary_name_carries_none(name: str) -> None:
    assert not carries_address(name)
