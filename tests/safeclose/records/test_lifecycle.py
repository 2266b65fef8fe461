"""Lifecycles as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.records.lifecycle import Lifecycle
from safeclose.refusals import Code, Conflict

DOOR = Lifecycle(
    noun="door",
    initial="OPEN",
    transitions={("OPEN", "shut"): "SHUT", ("SHUT", "opened"): "OPEN", ("SHUT", "locked_for_good"): "LOCKED_FOR_GOOD"},
    also_allowed=[("LOCKED_FOR_GOOD", "painted")],
    reasons={"OPEN": "is open", "SHUT": "is shut", "LOCKED_FOR_GOOD": "was locked"},
    outcomes={
        "shut": "it can't be shut",
        "opened": "it can't be opened",
        "locked_for_good": "it can't be locked",
        "painted": "it can't be painted",
    },
    sentences={("OPEN", "opened"): "The door is open already."},
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
        ("OPEN", "opened", "The door is open already."),
        ("OPEN", "locked_for_good", "The door is open, so it can't be locked."),
        ("LOCKED_FOR_GOOD", "opened", "The door was locked, so it can't be opened."),
        ("SHUT", "painted", "The door is shut, so it can't be painted."),
    ],
)
def test_a_step_that_is_not_allowed_is_refused_in_a_sentence(state: str, verb: str, sentence: str) -> None:
    with pytest.raises(Conflict) as refusal:
        DOOR.after(state, verb)
    assert (refusal.value.sentence, refusal.value.reason) == (sentence, Code.INVALID_STATE)


def test_a_refusal_has_the_code_that_the_caller_names() -> None:
    with pytest.raises(Conflict) as refusal:
        DOOR.after("OPEN", "opened", code=Code.CANNOT_VOID)
    assert refusal.value.reason == Code.CANNOT_VOID


def test_what_changes_no_state_is_allowed_in_one_that_has_ended() -> None:
    assert DOOR.allows("LOCKED_FOR_GOOD", "painted")
    assert DOOR.after("LOCKED_FOR_GOOD", "painted") == "LOCKED_FOR_GOOD"


def test_the_refusals_are_all_pairs_that_are_not_allowed() -> None:
    pairs = {(state, verb) for state in DOOR.states for verb in DOOR.outcomes}
    assert set(DOOR.refusals()) == {pair for pair in pairs if not DOOR.allows(*pair)}
    assert DOOR.refusals()["SHUT", "shut"] == "The door is shut, so it can't be shut."


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
        "    LOCKED_FOR_GOOD --> LOCKED_FOR_GOOD: painted\n"
        "    LOCKED_FOR_GOOD --> [*]"
    )


@given(STATES, TABLES)
def test_any_table_makes_a_consistent_lifecycle(initial: str, table: dict[tuple[str, str], str]) -> None:
    cycle = Lifecycle("thing", initial, table, reasons={}, outcomes={})
    assert set(cycle.states) == {initial, *(state for state, _ in table), *table.values()}
    for state in cycle.states:
        leads_on = [verb for verb in "xyz" if cycle.allows(state, verb)]
        assert (state in cycle.terminal) == (not leads_on)
        assert all(cycle.after(state, verb) in cycle.states for verb in leads_on)
    assert cycle.diagram().count("\n") == 1 + len(table) + len(cycle.terminal)
