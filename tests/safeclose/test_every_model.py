"""Rules that hold for all tables, over all models: a new one is covered the day it is born."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from safeclose.records.ids import TypeIDField

OURS = ("workspace", "documents", "signing", "clickwrap")
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
NAMED = [(model, rule) for model in MODELS for rule in [*model._meta.constraints, *model._meta.indexes]]
EACH = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def test_models_were_found() -> None:
    assert {"Event", "User", "Document", "Envelope"} <= {model.__name__ for model in MODELS}


@pytest.mark.parametrize(("model", "rule"), NAMED, ids=[rule.name for _, rule in NAMED])
def test_the_name_of_a_rule_is_a_sentence(model: type[models.Model], rule: Any) -> None:
    words = 2 if isinstance(rule, models.Index) else 3
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", rule.name)
    assert len(rule.name.split("_")) >= words
    assert len(rule.name) <= 63, "PostgreSQL would cut it"
    assert not re.search("_[0-9a-f]{8}", rule.name), "made by Django"


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for _, rule in NAMED]
    assert len(names) == len(set(names))


@EACH
def test_an_identifier_is_a_number_or_has_a_prefix_or_is_given_by_others(model: type[models.Model]) -> None:
    key = model._meta.pk
    if isinstance(key, models.OneToOneField):
        key = key.target_field
    assert isinstance(key, models.BigAutoField | TypeIDField | models.CharField)
    if isinstance(key, TypeIDField):
        assert re.fullmatch("[a-z]{3,4}", key.prefix)
        assert not key.editable


def test_each_prefix_is_one_kind_of_thing() -> None:
    found: dict[str, set[str]] = {}
    for model in MODELS:
        key = model._meta.pk
        if isinstance(key, TypeIDField):
            found.setdefault(key.prefix, set()).add(model.__name__)
    # Paper and records of collateral are both called documents, outside.
    assert found.pop("doc") == {"Document", "ChattelDocument"}
    assert all(len(names) == 1 for names in found.values()), found


@EACH
def test_a_model_says_what_it_is(model: type[models.Model]) -> None:
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django's own words"
    assert "__str__" in {name for kind in model.__mro__[:2] for name in vars(kind)}


@EACH
def test_no_model_overrides_save_or_delete(model: type[models.Model]) -> None:
    assert not {"save", "delete"} & set(vars(model))


@pytest.mark.django_db
def test_every_instant_knows_its_zone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'"
        )
        assert cursor.fetchall() == []
