"""/v1/signing/manager/templates."""

import json
from typing import Any

import pytest

from documents.intake.presenting import presentable
from safeclose.storage import files
from signing.packages.models import Template
from tests.matching import A_HASH, A_TIME
from tests.signing.packages.stage import BASE, Stage, grant, ok, pdf, refused, template, uploaded

PATH = f"{BASE}/templates"
POSITION = {"page": 2, "x": 70, "y": 100.5, "width": 200, "height": 60, "kind": "signature"}


def post(stage: Stage, **fields: Any) -> Any:
    body = {"file": uploaded(), "name": "Receipt", "locationId": str(stage.toronto.pk), **fields}
    return stage.mia.post(PATH, {key: value for key, value in body.items() if value is not None}, format="multipart")


def test_a_new_template_is_answered_whole(stage: Stage) -> None:
    made = ok(post(stage, chattelType="vehicle", positions=json.dumps([POSITION])), 201)
    assert made == {
        "id": made["id"],
        "locationId": str(stage.toronto.pk),
        "name": "Receipt",
        "active": True,
        "chattelType": "vehicle",
        "fileSha256": A_HASH,
        "receivedSha256": files.sha256(pdf()),
        "leftOut": [],
        "pageCount": 2,
        "positions": [{**POSITION, "id": "p1", "required": True, "label": ""}],
        "createdAt": A_TIME,
        "updatedAt": A_TIME,
        "archivedAt": None,
    }
    assert ok(stage.mia.get(f"{PATH}/{made['id']}")) == made
    assert ok(stage.mia.get(PATH)) == {"templates": [made], "scope": "managed"}
    assert stage.mia.get(f"{PATH}/{made['id']}/file").content == presentable(pdf()).pdf


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": None}, "name: This field is required."),
        ({"name": "x" * 501}, "name: Ensure this field has no more than 500 characters."),
        ({"locationId": "x"}, "locationId must be a numeric string."),
        ({"file": None}, "file: No file was submitted."),
        ({"positions": "{"}, "positions must be JSON."),
        ({"positions": "{}"}, 'positions: Expected a list of items but got type "dict".'),
        ({"positions": "[1]"}, "positions.0: Invalid data. Expected a dictionary, but got int."),
        ({"positions": json.dumps([{**POSITION, "page": 3}])}, "positions.0: The PDF has no page 3, it has 2."),
        (
            {"positions": json.dumps([{**POSITION, "page": 0}])},
            "positions.0.page: Ensure this value is greater than or equal to 1.",
        ),
        ({"positions": json.dumps([{**POSITION, "page": "1"}])}, "positions.0.page: A valid integer is required."),
        ({"positions": json.dumps([{**POSITION, "x": "1"}])}, "positions.0.x: Must be a number."),
        ({"positions": json.dumps([{**POSITION, "x": True}])}, "positions.0.x: Must be a number."),
        ({"positions": '[{"page":1,"x":NaN}]'}, "positions must be JSON."),
        (
            {"positions": json.dumps([{**POSITION, "width": 0}])},
            "positions.0.width: Ensure this value is greater than or equal to 1.",
        ),
        (
            {"positions": json.dumps([{**POSITION, "kind": "stamp"}])},
            "positions.0.kind: Must be one of signature, initials, name, date, text, checkbox.",
        ),
    ],
    ids=repr,
)
def test_an_invalid_form_is_refused_by_field(stage: Stage, fields: dict[str, Any], sentence: str) -> None:
    refused(post(stage, **fields), 400, sentence)
    assert not Template.objects.exists()


def test_a_template_is_not_added_to_other_locations(stage: Stage) -> None:
    words = "This is outside of what you manage."
    refused(post(stage, locationId=str(stage.hamilton.pk)), 403, words)
    refused(stage.mia.get(f"{PATH}?locationId={stage.hamilton.pk}"), 403, words)
    refused(stage.mia.get(f"{PATH}?locationId=0"), 403, words)
    refused(stage.mia.get(f"{PATH}?locationId=x"), 400, "locationId must be a numeric string.")
    other = template(stage.carl, stage.hamilton)
    refused(stage.mia.get(f"{PATH}/{other['id']}"), 403, words)
    refused(stage.mia.patch(f"{PATH}/{other['id']}", {"active": False}), 403, words)
    refused(stage.mia.post(f"{PATH}/{other['id']}/duplicate", {}), 403, words)
    refused(stage.mia.get(f"{PATH}/{other['id']}/file"), 403, words)


def test_templates_are_listed_and_found_by_id(stage: Stage) -> None:
    made = [template(stage.mia, location)["id"] for location in (stage.ottawa, stage.toronto, stage.ottawa)]
    assert [row["id"] for row in ok(stage.mia.get(PATH))["templates"]] == made
    found = ok(stage.mia.get(f"{PATH}?locationId={stage.ottawa.pk}"))["templates"]
    assert [row["id"] for row in found] == [made[0], made[2]]
    refused(stage.mia.get(f"{PATH}/0"), 404, "Not found.")
    refused(stage.mia.get(f"{PATH}/{2**64}"), 404, "Not found.")
    refused(stage.mia.get(f"{PATH}/x"), 400, "templateId must be a numeric string.")


def test_a_template_can_be_changed(stage: Stage) -> None:
    made = template(stage.mia, stage.toronto)
    path = f"{PATH}/{made['id']}"
    assert ok(stage.mia.patch(path, {"name": " New "})) == {**made, "name": "New", "updatedAt": A_TIME}
    assert ok(stage.mia.patch(path, {"active": False}))["active"] is False
    assert ok(stage.mia.patch(path, {"active": True, "name": "x" * 500}))["name"] == "x" * 500
    for body in ({}, {"chattelType": "x"}):
        refused(stage.mia.patch(path, body), 400, "Give name, active, or both.")
    refused(stage.mia.patch(path, {"name": ""}), 400, "name: This field may not be blank.")
    words = "name: Ensure this field has no more than 500 characters."
    refused(stage.mia.patch(path, {"name": "x" * 501}), 400, words)
    refused(stage.mia.patch(path, {"active": "yes"}), 400, "active: Must be a valid boolean.")
    refused(stage.mia.patch(path, {"active": None}), 400, "active: This field may not be null.")


def test_the_tier_read_changes_no_template(stage: Stage) -> None:
    made = template(stage.mia, stage.toronto)
    one = grant(stage.stranger, stage.acme, templates=1)
    assert ok(one.get(f"{PATH}/{made['id']}")) == made
    refused(one.patch(f"{PATH}/{made['id']}", {"active": False}), 403, "You may not change templates.")


def test_a_template_can_be_copied(stage: Stage) -> None:
    made = ok(post(stage, positions=json.dumps([POSITION])), 201)
    again = ok(stage.mia.post(f"{PATH}/{made['id']}/duplicate", {}), 201)
    assert again == {**made, "id": again["id"], "name": "Receipt (copy)", "createdAt": A_TIME, "updatedAt": A_TIME}
    assert again["id"] != made["id"]
    body = {"locationId": str(stage.ottawa.pk), "name": "Other"}
    other = ok(stage.mia.post(f"{PATH}/{made['id']}/duplicate", body), 201)
    assert (other["locationId"], other["name"]) == (str(stage.ottawa.pk), "Other")
    long = template(stage.mia, stage.toronto, "x" * 500)
    assert ok(stage.mia.post(f"{PATH}/{long['id']}/duplicate", {}), 201)["name"] == "x" * 493 + " (copy)"
    refused(stage.ada.post(f"{PATH}/{made['id']}/duplicate", {"locationId": 0}), 400, "There is no such location.")
