"""/v1/signing/manager/flows."""

from typing import Any

import pytest

from signing.packages.models import Flow
from tests.matching import A_TIME
from tests.signing.packages.stage import BASE, Stage, flow, ok, refused, template

PATH = f"{BASE}/flows"
STEP = {"kind": "read", "title": "Read"}


def test_a_new_flow_is_answered_whole(stage: Stage) -> None:
    paper = template(stage.mia, stage.toronto)
    steps = [
        {"kind": "read", "title": "Read", "templateId": int(paper["id"])},
        {"kind": "consent", "title": "Agree", "templateId": None},
        {"kind": "sign", "title": "Sign", "templateId": paper["id"]},
        {"kind": "upload", "title": "Your licence"},
    ]
    made = ok(stage.mia.post(PATH, {"locationId": stage.toronto.pk, "name": "Usual", "steps": steps}), 201)
    assert made == {
        "id": made["id"],
        "locationId": str(stage.toronto.pk),
        "name": "Usual",
        "active": True,
        "steps": [
            {"kind": "read", "title": "Read", "templateId": paper["id"]},
            {"kind": "consent", "title": "Agree"},
            {"kind": "sign", "title": "Sign", "templateId": paper["id"]},
            {"kind": "upload", "title": "Your licence"},
        ],
        "createdAt": A_TIME,
        "updatedAt": A_TIME,
        "archivedAt": None,
    }
    assert ok(stage.mia.get(f"{PATH}/{made['id']}")) == made
    assert ok(stage.mia.get(PATH)) == {"flows": [made], "scope": "managed"}


def test_steps_say_who_does_what_in_which_order(stage: Stage) -> None:
    steps = [
        {"kind": "sign", "title": "Buyers", "order": 2, "signers": ["buyer", "co-buyer"], "documents": ["Deed"]},
        {"kind": "sign", "title": "Seller", "order": 2, "signers": ["seller"], "authMethod": "sms_otp"},
    ]
    made = flow(stage.mia, stage.toronto, steps=steps)
    assert made["steps"] == steps
    said_nothing = {"order": None, "signers": [], "documents": None, "authMethod": None}
    changed = ok(stage.mia.patch(f"{PATH}/{made['id']}", {"steps": [{**STEP, **said_nothing}, *steps]}))
    assert changed["steps"] == [STEP, *steps]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "name: This field may not be blank."),
        ({"steps": []}, "steps: Ensure this field has at least 1 elements."),
        ({"steps": [STEP] * 101}, "steps: Ensure this field has no more than 100 elements."),
        ({"steps": [{"kind": "read"}]}, "steps.0.title: This field is required."),
        ({"steps": [STEP, {**STEP, "kind": "dance"}]}, "steps.1.kind: Must be one of read, consent, sign, upload."),
        ({"steps": [{**STEP, "templateId": "x"}]}, "templateId must be a numeric string."),
        ({"steps": [{**STEP, "templateId": 0}]}, "steps: templateId must name an active template of this location."),
        ({"steps": [{**STEP, "order": 0}]}, "steps.0.order: Ensure this value is greater than or equal to 1."),
        ({"steps": [{**STEP, "order": 1001}]}, "steps.0.order: Ensure this value is less than or equal to 1000."),
        ({"steps": [{**STEP, "order": "1"}]}, "steps.0.order: A valid integer is required."),
        ({"steps": [{**STEP, "order": 1.5}]}, "steps.0.order: A valid integer is required."),
        ({"steps": [{**STEP, "signers": "buyer"}]}, 'steps.0.signers: Expected a list of items but got type "str".'),
        ({"steps": [{**STEP, "signers": [""]}]}, "steps.0.signers.0: This field may not be blank."),
        ({"steps": [{**STEP, "signers": ["a\nb"]}]}, "steps.0.signers.0: Must be one line, without tabs."),
        (
            {"steps": [{**STEP, "documents": ["x"] * 101}]},
            "steps.0.documents: Ensure this field has no more than 100 elements.",
        ),
        (
            {"steps": [{**STEP, "authMethod": "passport"}]},
            "steps.0.authMethod: Must be one of email_link, email_otp, sms_otp, kba, account.",
        ),
        (
            {"steps": [{**STEP, "templateId": "1", "documents": ["Deed"]}]},
            "steps: Give a step templateId or documents, not both.",
        ),
    ],
    ids=repr,
)
def test_an_invalid_flow_is_refused_by_field(stage: Stage, change: dict[str, Any], sentence: str) -> None:
    body = {"locationId": stage.toronto.pk, "name": "Usual", "steps": [STEP], **change}
    refused(stage.mia.post(PATH, body), 400, sentence)
    assert not Flow.objects.exists()
    made = flow(stage.mia, stage.toronto)
    refused(stage.mia.patch(f"{PATH}/{made['id']}", change), 400, sentence)
    assert ok(stage.mia.get(f"{PATH}/{made['id']}")) == made


def test_a_flow_refuses_templates_of_elsewhere_and_out_of_use(stage: Stage) -> None:
    words = "steps: templateId must name an active template of this location."
    other, own = template(stage.mia, stage.ottawa), template(stage.mia, stage.toronto)
    body = {"locationId": stage.toronto.pk, "name": "Usual"}
    refused(stage.mia.post(PATH, {**body, "steps": [{**STEP, "templateId": other["id"]}]}), 400, words)
    with_own = [{**STEP, "templateId": own["id"]}]
    made = ok(stage.mia.post(PATH, {**body, "steps": with_own}), 201)
    ok(stage.mia.patch(f"{BASE}/templates/{own['id']}", {"active": False}))
    refused(stage.mia.post(PATH, {**body, "steps": with_own}), 400, words)
    changed = ok(stage.mia.patch(f"{PATH}/{made['id']}", {"steps": [*with_own, STEP]}))  # what uses it is untouched
    assert changed["steps"] == [*with_own, STEP]


def test_a_flow_can_be_changed(stage: Stage) -> None:
    made = flow(stage.mia, stage.toronto)
    path = f"{PATH}/{made['id']}"
    assert ok(stage.mia.patch(path, {"name": "New"})) == {**made, "name": "New", "updatedAt": A_TIME}
    assert ok(stage.mia.patch(path, {"active": False}))["active"] is False
    refused(stage.mia.patch(path, {}), 400, "Give name, active or steps.")


def test_an_unknown_flow_is_not_found(stage: Stage) -> None:
    made = flow(stage.carl, stage.hamilton)
    words = "This is outside of what you manage."
    refused(stage.mia.get(f"{PATH}/{made['id']}"), 403, words)
    refused(stage.mia.get(f"{PATH}?locationId={stage.hamilton.pk}"), 403, words)
    refused(stage.mia.get(f"{PATH}/0"), 404, "Not found.")
    refused(stage.mia.get(f"{PATH}/x"), 400, "flowId must be a numeric string.")
    body = {"locationId": stage.hamilton.pk, "name": "Usual", "steps": [STEP]}
    refused(stage.mia.post(PATH, body), 403, words)
    refused(stage.ada.post(PATH, {**body, "locationId": 0}), 400, "There is no such location.")
