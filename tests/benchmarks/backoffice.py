"""The back office at 100,000 rows of each large table: `python -m tests.benchmarks.backoffice [rows]`.

It makes a database of its own, fills it past all triggers, and asks every list, search and page. Rows mean nothing.
"""

import logging
import os
import sys
import time
from importlib import import_module
from typing import Any

import django
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

ROWS = 100_000
# Those that grow with every agreement; the others have one row for each organization, place or person of it.
LARGE = (
    "workspace.Event", "workspace.User", "workspace.Membership", "workspace.Organization", "documents.Document",
    "documents.Obligation", "signing.Trail", "signing.TrailEvent", "signing.Envelope", "signing.Signer",
    "signing.Signing", "signing.PackageSigner", "clickwrap.Agreement", "clickwrap.Acceptance",
)  # fmt: skip
ONCE = ("workspace.Role", "workspace.Company", "workspace.Location")  # to which all rows refer
SEARCHES = {
    "signing.Envelope": "person77@example.com",
    "signing.Signing": "person77@example.com",
    "workspace.User": "person77@example.com",
    "documents.Document": "title 77",
}


def main(rows: int) -> None:
    """Fill, ask, and print a table."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        _fill(rows)
        _print(_asked(_client()))
    finally:
        teardown_databases(made, verbosity=0)


def _fill(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for label in LARGE:
            begun = time.perf_counter()
            _insert(cursor, apps.get_model(label), rows)
            sys.stderr.write(f"{label}: {rows:,} rows in {time.perf_counter() - begun:.1f} s\n")
        for label in ONCE:
            _insert(cursor, apps.get_model(label), 1)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")


def _insert(cursor: Any, model: type[models.Model], rows: int) -> None:
    table = model._meta.db_table
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_expression(field) for field in fields)
    cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM generate_series(1, {rows}) AS n')


def _uuid(prefix: str) -> str:
    return f"md5('{prefix}' || n)::uuid"


def _expression(field: Any) -> str:
    """What stands in a column of row n, as SQL."""
    target = field.remote_field.model if field.is_relation else None
    if target is not None:
        return _reference(field, target)
    if field.get_internal_type() == "UUIDField":
        return _uuid(field.model._meta.label)
    if field.choices:
        return f"'{field.flatchoices[0][0]}'"
    if "email" in field.name and isinstance(field, models.CharField):
        return "'person' || n || '@example.com'"
    if isinstance(field, models.DateTimeField):
        return "NULL" if field.null else "now() - n * interval '1 minute'"
    if field.null and not field.unique:
        return "NULL"
    return _plain(field)


def _reference(field: Any, target: type[models.Model]) -> str:
    key = target._meta.pk
    if target._meta.label not in LARGE:
        return "NULL" if field.null else "1"
    if key.get_internal_type() == "UUIDField":
        return _uuid(target._meta.label)
    return (
        f"'{field.name} ' || n"
        if isinstance(key, models.CharField) and target._meta.label != "signing.Trail"
        else ("'trail ' || n" if isinstance(key, models.CharField) else "n")
    )


def _plain(field: Any) -> str:
    if field.model._meta.label == "signing.Trail" and field.primary_key:
        return "'trail ' || n"
    kinds: list[tuple[Any, str]] = [
        (models.BooleanField, "false"),
        (models.IntegerField, "1"),
        (models.JSONField, "'{}'::jsonb"),
        (models.BinaryField, "'{}'::bytea"),
        (
            (models.CharField, models.TextField),
            f"left('{field.name} ' || n, {getattr(field, 'max_length', None) or 40})",
        ),
    ]
    return next((sql for kind, sql in kinds if isinstance(field, kind)), "'{}'")


def _client() -> Client:
    client = Client()
    client.force_login(get_user_model()._default_manager.create(username="benchmark", is_staff=True, is_superuser=True))
    return client


def _asked(client: Client) -> list[tuple[str, int, float]]:
    logging.disable(logging.WARNING)
    client.get("/admin/")  # what is loaded once
    found = [_one(client, "/admin/")]
    for model in admin.site._registry:
        label = model._meta.label
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        if label not in LARGE:
            continue
        found += [
            _one(client, base),
            _one(client, f"{base}?p=200"),
            _one(client, f"{base}?q={SEARCHES.get(label, '77')}"),
        ]
        row = model._default_manager.order_by("-pk").first()
        found.append(_one(client, f"{base}{row.pk}/change/".replace("_", "_5F").replace(" ", "%20")))
    found.append(_one(client, "/admin/signing/envelope/?status__exact=declined"))
    return found


def _one(client: Client, address: str) -> tuple[str, int, float]:
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return address, len(queries), (time.perf_counter() - begun) * 1000


def _print(found: list[tuple[str, int, float]]) -> None:
    for address, queries, milliseconds in found:
        sys.stdout.write(f"{address:<72} {queries:>3} queries {milliseconds:>8.0f} ms\n")


if __name__ == "__main__":
    import_module("tests.environment")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeclose.settings")
    django.setup()
    main(int(sys.argv[1]) if sys.argv[1:] else ROWS)
