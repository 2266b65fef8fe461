"""Clerk's Backend API as it is, and as it should not be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from safeclose.gateways import clerk_backend, retries
from safeclose.gateways.clerk_backend import Backend, Fault, NotThere, Page
from safeclose.records.transactions import action
from tests.workspace.clerk.deliveries import membership, organization, user
from tests.workspace.clerk.stand_in import KEY, StandIn, error


@pytest.fixture
def clerk() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def backend(clerk: StandIn) -> Iterator[Backend]:
    with Backend(KEY, clerk.url) as made:
        yield made


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long would have been waited, without waiting."""
    found: list[float] = []
    monkeypatch.setattr(retries, "sleep", found.append)
    return found


def ids(pages: Iterator[Page]) -> list[list[str]]:
    return [[one["id"] for one in page.objects] for page in pages]


def test_one_page_of_users_is_read(clerk: StandIn, backend: Backend) -> None:
    dana = user(created_at=2)
    clerk.has(dana, user("eve", created_at=1))
    assert list(backend.users()) == [Page([user("eve", created_at=1), dana], 2, None)]
    assert clerk.asked[0] == ("/v1/users", {"limit": "500", "offset": "0", "order_by": "created_at"})
    assert backend.user_count() == 2


def test_an_empty_list_is_read(clerk: StandIn, backend: Backend) -> None:
    clerk.has(organization())
    assert ids(backend.users()) == ids(backend.memberships("org_elm")) == []
    assert backend.user_count() == 0


def test_many_pages_are_read_to_the_last(clerk: StandIn, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk_backend, "PAGE_SIZE", 2)
    clerk.has(*(user(name, created_at=at) for at, name in enumerate("abcde")))
    clerk.has(*(organization(name, created_at=at) for at, name in enumerate("abcd")))
    assert ids(backend.users()) == [["user_a", "user_b"], ["user_c", "user_d"], ["user_e"]]
    assert list(backend.organizations()) == [
        Page([organization("a", created_at=0), organization("b", created_at=1)], 2, 4),
        Page([organization("c", created_at=2), organization("d", created_at=3)], 4, 4),
    ]
    assert ids(backend.users(begin=3)) == [["user_d", "user_e"]]


def test_clerk_may_give_fewer_at_once_than_it_was_asked_for(clerk: StandIn, backend: Backend) -> None:
    clerk.at_most = 2
    clerk.has(*(user(name, created_at=at) for at, name in enumerate("abcde")))
    assert ids(backend.users()) == [["user_a", "user_b"], ["user_c", "user_d"], ["user_e"]]


def test_memberships_are_read(clerk: StandIn, backend: Backend) -> None:
    clerk.has(user(), user("eve"), organization(), organization("fir"))
    clerk.has(membership(), membership("eve", created_at=950), membership("dana", "fir"))
    assert ids(backend.memberships("org_elm")) == [["orgmem_elm_dana_1", "orgmem_elm_eve_1"]]
    assert sorted(ids(backend.memberships_of("user_dana"))[0]) == ["orgmem_elm_dana_1", "orgmem_fir_dana_1"]


def test_one_object_is_read(clerk: StandIn, backend: Backend) -> None:
    clerk.has(user(), organization())
    assert backend.user("user_dana") == user()
    assert backend.organization("org_elm") == organization()


@pytest.mark.parametrize("identifier", ["user_x", "..", "a/b", "a?b", "%2F", "é"])
def test_an_object_that_is_not_there_is_told_apart(backend: Backend, identifier: str) -> None:
    with pytest.raises(NotThere, match=r"^Clerk has no such object \(404: not found\)\.$"):
        backend.user(identifier)
    with pytest.raises(NotThere):
        backend.organization(identifier)
    with pytest.raises(NotThere):
        next(backend.memberships(identifier))


def test_a_wrong_key_is_a_fault_and_not_tried_again(clerk: StandIn) -> None:
    with Backend("sk_test_wrong", clerk.url) as backend, pytest.raises(Fault) as caught:
        next(backend.users())
    assert str(caught.value) == "Clerk refuses CLERK_SECRET_KEY (401: The provided Clerk Secret Key is invalid)."
    assert len(clerk.asked) == 1, "that will not be better at the next try"


@pytest.mark.parametrize("key", ["sk_é", "sk\n", "sk\0"])
def test_a_key_that_is_none_is_a_fault(key: str) -> None:
    with pytest.raises(Fault, match=r"^CLERK_SECRET_KEY has characters that no key has\.$"):
        Backend(key, "http://127.0.0.1:9")


@pytest.mark.parametrize("said", ["0", "7", "60"])
def test_after_too_many_requests_it_waits_as_long_as_told(
    said: str, clerk: StandIn, backend: Backend, waits: list[float]
) -> None:
    clerk.has(user())
    clerk.faults.extend([error(429, "too_many_requests", "Too many requests", Retry_After=said)] * 4)
    assert ids(backend.users()) == [["user_dana"]]
    assert waits == [float(said)] * 4


def test_after_too_many_requests_it_waits_until_the_time_told(
    clerk: StandIn, backend: Backend, waits: list[float]
) -> None:
    clerk.has(user())
    for seconds in (30, -30):
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        clerk.faults.append(error(429, "too_many_requests", "Too many requests", Retry_After=moment))
    assert ids(backend.users()) == [["user_dana"]]
    assert 20 < waits[0] <= 30
    assert waits[1] == 0


@pytest.mark.parametrize("said", ["", "soon", "-5", "1.5", "\xb2"])
def test_after_too_many_requests_without_a_time_it_waits_a_second(
    said: str, clerk: StandIn, backend: Backend, waits: list[float]
) -> None:
    clerk.has(user())
    clerk.faults.append(error(429, "too_many_requests", "Too many requests", Retry_After=said))
    assert ids(backend.users()) == [["user_dana"]]
    assert waits == [1.0]


@pytest.mark.parametrize("said", ["61", "3600", "9" * 400])
def test_too_long_a_wait_is_a_fault(said: str, clerk: StandIn, backend: Backend, waits: list[float]) -> None:
    clerk.faults.append(error(429, "too_many_requests", "Too many requests", Retry_After=said))
    with pytest.raises(Fault) as caught:
        next(backend.users())
    assert str(caught.value) == f"Clerk takes no more requests now (429). It asks to wait {said[:9]} seconds."
    assert waits == []


def test_requests_end_after_a_number_of_tries(clerk: StandIn, backend: Backend, waits: list[float]) -> None:
    clerk.faults.extend([error(500, "internal_clerk_error", "Oops,\r\n an unexpected error occurred")] * 9)
    with pytest.raises(Fault) as caught:
        next(backend.users())
    assert str(caught.value) == (
        "Clerk is at fault (500: Oops, an unexpected error occurred). 5 tries were made."
    )  # fmt: skip
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert len(clerk.asked) == 5


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_that_may_pass_is_tried_again(
    status: int, clerk: StandIn, backend: Backend, waits: list[float]
) -> None:
    clerk.has(user())
    clerk.faults.extend([(status, b"<html>", {}), None, (status, b"", {"Retry-After": "3"})])
    assert ids(backend.users()) == [["user_dana"]]
    assert waits == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("status", [400, 402, 403, 405, 422, 201, 204, 301, 302])
def test_a_refusal_that_stays_is_not_tried_again(
    status: int, clerk: StandIn, backend: Backend, waits: list[float]
) -> None:
    clerk.faults.append((status, b"", {"Location": "http://127.0.0.1:9/"}))
    with pytest.raises(Fault, match=rf"^Clerk refuses the request \({status}\)\.$"):
        next(backend.users())
    assert (waits, len(clerk.asked)) == ([], 1), "the key is sent to no other address"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b"[1, 2"])
