"""The demo database of each release is migrated by today's code, and is then what it was, and all that it has to be."""

import json
import os
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from safeclose.verify import load_certificates, verify
from signing.packages.models import Flow, Signing, Template
from tests import databases
from tests.clocks import stopped
from tests.people import Caller, Person
from tests.upgrades.restoring import Upgraded, rows, upgraded
from workspace.models import Event, Location, Organization, User

# The last migration of each app in a release: a dump that newer code made has others.
RELEASES = {
    "90307d4": {
        "workspace": "0010_deliveries_given_up",
        "documents": "0008_back_office",
        "signing": "0008_back_office",
        "clickwrap": "0003_back_office",
    },
    "1.0.0": {
        "workspace": "0020_counts_of_messages",
        "documents": "0010_opt_outs_hold_everywhere",
        "signing": "0014_locked_links",
        "clickwrap": "0004_subject_tokens",
    },
}
# Of templates and documents of packages.
MARKS = {"positions.id": "p1", "positions.label": "", "positions.required": True}
# Keys of answers that came after a release, with what is answered for its rows.
CLICKWRAP = {
    "acceptances.language": None,
    "languages": [],
    "versions.texts": None,
}
ADDED: dict[str, dict[str, Any]] = {
    "90307d4": {
        "acceptances.verified": False,
        "signing.expiresAt": None,
        "signings.expiresAt": None,
        "signing.reopenedFrom": None,
        "signings.reopenedFrom": None,
        # of templates and flows
        "archivedAt": None,
        "leftOut": [],
        "receivedSha256": None,
        **MARKS,
        **CLICKWRAP,
    },
    "1.0.0": {**MARKS, **CLICKWRAP, "signing.expiresAt": None, "signings.expiresAt": None},
}
CASTS = r"::(text|character varying)(\[\])?|[()]"
SCHEMA = """
SELECT 'column', attrelid::regclass::text, attname::text,
    concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname::text, concat_ws(' ', convalidated, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index', indrelid::regclass::text, indexrelid::regclass::text,
    concat_ws(' ', indisvalid, pg_get_indexdef(indexrelid))
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname::text, concat_ws(' ', tgenabled, pg_get_triggerdef(oid))
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', '', oid::regprocedure::text, prosrc FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')
"""


@pytest.fixture(scope="module", params=RELEASES)
def release(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Upgraded]:
    with django_db_blocker.unblock(), upgraded(request.param) as found:
        yield found


@pytest.fixture
def owner(release: Upgraded) -> Caller:
    organization = Organization.objects.get(clerk_org_id="org_demo_acme")
    return Caller(Person(User.objects.get(clerk_user_id="user_demo_alice"), organization))


def test_the_dump_was_made_by_the_code_of_its_release(release: Upgraded) -> None:
    assert release.last_migrations == RELEASES[release.name]


def test_the_schema_becomes_that_of_a_new_database(release: Upgraded) -> None:
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as admin:
        fresh = databases.migrated(admin)
    with psycopg.connect(databases.named(base, fresh)) as fresh_connection, connection.cursor() as cursor:
        expected = _schema(fresh_connection)
        assert _schema(cursor) == expected
    assert len(expected) > 1000


# What groups may do stands in the code, and each `migrate` writes it again.
SET_BY_EACH_MIGRATION = ("auth_group_permissions",)


def test_no_migration_is_missing(release: Upgraded) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_keep_every_value_that_was_there_byte_for_byte(release: Upgraded) -> None:
    with connection.cursor() as cursor:
        found = rows(cursor, release.columns)
    assert {row for row in release.rows if row[0] not in SET_BY_EACH_MIGRATION} <= found
    assert len({table for table, _ in release.rows}) > 40


def test_rows_at_locations_have_the_organization_of_their_location(release: Upgraded) -> None:
    organizations = dict(Location.objects.values_list("pk", "company__organization_id"))
    assert dict(Location.objects.values_list("pk", "organization_id")) == organizations
    for model in (Template, Flow, Signing):
        found = set(model.objects.values_list("location_id", "organization_id"))
        assert found
        assert found <= organizations.items()


def test_all_trails_and_sealed_files_verify(release: Upgraded) -> None:
    printed = StringIO()
    call_command("verify_trails", "--json", stdout=printed)
    report = json.loads(printed.getvalue())
    assert (report["broken"], report["verified"]) == (None, 6)


def test_a_file_that_the_release_sealed_is_genuine(release: Upgraded, owner: Caller) -> None:
    path = next(path for path in release.answers if path.startswith("/api/signatures/") and path.endswith("/events"))
    sealed, evidence = (owner.get(path.removesuffix("events") + file).getvalue() for file in ("sealed", "evidence"))
    report = verify(sealed, evidence, trust=load_certificates(release.trust))
    assert (report.result, [check.name for check in report.checks if not check.ok]) == ("genuine", [])


def test_routes_answer_what_the_release_answered_about_its_rows(
    release: Upgraded, owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(monkeypatch, at=Event.objects.latest("id").created_at)  # what is due depends on the day
    found: dict[str, Any] = {}
    for path, answer in release.answers.items():
        response = owner.get(path)
        assert response.status_code == 200, path
        found |= _differences(answer, response.json())
    assert found == ADDED[release.name]


def _schema(cursor: Any) -> set[tuple[str, ...]]:
    """All definitions. Without casts and parentheses, of which PostgreSQL adds some when it reads a dump."""
    found = cursor.execute(SCHEMA).fetchall()
    return {(kind, table, name, re.sub(CASTS, "", definition)) for kind, table, name, definition in found}


def _differences(before: Any, now: Any, where: str = "") -> dict[str, Any]:
    """What was added by key, and `(before, now)` where something else changed."""
    if isinstance(before, dict) and isinstance(now, dict) and before.keys() <= now.keys():
        path = f"{where}." if where else ""
        found = {f"{path}{key}": now[key] for key in now.keys() - before.keys()}
        for key in before:
            found |= _differences(before[key], now[key], f"{path}{key}")
        return found
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return {k: v for pair in zip(before, now, strict=True) for k, v in _differences(*pair, where).items()}
    return {} if before == now else {where: (before, now)}
