"""One code, given twice at the same moment; and a code while the second factor is removed."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from safeclose import clock
from safeclose.actors import SYSTEM, Actor
from safeclose.refusals import Unknown
from tests.clocks import stopped
from tests.racing import at_once
from workspace.models import Authenticator, User
from workspace.staff import actions, totp


@pytest.fixture
def person(committed: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    stopped(monkeypatch)
    user = User.objects.create(username="ada", is_staff=True)
    return Actor("staff", str(user.pk), "Ada")


def code(secret: str, *, steps: int) -> str:
    at = int(clock.now().timestamp()) + 30 * steps
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(at).decode()


def set_up(person: Actor) -> tuple[str, list[str]]:
    secret = totp.fresh_secret()
    _, codes = actions.add_second_factor(secret=secret, code=code(secret, steps=-1), by=person)
    return secret, codes


def use(given: str, person: Actor) -> str | None:
    try:
        return actions.use_code(code=given, network="10.1.1.1", by=person)
    except Unknown:
        return None


def test_one_code_opens_one_session_whoever_gives_it_at_once(person: Actor) -> None:
    secret, codes = set_up(person)
    for given in (code(secret, steps=0), codes[0]):
        taken = at_once([lambda given=given: use(given, person)] * 4, held=[User])  # type: ignore[misc]
        assert len([one for one in taken if one]) == 1
    assert len(Authenticator.objects.get().recovery_code_hashes) == 9


def test_a_code_and_the_removal_of_the_second_factor_do_not_wait_for_each_other_for_ever(person: Actor) -> None:
    _, codes = set_up(person)
    calls: list[Any] = [
        lambda: use("000000", person),
        lambda: use(codes[0], person),
        lambda: actions.remove_second_factor(user_id=int(person.id), by=SYSTEM),
    ]
    at_once(calls, held=[User])
    assert not Authenticator.objects.exists()