def test_an_answer_that_is_no_json_is_a_fault(body: bytes, clerk: StandIn, backend: Backend) -> None:
    clerk.faults.append((200, body, {}))
    with pytest.raises(Fault, match=r"^Clerk's answer is not JSON; is CLERK_API_URL right\?$"):
        next(backend.users())


@pytest.mark.parametrize("body", [b"{}", b"null", b"5", b"[5]", b'{"data": 5}', b'{"data": [null]}'])
def test_json_that_is_no_list_is_a_fault(body: bytes, clerk: StandIn, backend: Backend) -> None:
    clerk.faults.append((200, body, {}))
    with pytest.raises(Fault, match=r"^Clerk's answer is no list of objects\.$"):
        next(backend.users())


def test_json_that_is_no_object_is_a_fault(clerk: StandIn, backend: Backend) -> None:
    clerk.faults.append((200, b"[]", {}))
    with pytest.raises(Fault, match=r"^Clerk's answer is no object\.$"):
        backend.user("user_dana")


@pytest.mark.parametrize("body", [b"[]", b'{"total_count": "5"}', b'{"total_count": true}', b"null"])
def test_a_count_that_is_none_is_a_fault(body: bytes, clerk: StandIn, backend: Backend) -> None:
    clerk.faults.append((200, body, {}))
    assert backend.user_count() is None


def test_a_list_without_end_is_given_up(clerk: StandIn, backend: Backend) -> None:
    clerk.before = lambda path, parameters: (200, b'[{"id": "user_dana"}]', {})
    with pytest.raises(Fault, match=r"^Clerk gives the same page again and again\.$"):
        list(backend.users())


def test_an_answer_cut_short_is_a_fault(clerk: StandIn, backend: Backend, waits: list[float]) -> None:
    clerk.has(user())
    clerk.faults.append((200, b"[]", {"Content-Length": "50", "Connection": "close"}))
    assert ids(backend.users()) == [["user_dana"]]
    assert waits == [1.0]


def test_an_answer_that_drips_is_given_up(
    clerk: StandIn, backend: Backend, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    """Each step is in time, the whole is not."""
    monkeypatch.setattr(clerk_backend, "TIMEOUT_SECONDS", 0.05)
    clerk.has(user())
    clerk.seconds_per_byte = 0.01
    with pytest.raises(Fault, match=r"^Clerk did not answer within 0\.05 seconds\. 5 tries were made\.$"):
        next(backend.users())


def test_an_answer_that_does_not_come_is_given_up(clerk: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk_backend, "TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(clerk_backend, "MAX_TRIES", 1)
    clerk.has(user())
    clerk.seconds_per_byte = 5
    with Backend(KEY, clerk.url) as backend, pytest.raises(Fault, match=r"^Clerk did not answer within 0\.05 seconds"):
        next(backend.users())


def test_an_answer_that_is_too_long_is_a_fault(
    clerk: StandIn, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clerk_backend, "MAX_ANSWER_BYTES", 100)
    clerk.has(user())
    with pytest.raises(Fault, match=r"^Clerk's answer can't be read \(AnswerTooLong\)\.$"):
        next(backend.users())


def test_an_address_where_nobody_listens_is_a_fault(waits: list[float]) -> None:
    with StandIn() as gone:
        pass
    with Backend(KEY, gone.url) as backend, pytest.raises(Fault) as caught:
        next(backend.users())
    assert str(caught.value) == "Clerk can't be reached (ConnectError). 5 tries were made."
    assert waits == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize("url", ["api.clerk.com", "ftp://127.0.0.1"])
def test_an_address_that_is_none_is_a_fault(url: str, waits: list[float]) -> None:
    with Backend(KEY, url) as backend, pytest.raises(Fault, match=r"^CLERK_API_URL must begin with https://\.$"):
        next(backend.users())
    assert waits == []


@pytest.mark.django_db
def test_clerk_is_not_asked_while_locks_are_held(backend: Backend) -> None:
    @action
    def hasty() -> Any:
        return list(backend.users())

    with pytest.raises(RuntimeError, match="Slow work"):
        hasty()
