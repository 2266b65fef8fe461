"""Which addresses are anybody's on the internet, and which are somebody's own network.

From IANA's registries of special-purpose addresses (RFC 6890), and what Python's `is_global` leaves open.
https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
"""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

NOT_GLOBAL_4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # global by its number, and within Azure the machine's own host
    )
]  # fmt: skip
GLOBAL_6 = IPv6Network("2000::/3")
# Protocols and tunnels (Teredo is 2001::/32, 6to4 is 2002::/16), documentation.
NOT_GLOBAL_6 = [IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
NAT64 = IPv6Network("64:ff9b::/96")


def is_global(address: str) -> bool:
    """Whether this numeric address is one on the internet; one that hides another is judged by that."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if isinstance(number, IPv4Address):
        return _is_global_4(number)
    if number.scope_id is not None:
        return False
    if hidden := _hidden(number):
        return _is_global_4(hidden)
    return number in GLOBAL_6 and not any(number in network for network in NOT_GLOBAL_6)


def is_within(address: str, network: IPv4Network | IPv6Network) -> bool:
    """Whether this numeric address, or the one that it hides, is one of the network's."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if isinstance(number, IPv6Address) and (hidden := _hidden(number)):
        return hidden in network
    return number in network


def literal(host: str) -> str | None:
    """The address that a host's name is by itself, however it is spelled (`127.1`, `0x7f.1`, `2130706433`); or None."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))  # as the system's resolver reads numbers
    except (OSError, UnicodeError):
        return None


def _is_global_4(number: IPv4Address) -> bool:
    return not any(number in network for network in NOT_GLOBAL_4)


def _hidden(number: IPv6Address) -> IPv4Address | None:
    """Where a packet to this address really goes: mapped, or by a translator that IPv6-only networks have."""
    if number in NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped
