"""Who accepts, by the word of the organization's server: POST /api/clickwrap/:id/secret, and `subjectToken`."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from clickwrap.acceptances.models import Acceptance
from clickwrap.agreements.models import Agreement
from clickwrap.chain.jobs import seal_all
from clickwrap.chain.models import Block
from safeclose import clock
from safeclose.proof.audits import audits
from tests.clickwrap.asking import accept, accepted, assert_names, published
from tests.clocks import stopped
from tests.people import Caller


def new_secret(caller: Caller, agreement: dict[str, Any]) -> str:
    answer = caller.post(f"/api/clickwrap/{agreement['id']}/secret")
    assert answer.status_code == 201, answer.json()
    assert list(answer.json()) == ["secret"]
    return str(answer.json()["secret"])


def token(secret: str, agreement: dict[str, Any], *, algorithm: str = "HS256", **changes: Any) -> str:
    in_an_hour = int((clock.now() + timedelta(hours=1)).timestamp())
    claims = {"sub": "user-7", "aud": agreement["id"], "exp": in_an_hour, **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret, algorithm=algorithm)


def listed(caller: Caller, agreement: dict[str, Any]) -> list[dict[str, Any]]:
    return list(caller.get(f"/api/clickwrap/{agreement['id']}/acceptances").json()["acceptances"])


def test_an_acceptance_with_a_token_is_verified_everywhere(alice: Caller) -> None:
    agreement = published(alice)
    secret = new_secret(alice, agreement)
    made = accepted(agreement, subjectToken=token(secret, agreement))
    (one,) = listed(alice, agreement)
    assert (one["subjectRef"], one["verified"]) == ("user-7", True)
    status = alice.get(f"/api/clickwrap/{agreement['id']}/status?subjectRef=user-7").json()
    assert (status["accepted"], status["verified"]) == (True, True)
    csv = b"".join(alice.get(f"/api/clickwrap/{agreement['id']}/acceptances.csv").streaming_content).decode()
    header, row, _ = csv.split("\r\n")
    assert header.split(",")[-2] == '"verified"'
    assert row.split(",")[-2] == '"true"'
    seal_all()
    (entry,) = json.loads(bytes(Block.objects.get().payload))["acceptances"]
    assert (entry["acceptanceId"], entry["verified"]) == (made["acceptanceId"], True)
    assert [one.fault() for source in audits.all().values() for one in source(None)] == [None]


def test_without_a_token_it_is_not_verified(alice: Caller) -> None:
    agreement = published(alice)
    new_secret(alice, agreement)
    accepted(agreement, subjectRef="user-7")
    (one,) = listed(alice, agreement)
    assert one["verified"] is False
    assert alice.get(f"/api/clickwrap/{agreement['id']}/status?subjectRef=user-7").json()["verified"] is False
    assert alice.get(f"/api/clickwrap/{agreement['id']}/status?subjectRef=user-8").json()["verified"] is False
    seal_all()
    assert json.loads(bytes(Block.objects.get().payload))["acceptances"][0]["verified"] is False


def unsigned(agreement: dict[str, Any]) -> str:
    head, body, _ = token("x" * 40, agreement).split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    assert head != none
    return f"{none}.{body}."


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")  # of HS512, made here
def test_a_bad_token_is_refused_and_nothing_is_recorded(alice: Caller, charlie: Caller) -> None:
    agreement, other = published(alice), published(alice, key="other")
    secret, other_secret = new_secret(alice, agreement), new_secret(alice, other)
    now = clock.now().timestamp()
    bad = [
        token("y" * 43, agreement),
        token(other_secret, agreement),
        token(secret, agreement, aud=other["id"]),
        token(secret, agreement, aud=None),
        token(secret, agreement, exp=int(now) - 60),
        token(secret, agreement, exp=int(now) + 2 * 86400),
        token(secret, agreement, exp=None),
        token(secret, agreement, sub=None),
        token(secret, agreement, sub="  "),
        token(secret, agreement, sub="a\nb"),
        token(secret, agreement, sub="x" * 321),
        token(secret, agreement, algorithm="HS512"),
        unsigned(agreement),
        "nonsense",
        token(secret, agreement)[:-2],
    ]
    for one in bad:
        assert_names(accept(agreement, subjectToken=one), "subjectToken")
    assert_names(accept(agreement, subjectRef="user-8", subjectToken=token(secret, agreement)), "subjectRef")
    assert not Acceptance.objects.exists()


def test_a_token_for_an_agreement_without_a_secret_is_refused(alice: Caller) -> None:
    agreement = published(alice)
    assert_names(accept(agreement, subjectToken=token("z" * 43, agreement)), "subjectToken")


def test_the_old_secret_is_valid_for_a_day(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = published(alice)
    first = new_secret(alice, agreement)
    second = new_secret(alice, agreement)
    assert first != second
    accepted(agreement, subjectToken=token(first, agreement))
    accepted(agreement, subjectToken=token(second, agreement))
    stopped(monkeypatch, clock.now() + timedelta(days=1, seconds=1))
    assert_names(accept(agreement, subjectToken=token(first, agreement)), "subjectToken")
    accepted(agreement, subjectToken=token(second, agreement))
    third = new_secret(alice, agreement)
    assert_names(accept(agreement, subjectToken=token(first, agreement)), "subjectToken")
    accepted(agreement, subjectToken=token(third, agreement))


def test_the_secret_is_stored_encrypted_and_answered_nowhere_else(alice: Caller) -> None:
    agreement = published(alice)
    secret = new_secret(alice, agreement)
    row = Agreement.objects.get()
    assert row.subject_secret
    assert secret not in str(vars(row))
    assert secret not in alice.get(f"/api/clickwrap/{agreement['id']}").content.decode()


def test_only_members_of_the_organization_make_secrets(alice: Caller, bob: Caller, charlie: Caller) -> None:
    agreement = published(alice)
    assert charlie.post(f"/api/clickwrap/{agreement['id']}/secret").status_code == 404
    assert Caller(None).post(f"/api/clickwrap/{agreement['id']}/secret").status_code == 401
    assert bob.post(f"/api/clickwrap/{agreement['id']}/secret").status_code == 201


def test_a_closed_agreement_is_gone_whatever_the_token_is(alice: Caller) -> None:
    agreement = published(alice)
    secret = new_secret(alice, agreement)
    alice.patch(f"/api/clickwrap/{agreement['id']}", {"active": False})
    for one in (token(secret, agreement), "nonsense"):
        answer = accept(agreement, subjectToken=one)
        assert (answer.status_code, answer.json()) == (410, {"state": "gone"})


@pytest.mark.parametrize("verified", [None, False, True])
def test_the_entry_says_what_was_recorded(alice: Caller, verified: bool | None) -> None:
    from clickwrap.chain.payloads import entry_of  # the entry of an acceptance from before has no such key

    accepted(published(alice))
    one = Acceptance.objects.shown().get()
    one.verified = verified
    assert entry_of(one).get("verified", None) is verified
    assert ("verified" in entry_of(one)) == (verified is not None)
