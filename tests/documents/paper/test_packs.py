"""GET /api/documents/packs and /api/documents/packs/:formKey."""

import pytest
from jsonschema import Draft202012Validator

from documents import packs
from tests.access import statuses
from tests.clocks import stopped
from tests.paper import FORM
from tests.people import Caller, Person

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

ROUTE = "/api/documents/packs"
PURCHASE = {
    "formKey": FORM,
    "title": "Agreement of Purchase and Sale",
    "formNumber": "OREA 100",
    "transactionType": "purchase",
    "blankForm": None,
}


@pytest.mark.parametrize("path", [ROUTE, f"{ROUTE}/{FORM}"])
def test_members_of_an_organization_list_the_forms(people: dict[str, Person], path: str) -> None:
    assert statuses(people, "GET", path) == {
        "alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_all_forms_are_listed(alice: Caller) -> None:
    body = alice.get(ROUTE).json()
    assert body.keys() == {"packs"}
    assert [pack["formKey"] for pack in body["packs"]] == [pack.key for pack in packs.every()]
    assert all(pack.keys() == PURCHASE.keys() for pack in body["packs"])
    assert PURCHASE in body["packs"]


def test_one_form_is_answered_with_schema_and_sample(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    body = alice.get(f"{ROUTE}/{FORM}").json()
    schema, sample = body.pop("schema"), body.pop("sample")
    assert body == PURCHASE
    assert sample == packs.get(FORM).sample(clock.instant.date())
    assert sample["dates"]["offerDate"] > clock.instant.date().isoformat()
    assert schema == packs.get(FORM).json_schema()


def test_the_sample_can_be_drafted_generated_and_sent_as_it_is(alice: Caller) -> None:
    for key in (pack["formKey"] for pack in alice.get(ROUTE).json()["packs"]):
        sample = alice.get(f"{ROUTE}/{key}").json()["sample"]
        document = alice.post("/api/documents", {"formKey": key, "canonical": sample}).json()
        assert (document["issues"], document["canonical"]) == ([], sample)
        assert alice.post(f"/api/documents/{document['id']}/generate").status_code == 200
        assert alice.post(f"/api/documents/{document['id']}/signature").status_code == 201


def test_the_schema_is_one_and_knows_the_sample(alice: Caller) -> None:
    for pack in packs.every():
        body = alice.get(f"{ROUTE}/{pack.key}").json()
        Draft202012Validator.check_schema(body["schema"])
        schema = Draft202012Validator(body["schema"])
        assert list(schema.iter_errors(body["sample"])) == []
        assert [error.validator for error in schema.iter_errors({**body["sample"], "x": 1})] == ["additionalProperties"]
        assert {error.validator for error in schema.iter_errors({})} == {"required"}


@pytest.mark.parametrize(
    "key", ["on/spaceship", "on", "on/", "x", "template/1", "ON/FREEHOLD-PURCHASE", f"{FORM}/x", "on/%00"]
)
def test_an_unknown_form_is_not_found(alice: Caller, key: str) -> None:
    answer = alice.get(f"{ROUTE}/{key}")
    assert answer.status_code == 404
    assert answer.json() == {"error": "not_found", "message": "Not found."}
