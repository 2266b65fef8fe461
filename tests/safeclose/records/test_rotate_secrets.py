"""`manage.py rotate_secrets`: after it the former SECRET_KEY is needed no more."""

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from safeclose.records.rotation_actions import ROWS_AT_ONCE, encrypted_columns
from safeclose.secrets.encryption import Unreadable, decrypted, encrypted
from tests.people import Person
from workspace.models import Webhook
from workspace.webhooks.secrets import PURPOSE

COLUMN = "workspace.Webhook.secret"


@pytest.fixture
def former(settings: Any) -> str:
    """The key with which the secrets of this test were encrypted; the present one is another."""
    former: str = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-key" * 4, [former]
    return former


def webhooks(alice: Person, *secrets: str) -> list[Webhook]:
    rows = [
        Webhook(organization=alice.organization, url="https://hooks.example.com/", events=["*"], secret=secret)
        for secret in secrets
    ]
    return list(Webhook.objects.bulk_create(rows))


def rotate() -> dict[str, Any]:
    printed = StringIO()
    try:
        call_command("rotate_secrets", "--json", stdout=printed)
    finally:
        report: dict[str, Any] = json.loads(printed.getvalue())
    return report


def test_what_a_former_key_encrypted_is_readable_without_it(alice: Person, settings: Any) -> None:
    before = [encrypted(f"secret {number}", purpose=PURPOSE) for number in range(ROWS_AT_ONCE + 1)]
    rows = webhooks(alice, *before)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-key" * 4, [settings.SECRET_KEY]
    report = rotate()
    settings.SECRET_KEY_FALLBACKS = []
    assert report == {"rotated": {COLUMN: len(rows)}, "unreadable": {}}
    for number, row in enumerate(rows):
        row.refresh_from_db()
        assert decrypted(row.secret, purpose=PURPOSE) == f"secret {number}"
    kept = [row.secret for row in Webhook.objects.order_by("pk")]
    assert rotate() == {"rotated": {COLUMN: 0}, "unreadable": {}}
    assert [row.secret for row in Webhook.objects.order_by("pk")] == kept, "a second run writes nothing"


def test_what_no_configured_key_reads_is_named_and_stays(alice: Person, former: str, settings: Any) -> None:
    settings.SECRET_KEY, present = former, settings.SECRET_KEY
    lost = encrypted("lost", purpose=PURPOSE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = present, []
    [row, fine] = webhooks(alice, lost, encrypted("fine", purpose=PURPOSE))
    with pytest.raises(CommandError, match=f"1 secrets can't be decrypted, the first is {COLUMN} of {row.pk}"):
        rotate()
    row.refresh_from_db()
    fine.refresh_from_db()
    assert row.secret == lost
    assert decrypted(fine.secret, purpose=PURPOSE) == "fine"
    with pytest.raises(Unreadable):
        decrypted(row.secret, purpose=PURPOSE)


def test_every_column_with_a_secret_is_rotated() -> None:
    """Hashes of secrets, which no key decrypts, are named so."""
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "secret" in field.name and "hash" not in field.name and not field.name.endswith("until")
    }
    assert found == set(encrypted_columns.all())
