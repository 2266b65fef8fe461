"""Loans: their route, their shape, and money to the cent."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.chattel.loans.amounts import Amount, plain
from documents.chattel.models import Loan
from tests.clocks import stopped
from tests.documents.chattel.asking import (
    BASE,
    BEHIND,
    INVALID_BODY,
    LOAN,
    NOT_FOUND,
    WHOLE_LOAN,
    made,
    said,
    told,
)
from tests.people import Caller

# As they are written in a body, and as the answer has them.
TAKEN = {
    "0": 0, "-0": 0, "-0.0": 0, "0.00": 0, "0.1": 0.1, "0.01": 0.01, "0.10": 0.1, "1e2": 100, "1E-2": 0.01,
    "5.100": 5.1,
    "19999999.99": 19999999.99, "9999999999.99": 9999999999.99, "999999999999": 999999999999,
    "1e11": 100000000000, "1.10000": 1.1, "0.29": 0.29, "1.15": 1.15, "8.41": 8.41, "4503599627.37": 4503599627.37,
}  # fmt: skip
REFUSED = [
    "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e12", "1000000000000", "9999999999999", "10000000000.01",
    "0.001", "0.1000000000000000000001", "0.10000000000000000000000000000000000000000000001", "1.005", "1e-3", "1e-400",
    "-0.01", "-1", '"1"', '"0.1"', "true", "false", "null", "[1]", "{}", "1" + "0" * 300, "0." + "0" * 5000 + "1",
    "0x10", "01", "1_000", "+1", ".5", "5.",
]  # fmt: skip


def put(caller: Caller, document: dict[str, Any], amount: str, name: str = "remainingAmount") -> Any:
    """A loan with this amount, written just so."""
    body = json.dumps({**LOAN, name: "HERE"}).replace('"HERE"', amount)
    return caller.generic("PUT", f"{BASE}/{document['id']}/loan", body.encode(), "application/json")


@pytest.mark.parametrize(("written", "shown"), TAKEN.items())
def test_money_survives_a_round_trip(alice: Caller, written: str, shown: float) -> None:
    document = made(alice)
    for name, column in (("originalAmount", "original_amount"), ("remainingAmount", "remaining_amount")):
        answer = put(alice, document, written, name)
        assert answer.status_code == 200, answer.json()
        assert json.loads(answer.content, parse_float=Decimal)["document"]["loan"][name] == Decimal(str(shown))
        assert getattr(Loan.objects.get(), column) == Decimal(written)
        (again,) = json.loads(alice.get(BASE).content, parse_float=Decimal)["documents"]
        assert again["loan"][name] == Decimal(str(shown))


@pytest.mark.parametrize("written", REFUSED, ids=lambda text: text[:24])
def test_a_malformed_amount_is_refused(alice: Caller, written: str) -> None:
    document = made(alice, loan=LOAN)
    for name in ("originalAmount", "remainingAmount"):
        assert said(put(alice, document, written, name)) == INVALID_BODY
    assert said(alice.get(f"{BASE}/{document['id']}")) == (200, {"document": document})


@given(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2))
def test_every_cent_is_written_as_it_is(amount: Decimal) -> None:
    read = json.loads(json.dumps(plain(Amount().to_internal_value(amount))), parse_float=Decimal)
    assert read == amount


def test_a_loan_is_attached_replaced_and_removed(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    document = made(alice)
    path = f"{BASE}/{document['id']}/loan"
    loan = {
        "providerName": "Maple",
        "originalAmount": 1,
        "remainingAmount": 0.5,
        "currency": "cad",
        "maturityDate": "2030-02-28",
        "status": "BEHIND",
    }
    clock.move(seconds=1)
    answer = alice.put(path, loan)
    shown = answer.json()["document"]
    assert said(answer) == (
        200,
        {"document": {**document, "updatedAt": shown["updatedAt"], "loan": {**loan, "currency": "CAD"}}},
    )
    assert shown["updatedAt"] > document["updatedAt"]
    clock.move(seconds=1)
    assert said(alice.put(path, loan)) == (200, {"document": shown}), "the same once more changes nothing"
    replaced = alice.put(path, LOAN).json()["document"]
    assert replaced["loan"] == WHOLE_LOAN
    assert replaced["updatedAt"] > shown["updatedAt"]
    clock.move(seconds=1)
    answer = alice.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    removed = alice.get(f"{BASE}/{document['id']}").json()["document"]
    assert removed == {**document, "updatedAt": removed["updatedAt"]}
    assert removed["updatedAt"] > replaced["updatedAt"]
    assert said(alice.delete(path)) == NOT_FOUND
    assert told() == [("document.created", "chattel_document"), *[("document.loan_updated", "chattel_document")] * 3]


def test_only_the_organization_changes_its_loan(alice: Caller, bob: Caller) -> None:
    path = f"{BASE}/{made(alice, loan=LOAN)['id']}/loan"
    assert said(bob.put(path, LOAN)) == NOT_FOUND
    assert said(bob.delete(path)) == NOT_FOUND
    assert said(alice.put(f"{BASE}/doc_x/loan", LOAN)) == NOT_FOUND
    assert Loan.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"providerName": ""}, {"providerName": "x" * 121}, {"providerName": None}, {"providerName": 5},
        {"currency": "US"}, {"currency": "USDT"}, {"currency": "U5D"}, {"currency": ""}, {"currency": None},
        {"currency": "ÄÖÜ"}, {"maturityDate": "20300228"}, {"maturityDate": "2030-02-30"}, {"maturityDate": ""},
        {"maturityDate": "2030-2-3"}, {"maturityDate": "2030-02-28T00:00:00Z"}, {"maturityDate": 20300228},
        {"maturityDate": "٢٠٣٠-٠٢-٢٨"}, {"status": "behind"}, {"status": ""}, {"status": None}, {"status": "LATE"},
        {"borrower": []}, {"borrower": {"email": "robin"}}, {"borrower": {"phone": "613 555 0100"}},
        {"borrower": {"phone": "+1"}}, {"borrower": {"email": "a@b.ca\r\nBcc: x@y.z"}}, {"borrower": {"name": "a\nb"}},
    ],
    ids=repr,
)  # fmt: skip
def test_a_malformed_loan_is_refused(alice: Caller, change: Any) -> None:
    document = made(alice)
    assert said(alice.put(f"{BASE}/{document['id']}/loan", {**LOAN, **change})) == INVALID_BODY
    body = {"title": "x", "chattelType": "vehicle", "loan": {**LOAN, **change}}
    assert said(alice.post(BASE, body)) == INVALID_BODY
    assert not Loan.objects.exists()


@pytest.mark.parametrize("name", LOAN)
def test_a_loan_that_lacks_a_member_is_refused(alice: Caller, name: str) -> None:
    body = {key: value for key, value in LOAN.items() if key != name}
    assert said(alice.post(BASE, {"title": "x", "chattelType": "vehicle", "loan": body})) == INVALID_BODY


def test_the_length_of_the_provider_s_name_is_limited(alice: Caller) -> None:
    name = "😀" * 120
    assert made(alice, loan={**LOAN, "providerName": name})["loan"]["providerName"] == name


def test_a_borrower_is_shown_where_one_was_given(alice: Caller) -> None:
    document = made(alice, loan=BEHIND)
    assert document["loan"] == {
        **WHOLE_LOAN,
        "status": "BEHIND",
        "borrower": {"name": "Robin", "email": "robin@example.com", "phone": "+16135550100"},
    }
    path = f"{BASE}/{document['id']}/loan"
    assert alice.put(path, {**LOAN, "borrower": {"phone": "+44 (20) 7946-0000"}}).json()["document"]["loan"] == {
        **WHOLE_LOAN, "borrower": {"name": None, "email": None, "phone": "+442079460000"},
    }  # fmt: skip
    assert alice.put(path, {**LOAN, "borrower": None}).json()["document"]["loan"] == WHOLE_LOAN
