"""/v1/signing/manager/settings/:locationId."""

from typing import Any

import pytest

from signing.packages.models import LocationSettings
from tests.signing.packages.stage import BASE, Stage, ok, refused
from workspace.models import Event

PATH = f"{BASE}/settings"


def test_settings_are_answered_whole(stage: Stage) -> None:
    path = f"{PATH}/{stage.toronto.pk}"
    nothing = {"locationId": str(stage.toronto.pk), "reminderDays": None, "defaultExpiryDays": None, "senderName": None}
    assert ok(stage.mia.get(path)) == {"settings": nothing}
    assert not LocationSettings.objects.exists()
    given = {"reminderDays": 3, "defaultExpiryDays": 30, "senderName": "Acme Toronto"}
    assert ok(stage.mia.patch(path, given)) == {"settings": {**nothing, **given}}
    assert ok(stage.mia.patch(path, {"reminderDays": None, "senderName": None})) == {
        "settings": {**nothing, "defaultExpiryDays": 30}
    }
    assert ok(stage.mia.get(path)) == {"settings": {**nothing, "defaultExpiryDays": 30}}
    assert ok(stage.mia.get(f"{PATH}/{stage.ottawa.pk}"))["settings"]["defaultExpiryDays"] is None


def test_a_change_of_settings_is_published_with_who_made_it(stage: Stage) -> None:
    ok(stage.mia.patch(f"{PATH}/{stage.toronto.pk}", {"reminderDays": 3}))
    told = Event.objects.get(type="location.settings_updated")
    assert (told.organization, told.subject_id) == (stage.acme, str(stage.toronto.pk))
    assert told.actor["id"] == str(stage.mia.person.user.pk)


@pytest.mark.parametrize("body", [{"reminderDays": 3}, {}], ids=repr)
def test_settings_that_stay_as_they_are_publish_nothing(stage: Stage, body: dict[str, Any]) -> None:
    ok(stage.mia.patch(f"{PATH}/{stage.toronto.pk}", {"reminderDays": 3}))
    ok(stage.mia.patch(f"{PATH}/{stage.toronto.pk}", body))
    assert Event.objects.filter(type="location.settings_updated").count() == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"reminderDays": 0}, "reminderDays: Ensure this value is greater than or equal to 1."),
        ({"reminderDays": 91}, "reminderDays: Ensure this value is less than or equal to 90."),
        ({"reminderDays": "3"}, "reminderDays: A valid integer is required."),
        ({"defaultExpiryDays": 366}, "defaultExpiryDays: Ensure this value is less than or equal to 365."),
        ({"defaultExpiryDays": 1.5}, "defaultExpiryDays: A valid integer is required."),
        ({"senderName": "x" * 121}, "senderName: Ensure this field has no more than 120 characters."),
        ({"senderName": "a\nBcc: eve@example.com"}, "senderName: Must be one line, without tabs."),
    ],
    ids=repr,
)
def test_invalid_settings_are_refused_by_field(stage: Stage, body: dict[str, Any], sentence: str) -> None:
    refused(stage.mia.patch(f"{PATH}/{stage.toronto.pk}", body), 400, sentence)
    assert not LocationSettings.objects.exists()


def test_settings_of_an_unknown_location_are_not_found(stage: Stage) -> None:
    for method in (stage.mia.get, stage.mia.patch):
        refused(method(f"{PATH}/x"), 400, "locationId must be a numeric string.")
        refused(method(f"{PATH}/0"), 404, "Not found.")
        refused(method(f"{PATH}/{stage.hamilton.pk}"), 403, "This is outside of what you manage.")
