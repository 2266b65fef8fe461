"""Lists take the filters that are declared and no others: a filter by a secret column would tell the secret."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin import SimpleListFilter
from django.db import models

from safeclose.backoffice.filters import parameter_of
from tests.backoffice.staff import TABLES, fill, list_of, signed_in
from workspace.models import User, Webhook

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
LOOKUPS = ("", "__exact", "__startswith", "__gt", "__isnull", "__in", "__regex")
ASKED = "__startswith"  # of the service itself; of the table all of LOOKUPS


def declared(model: type[models.Model]) -> set[str]:
    return {parameter_of(model, one) for one in TABLES[model].get_list_filter(None)}  # type: ignore[arg-type]


def columns(model: type[models.Model], within: str = "") -> Iterator[str]:
    """Every column of a table, and every column of what its foreign keys lead to."""
    for field in model._meta.get_fields():
        if field.auto_created and not field.concrete:
            yield f"{within}{field.name}__pk"  # what leads here from another table
            continue
        yield f"{within}{field.name}"
        if field.is_relation and not within and isinstance(field.related_model, type):
            yield from columns(field.related_model, f"{field.name}__")


@EACH
def test_no_list_takes_a_lookup_by_any_column_unless_it_is_a_declared_filter(model: type[models.Model]) -> None:
    client = signed_in("super")
    table = TABLES[model]
    for column in columns(model):
        for lookup in LOOKUPS:
            parameter = f"{column}{lookup}"
            assert table.lookup_allowed(parameter, "a", None) == (parameter in declared(model)), parameter
        assert client.get(list_of(model), {f"{column}{ASKED}": "a"}).status_code == 400, column


def test_hashes_of_passwords_and_secrets_of_webhooks_are_told_by_no_list() -> None:
    client = signed_in("super")
    fill(User, 3)
    fill(Webhook, 3)
    for model, parameter in (
        (User, "password__startswith"),
        (Webhook, "secret__startswith"),
        (Webhook, "created_by__password__startswith"),
        (Webhook, "organization__webhooks__secret__startswith"),
    ):
        answers = [client.get(list_of(model), {parameter: value}) for value in ("", "!", "pbkdf2", "zzz")]
        assert {answer.status_code for answer in answers} == {400}
        assert len({answer.content for answer in answers}) == 1
        assert "<h1>" in answers[0].content.decode()


@EACH
def test_a_list_is_the_same_whatever_order_facets_or_popup_are_asked_for(model: type[models.Model]) -> None:
    client = signed_in("super")
    fill(model, 3)
    plain = keys(client.get(list_of(model)))
    for parameters in ({"o": "1"}, {"o": "-2.1"}, {"o": "password"}, {"_facets": "True"}, {"_popup": "1"}, {"all": ""}):
        answer = client.get(list_of(model), parameters)
        assert answer.status_code == 200
        assert keys(answer) == plain, parameters
    for field in model._meta.concrete_fields:
        answer = client.get(list_of(model), {"_popup": "1", "_to_field": field.name})
        assert answer.status_code == (200 if field.primary_key else 400), field.name


def keys(answer: Any) -> list[Any]:
    return [row.pk for row in answer.context_data["cl"].result_list]


@EACH
def test_declared_filters_are_taken(model: type[models.Model]) -> None:
    client = signed_in("super")
    fill(model, 2)
    for one in TABLES[model].get_list_filter(None):  # type: ignore[arg-type]
        parameter = parameter_of(model, one)
        assert client.get(list_of(model), {parameter: some_value(model, one)}).status_code == 200, parameter


def some_value(model: type[models.Model], one: Any) -> Any:
    if isinstance(one, type) and issubclass(one, SimpleListFilter):
        return "week"
    field: Any = model._meta.get_field(one[0])
    related = field.related_model
    return related._default_manager.values_list("pk", flat=True).first() if related else field.flatchoices[0][0]
