"""The client's address, which the caller can't choose."""

from ipaddress import ip_address

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from safeclose.http import client_address


def address(proxies: int, peer: str | None, forwarded: str | None) -> str:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get("/", **extra)
    request.META["REMOTE_ADDR"] = peer
    with override_settings(TRUSTED_PROXY_COUNT=proxies):
        return client_address.of(request)


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "found"),
    [
        (0, "192.0.2.1", None, "192.0.2.1"),
        (0, "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "6.6.6.6,198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", " 6.6.6.6 ,\t198.51.100.1 ", "198.51.100.1"),
        (2, "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "198.51.100.1, ", "10.0.0.1"),
        (1, "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
        (1, "10.0.0.1", "198.51.100.1, <script>", "10.0.0.1"),
        (1, "10.0.0.1", "256.1.1.1", "10.0.0.1"),
        (1, "10.0.0.1", "198.51.100.1:443", "198.51.100.1"),
        (1, "10.0.0.1", "2001:DB8:0:0::1", "2001:db8::1"),
        (1, "10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        (1, "10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        (1, "10.0.0.1", "2001:db8::1:443", "2001:db8::1:443"),
        (1, "10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "[::ffff:c633:6401]:1", "198.51.100.1"),
        (1, "10.0.0.1", "fe80::1%eth0", "fe80::1"),
        (0, "::ffff:192.0.2.1", None, "192.0.2.1"),
        (0, "::1", None, "::1"),
        (0, "", None, "0.0.0.0"),
        (0, None, None, "0.0.0.0"),
        (0, "/run/web.sock", None, "0.0.0.0"),
        (-1, "192.0.2.1", "198.51.100.1", "192.0.2.1"),
    ],
)
def test_the_address_is_the_one_that_the_last_trusted_proxy_saw(
    proxies: int, peer: str | None, forwarded: str | None, found: str
) -> None:
    assert address(proxies, peer, forwarded) == found


@given(claimed=st.text(st.characters(codec="latin-1", exclude_characters="\r\n")), proxies=st.integers(1, 3))
def test_what_a_caller_claims_never_counts(claimed: str, proxies: int) -> None:
    """Each proxy adds the address that it saw; whatever the header began with, the client's is the same."""
    seen = ["198.51.100.1", "10.0.0.3", "10.0.0.2"][:proxies]
    assert address(proxies, "10.0.0.1", ", ".join([claimed, *seen])) == "198.51.100.1"


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n")))
def test_whatever_is_sent_the_result_is_an_address(claimed: str) -> None:
    assert ip_address(address(1, "10.0.0.1", claimed))


@pytest.mark.parametrize(
    ("peer", "counted"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:192.0.2.1", "192.0.2.1")],
)
def test_a_limit_counts_a_network_of_ipv6_as_one(peer: str, counted: str) -> None:
    assert client_address.network(RequestFactory().get("/", REMOTE_ADDR=peer)) == counted
