"""Who may do what: one request, made by each of the five people."""

from collections.abc import Callable, Mapping

import orjson

from tests.people import Caller, Person


def statuses(
    people: Mapping[str, Person], method: str, path: str | Callable[[], str], body: object = None
) -> dict[str, int]:
    """The status of each one's answer. `path` may be a function, where a request uses up what it is about.

    Also checks what the body of every 401 and 404 is.
    """
    found = {}
    for name, person in {**people, "anyone": None}.items():
        where = path if isinstance(path, str) else path()
        answer = Caller(person).generic(method, where, _json(body), content_type="application/json")
        found[name] = answer.status_code
        if answer.status_code == 401:
            assert answer.json() == {"error": "Unauthorized"}
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        if answer.status_code == 404:
            assert answer.json() == {"error": "not_found", "message": "Not found."}
    return found


def _json(body: object) -> bytes:
    return b"" if body is None else orjson.dumps(body)
