"""Which addresses are on the internet."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.gateways.ip_addresses import is_global, literal

OWN_NETWORK = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "100.127.255.255", "169.254.169.254", "192.0.0.8", "192.0.0.9", "192.0.2.1", "192.88.99.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "168.63.129.16",
    "::", "::1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "2606:4700::1111%eth0", "fc00::1", "fd00:ec2::254",
    "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "100::1", "2001::1", "2001:10::1", "5f00::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1", "::ffff:100.64.0.1",
    "2002:7f00:1::", "2002:0a00:0001::1", "2002:0808:0808::1",  # 6to4: of 127.0.0.1, 10.0.0.1, and any
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::808:808",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
    "", "localhost", "127.1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0177.0.0.1", "[::1]",
]  # fmt: skip
INTERNET = [
    "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255",
    "2606:4700:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip


@pytest.mark.parametrize("address", OWN_NETWORK)
def test_addresses_that_are_not_on_the_internet_are_refused(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize("address", INTERNET)
def test_addresses_on_the_internet_are_taken(address: str) -> None:
    assert is_global(address)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6) | st.ip_addresses(network="::ffff:0:0/96"))
def test_no_address_is_taken_that_python_calls_private(address: IPv4Address | IPv6Address) -> None:
    if not is_global(str(address)):
        return
    hidden = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    assert (hidden or address).is_global
    assert not (hidden or address).is_multicast


@given(st.ip_addresses(v=4))
def test_an_address_that_embeds_another_is_judged_by_it(address: IPv4Address) -> None:
    expected = is_global(str(address))
    assert is_global(f"::ffff:{address}") == expected
    assert is_global(str(IPv6Address(int(IPv6Address("64:ff9b::")) + int(address)))) == expected
    assert not is_global(str(IPv6Address((0x2002 << 112) + (int(address) << 80)))), "6to4"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"), ("0x7f000001", "127.0.0.1"), ("10.1", "10.0.0.1"), ("017700000001", "127.0.0.1"),
        ("134744072", "8.8.8.8"), ("::1", "::1"), ("::FFFF:127.0.0.1", str(ip_address("::ffff:7f00:1"))),
        ("example.com", None), ("127.0.0.1.example.com", None), ("", None), ("1.2.3.4.5", None), ("4294967296", None),
    ],
)  # fmt: skip
def test_numbers_in_place_of_names_are_judged_as_addresses(host: str, address: str | None) -> None:
    assert literal(host) == address
