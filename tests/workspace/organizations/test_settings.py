"""GET and PATCH /v1/workspace/orgs/:id/settings."""

from typing import Any

import pytest

from tests.people import Caller
from tests.workspace.asking import BODIES_THAT_ARE_NO_OBJECT, LACKS, member, of, refused, said, told
from workspace.models import Event, Organization

NOTHING = {"logoUrl": None, "primaryColor": None, "accentColor": None}


def route(caller: Caller) -> str:
    return of(caller.organization, path="/settings")


def stored(caller: Caller) -> Organization:
    return Organization.objects.get(pk=caller.organization.pk)


def test_settings_are_answered_in_full(alice: Caller) -> None:
    assert alice.get(route(alice)).json() == {
        "id": str(alice.organization.pk),
        "name": "Acme Financial",
        "slug": "acme",
        "timezone": "America/Toronto",
        "brand": NOTHING,
    }


def test_all_settings_can_be_changed_at_once(alice: Caller) -> None:
    brand = {"logoUrl": "https://cdn.example.com/l.svg?v=2", "primaryColor": "#A1B2C3", "accentColor": "#000000"}
    changes = {"name": " Acme ", "slug": "acme-2", "timezone": "America/Vancouver", "brand": brand}
    answer = alice.patch(route(alice), changes)
    after = {
        "name": "Acme",
        "slug": "acme-2",
        "timezone": "America/Vancouver",
        "brand": {**brand, "primaryColor": "#a1b2c3"},
    }
    assert said(answer) == (200, {"id": str(alice.organization.pk), **after})
    assert alice.get(route(alice)).json() == answer.json()
    data = {"name": "Acme", "slug": "acme-2", "changed": ["name", "slug", "timezone", "brand"]}
    assert told() == ("organization.updated", "organization", str(alice.organization.pk), data)


@pytest.mark.parametrize(
    ("part", "value"), [("name", "New"), ("slug", "new"), ("timezone", "UTC"), ("brand", {"primaryColor": "#123456"})]
)
def test_settings_that_are_not_named_stay(alice: Caller, part: str, value: Any) -> None:
    before = alice.get(route(alice)).json()
    after = alice.patch(route(alice), {part: value}).json()
    assert after == {**before, part: {**NOTHING, **value} if part == "brand" else value}


def test_the_brand_is_patched_too(alice: Caller) -> None:
    alice.patch(route(alice), {"brand": {"primaryColor": "#123456", "accentColor": "#654321"}})
    brand = alice.patch(route(alice), {"brand": {"primaryColor": None, "logoUrl": "https://x.example/l"}}).json()[
        "brand"
    ]
    assert brand == {"logoUrl": "https://x.example/l", "primaryColor": None, "accentColor": "#654321"}
    assert stored(alice).brand == {"logoUrl": "https://x.example/l", "accentColor": "#654321"}


@pytest.mark.parametrize(
    "body", [{}, {"name": "Acme Financial"}, {"brand": {}}, {"brand": {"logoUrl": None}}, {"nonsense": 1}]
)
def test_a_change_of_nothing_is_not_told(alice: Caller, body: dict[str, Any]) -> None:
    assert alice.patch(route(alice), body).status_code == 200
    assert not Event.objects.exists()


def test_a_slug_of_another_organization_is_refused(alice: Caller) -> None:
    answer = alice.patch(route(alice), {"slug": "birch", "name": "X"})
    refused(answer, 409, "There is another organization with this slug.")
    assert stored(alice).name == "Acme Financial"


