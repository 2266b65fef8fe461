"""Rules for every lifecycle: its enum, its table, its sentences and its model's column say the same."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db.models import TextChoices

from safeclose.management.commands.write_diagrams import lifecycles
from safeclose.records.lifecycle import Lifecycle

EVERY = [pytest.param(one, id=one.noun) for one in lifecycles()]
# A reason and an outcome, or one of both. Letters only, so no status is shown as it is stored.
SENTENCE = re.compile(r"The [a-z' ]+(, so [a-z' ]+)?\.")


@pytest.mark.parametrize("lifecycle", EVERY)
def test_every_refusal_reads_as_a_sentence_about_its_subject(lifecycle: Lifecycle[Any]) -> None:
    for pair, sentence in lifecycle.refusals().items():
        assert SENTENCE.fullmatch(sentence), (pair, sentence)
        assert sentence.startswith(f"The {lifecycle.noun} "), (pair, sentence)
        assert "  " not in sentence, (pair, sentence)


@pytest.mark.parametrize("lifecycle", EVERY)
def test_every_verb_has_an_outcome_and_no_phrase_is_left_over(lifecycle: Lifecycle[Any]) -> None:
    verbs = {verb for _, verb in (*lifecycle.transitions, *lifecycle.also_allowed)}
    assert verbs <= set(lifecycle.outcomes)
    refusals = lifecycle.refusals()
    assert set(lifecycle.sentences) <= set(refusals)
    text = "\n".join(refusals.values())
    assert [one for one in (*lifecycle.reasons.values(), *lifecycle.outcomes.values()) if one not in text] == []


@pytest.mark.parametrize("lifecycle", EVERY)
def test_the_states_of_a_table_are_the_members_of_its_enum(lifecycle: Lifecycle[Any]) -> None:
    enum = type(lifecycle.initial)
    assert issubclass(enum, TextChoices)
    assert set(lifecycle.states) == set(enum)
    assert all(type(state) is enum for state in lifecycle.states)


@pytest.mark.parametrize("lifecycle", EVERY)
def test_a_model_stores_the_lifecycle_and_nothing_else(lifecycle: Lifecycle[Any]) -> None:
    fields = [field for model in apps.get_models() for field in model._meta.fields]
    columns = [field for field in fields if type(field.default) is type(lifecycle.initial)]
    assert [field.default for field in columns] == [lifecycle.initial]
    assert [field.choices for field in columns] in ([type(lifecycle.initial).choices], [None])
