"""Addresses of hosts by their names, within a time limit."""

import queue
import socket
import threading


class Unresolved(OSError):
    """The name has no address now."""


def addresses_of(host: str, port: int, *, seconds: float) -> list[str]:
    """The numeric addresses of a host, in the order of the system. Raises Unresolved, or TimeoutError.

    The system's call can't be stopped: it runs in a thread of its own, which is left behind when the time is over.
    """
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            answers.put(_resolved(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(Unresolved(f"{host} has no address ({type(error).__name__})."))

    threading.Thread(target=resolve, daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, seconds))
    except queue.Empty as error:
        raise TimeoutError(f"The name {host} was not resolved in time.") from error
    if isinstance(answer, OSError):
        raise answer
    return answer


def _resolved(host: str, port: int) -> list[str]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not addresses:
        raise Unresolved(f"{host} has no address.")
    return addresses