ZONE = "timezone: Must be a time zone of the IANA database, such as America/Toronto."
HTTPS = "brand.logoUrl: Must be an https address."
COLOR = "brand.primaryColor: Must be a color like #1a2b3c."


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"name": ""}, "name: This field may not be blank."),
        ({"name": None}, "name: This field may not be null."),
        ({"slug": "A"}, "slug: Must be 1 to 48 of the characters a-z, 0-9 and -."),
        ({"timezone": "Toronto"}, ZONE),
        ({"timezone": "america/toronto"}, ZONE),
        ({"timezone": "../../etc/passwd"}, ZONE),
        ({"timezone": "/usr/share/zoneinfo/UTC"}, ZONE),
        ({"timezone": "posix/America/Toronto"}, ZONE),
        ({"timezone": "localtime"}, ZONE),
        ({"timezone": "+05:00"}, ZONE),
        ({"timezone": None}, "timezone: This field may not be null."),
        ({"timezone": "x" * 65}, ZONE),
        ({"brand": None}, "brand: This field may not be null."),
        ({"brand": []}, "brand: Invalid data. Expected a dictionary, but got list."),
        ({"brand": {"color": "#123456"}}, "brand.color: Unknown field."),
        ({"brand": {"logoUrl": "http://x.example/l.png"}}, HTTPS),
        ({"brand": {"logoUrl": "javascript:alert(1)"}}, HTTPS),
        ({"brand": {"logoUrl": "data:image/png;base64,AAAA"}}, HTTPS),
        ({"brand": {"logoUrl": "//x.example/l.png"}}, HTTPS),
        ({"brand": {"logoUrl": "https://user:secret@x.example/l.png"}}, HTTPS),
        ({"brand": {"logoUrl": "https://"}}, HTTPS),
        ({"brand": {"logoUrl": "https://x.example/a b"}}, HTTPS),
        ({"brand": {"logoUrl": "https://x.example/" + "a" * 2000}},
         "brand.logoUrl: Ensure this field has no more than 2000 characters."),
        ({"brand": {"logoUrl": ""}}, "brand.logoUrl: This field may not be blank."),
        ({"brand": {"primaryColor": "red"}}, COLOR),
        ({"brand": {"primaryColor": "#12345"}}, COLOR),
        ({"brand": {"primaryColor": "#1234567"}}, COLOR),
        ({"brand": {"primaryColor": "#12345g"}}, COLOR),
        ({"brand": {"primaryColor": "#١٢٣٤٥٦"}}, COLOR),
        ({"brand": {"primaryColor": 5}}, "brand.primaryColor: Not a valid string."),
    ],
    ids=lambda value: repr(value)[:60],
)  # fmt: skip
def test_a_body_that_breaks_a_rule_is_refused(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    refused(alice.patch(route(alice), body), 400, sentence)
    assert (stored(alice).timezone, stored(alice).brand) == ("America/Toronto", {})


@BODIES_THAT_ARE_NO_OBJECT
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    refused(alice.generic("PATCH", route(alice), body, content_type="application/json"), 400, "Invalid body.")


SETTINGS = {"name": "X"}
BRAND = {"brand": {"primaryColor": "#123456"}}


@pytest.mark.parametrize(
    ("keys", "body", "lacking"),
    [
        (["orgSettings"], SETTINGS, ""),
        (["orgSettings"], BRAND, "brand"),
        (["orgSettings"], {**SETTINGS, **BRAND}, "brand"),
        (["brand"], BRAND, ""),
        (["brand"], SETTINGS, "orgSettings"),
        (["brand"], {**BRAND, **SETTINGS}, "orgSettings"),
        (["brand"], {}, ""),
        (["orgSettings", "brand"], {**SETTINGS, **BRAND}, ""),
        (["locations", "roles", "members", "billing"], {}, "orgSettings or brand"),
        (["locations", "roles", "members", "billing"], SETTINGS, "orgSettings or brand"),
    ],
)
def test_each_part_needs_its_permission(alice: Caller, keys: list[str], body: dict[str, Any], lacking: str) -> None:
    caller = member(alice.organization, "dora", *keys)
    answer = caller.patch(route(caller), body)
    if lacking:
        refused(answer, 403, LACKS.format(lacking))
        assert (stored(alice).name, stored(alice).brand) == ("Acme Financial", {})
    else:
        assert answer.status_code == 200


def test_either_permission_is_enough_to_read(alice: Caller) -> None:
    for key in ("orgSettings", "brand"):
        assert member(alice.organization, key.lower(), key).get(route(alice)).status_code == 200
