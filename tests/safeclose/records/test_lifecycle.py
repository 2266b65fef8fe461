"""Lifecycles as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.records.lifecycle import Lifecycle, words
from safeclose.refusals import Code, Conflict

DOOR = Lifecycle(
    "door",
    "OPEN",
    {("OPEN", "shut"): "SHUT", ("SHUT", "opened"): "OPEN", ("SHUT", "locked_for_good"): "LOCKED_FOR_GOOD"},
)
STATES, VERBS = st.sampled_from("abcd"), st.sampled_from(["x", "y", "z"])
TABLES = st.dictionaries(st.tuples(STATES, VERBS), STATES, max_size=8)


def test_a_listed_step_leads_to_its_state() -> None:
    assert DOOR.after("OPEN", "shut") == "SHUT"
    assert DOOR.allows("OPEN", "shut")
    assert not DOOR.allows("OPEN", "locked_for_good")


@pytest.mark.parametrize(
    ("state", "verb", "sentence"),
    [
        ("OPEN", "opened", "The door is open, so it can't be opened."),
        ("OPEN", "locked_for_good", "The door is open, so it can't be locked for good."),
        ("LOCKED_FOR_GOOD", "opened", "The door is locked for good, so it can't be opened."),
    ],
)
def test_a_step_that_is_not_allowed_is_refused_in_a_sentence(state: str, verb: str, sentence: str) -> None:
    with pytest.raises(Conflict) as refusal:
        DOOR.after(state, verb)
    assert (refusal.value.sentence, refusal.value.reason) == (sentence, Code.INVALID_STATE)


def test_a_lifecycle_knows_its_states_and_ends() -> None:
    assert DOOR.states == ["OPEN", "SHUT", "LOCKED_FOR_GOOD"]
    assert DOOR.terminal == ["LOCKED_FOR_GOOD"]


def test_the_diagram_shows_every_step() -> None:
    assert DOOR.diagram() == (
        "stateDiagram-v2\n"
        "    [*] --> OPEN\n"
        "    OPEN --> SHUT: shut\n"
        "    SHUT --> OPEN: opened\n"
        "    SHUT --> LOCKED_FOR_GOOD: locked_for_good\n"
        "    LOCKED_FOR_GOOD --> [*]"
    )


@given(STATES, TABLES)
def test_any_table_makes_a_consistent_lifecycle(initial: str, table: dict[tuple[str, str], str]) -> None:
    cycle = Lifecycle("thing", initial, table)
    assert set(cycle.states) == {initial, *(state for state, _ in table), *table.values()}
    for state in cycle.states:
        leads_on = [verb for verb in "xyz" if cycle.allows(state, verb)]
        assert (state in cycle.terminal) == (not leads_on)
        assert all(cycle.after(state, verb) in cycle.states for verb in leads_on)
    assert cycle.diagram().count("\n") == 1 + len(table) + len(cycle.terminal)


@pytest.mark.parametrize(("name", "read"), [("SENT_FOR_SIGNATURE", "sent for signature"), ("draft", "draft")])
def test_states_are_read_as_plain_words(name: str, read: str) -> None:
    assert words(name) == read
