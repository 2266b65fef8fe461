"""E-mail addresses as mail servers take them, and when two addresses reach the same person."""

import idna

from safeclose import email_addresses, phone_numbers


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII: `ann@bücher.example` is `ann@xn--bcher-kva.example` (IDNA 2008, UTS 46).

    Raises ValueError for a domain that no name server can know, and for a local part that is not in ASCII: mail servers
    need not take one (RFC 6531).
    """
    local, _, domain = address.rpartition("@")
    if not local or not local.isascii():
        raise ValueError("The part before the @ is not in ASCII.")
    return address if domain.isascii() else f"{local}@{idna.encode(domain, uts46=True).decode()}"


def is_addressable(address: str) -> bool:
    """Whether a mail can carry the address at all."""
    try:
        ascii_address(address)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether people can have the address: its domain is a name with a dot, so no single machine and no IP address."""
    domain = address.rpartition("@")[2]
    return is_addressable(address) and "." in domain and not domain.startswith("[")


def comparable(address: str) -> str:
    """One spelling of an e-mail address or a telephone number, under which messages to it are counted and stopped."""
    if "@" not in address:
        return phone_numbers.international(address) or "".join(address.split())
    spelled = email_addresses.spelled(address)
    try:
        return ascii_address(spelled)
    except ValueError:
        return spelled
