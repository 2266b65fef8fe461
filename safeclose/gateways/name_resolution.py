"""Names of hosts to addresses, without waiting for ever."""

import asyncio
import socket
import threading
from contextlib import suppress


class Unresolved(OSError):
    """The name has no address now."""


async def addresses_of(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, as the system orders them. Raises Unresolved.

    The system's call can't be stopped: it runs in a thread of its own, and no one waits for it after a timeout.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def ask() -> None:
        try:
            found: list[str] | OSError = _asked(host, port)
        except (OSError, UnicodeError) as error:
            found = Unresolved(f"{host} has no address ({type(error).__name__}).")
        with suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(_tell, answer, found)

    threading.Thread(target=ask, daemon=True).start()
    return await answer


def _asked(host: str, port: int) -> list[str]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def _tell(answer: "asyncio.Future[list[str]]", found: list[str] | OSError) -> None:
    if answer.done():
        return
    if isinstance(found, OSError):
        answer.set_exception(found)
    else:
        answer.set_result(found)
