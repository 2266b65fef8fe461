"""Staff of the tests, and rows for every table that the back office shows."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group
from django.db import connection, models, transaction
from django.test import Client
from django.utils.crypto import get_random_string

from safeclose import clock
from safeclose.records import ids
from safeclose.records.ids import TypeIDField
from workspace.identity.groups import make_groups
from workspace.models import Authenticator, User
from workspace.staff.sessions import SECOND_FACTOR

TABLES = dict(admin.site._registry)


def signed_in(login: str, group: str | None = None, **fields: Any) -> Client:
    """A browser of a colleague in this group of staff, or of a superuser where no group is named; fully signed in."""
    make_groups()
    rights = {"is_staff": True, "is_superuser": not group, **fields}
    user = User.objects.create(username=login, name=login.title(), **rights)
    if group:
        user.groups.set([Group.objects.get(name=group)])
    client = Client(raise_request_exception=False)
    client.force_login(user)
    factor, _ = Authenticator.objects.get_or_create(
        user=user, defaults={"secret": "", "last_time_step": 0, "recovery_code_hashes": []}
    )
    session = client.session
    session[SECOND_FACTOR] = factor.id
    session.save()
    return client


def list_of(model: type[models.Model]) -> str:
    """The address of a list."""
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def page_of(row: models.Model, what: str = "change/") -> str:
    """The address of a row's page, or of a button on it."""
    return f"{list_of(type(row))}{quote(row.pk)}/{what}"


def fill(model: type[models.Model], number: int, within: tuple[Any, ...] = ()) -> None:
    """So many more rows of a table, whatever they say: past triggers and checks, as no code of the service could.

    What they refer to is filled as well, another row for each row, so that a query for each would be seen.
    """
    before = model._default_manager.count()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        _drop_checks(cursor, model)
    for place in range(before, before + number):
        values = {
            field.column: field.get_db_prep_save(_value(field, place, (*within, model)), connection)
            for field in model._meta.concrete_fields
            if not isinstance(field, models.AutoField)
        }
        _insert(model, values)


def _drop_checks(cursor: Any, model: type[models.Model]) -> None:
    table = model._meta.db_table
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [f'"{table}"'])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


def _insert(model: type[models.Model], values: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', list(values.values()))


def _value(field: Any, place: int, within: tuple[Any, ...]) -> Any:
    if field.is_relation:
        return _related(field, place, within)
    if isinstance(field, TypeIDField):
        return ids.new(field.prefix)
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    if field.choices and not _is_unique(field):
        return field.flatchoices[0][0]
    return _any(field, place)


def _any(field: Any, place: int) -> Any:
    kinds: list[tuple[Any, Any]] = [
        (models.DateTimeField, clock.now() - timedelta(minutes=place)),
        (models.DateField, clock.now().date()),
        (models.BooleanField, False),
        ((models.DecimalField, models.IntegerField), place + 1),
        (models.JSONField, {}),
        (models.BinaryField, b"{}"),
        ((models.CharField, models.TextField), f"{place:03} {get_random_string(8)}"[: field.max_length or 20]),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), [])


def _is_unique(field: Any) -> bool:
    return any(getattr(rule, "fields", ()) == (field.name,) for rule in field.model._meta.constraints)


def _related(field: Any, place: int, within: tuple[Any, ...]) -> Any:
    target = field.remote_field.model
    needed = {one.remote_field.model for one in target._meta.concrete_fields if one.is_relation and not one.null}
    if field.null and (target in within or needed & set(within)):
        return None
    missing = place + 1 - target._default_manager.count()
    if missing > 0 and target not in within:
        fill(target, missing, within)
    return target._default_manager.order_by("pk").values_list("pk", flat=True)[place]
