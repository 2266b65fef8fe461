import json
import string
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.proof.hashchain import ChainedEvent, ChainFault, canonical_json, link, subject_hash, verify_chain
from tests.evidence_examples import SUBJECT, chain, story

FIRST = "a" * 64
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
KEYS = st.text(string.ascii_letters, min_size=1, max_size=8)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
STORIES = st.lists(
    st.tuples(st.sampled_from(["opened", "consented", "signed"]), st.dictionaries(KEYS, VALUES, max_size=3)),
    min_size=2,
    max_size=6,
)
ACTOR = {"kind": "system", "id": "x"}


def chained(told):
    return chain([(kind, ACTOR, data) for kind, data in told], FIRST)[0]


def verify(events, **known):
    return verify_chain(FIRST, events, trail_id="env_1", **known)


@given(STORIES)
def test_an_untouched_chain_verifies(told):
    events = chained(told)
    assert verify(events, head=events[-1].chain_hash) is None


def test_the_hashes_need_only_json_and_sha256():
    """Recomputed as docs/evidence.md tells it, without this project's code."""
    events, _ = chain(story("d" * 64), "d" * 64)
    prev_hash = "d" * 64
    for event in events:
        payload = json.loads(event.canonical)
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        payload_hash = sha256(text.encode()).hexdigest()
        prev_hash = sha256((prev_hash + payload_hash).encode()).hexdigest()
        assert (event.payload_hash, event.chain_hash) == (payload_hash, prev_hash)


def test_a_hash_is_that_computed_by_hand():
    joint = link("0" * 64, {"b": [1, None, True], "a": "é\n\x1f"})
    assert joint.canonical == '{"a":"é\\n\\u001f","b":[1,null,true]}'.encode()
    assert joint.payload_hash == "0690727f47fcef94d19b66b9411d00d161b463c06e719a6af9c1de95d04e3eb7"
    assert joint.chain_hash == sha256(b"0" * 64 + joint.payload_hash.encode()).hexdigest()


@given(VALUES)
def test_canonical_json_is_sorted_compact_json(value):
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical_json(value) == plain.encode()


@pytest.mark.parametrize("value", [1.0, 1e20, float("nan"), float("inf"), 2**53, "\ud800", {1: 2}, {"ﬀ": 1, "😀": 2}])
def test_a_payload_that_two_libraries_could_write_differently_is_refused(value):
    with pytest.raises(ValueError, match=r".+"):
        link(FIRST, {"data": value})


@given(STORIES, st.data())
def test_any_edit_of_an_event_breaks_the_chain(told, data):
    events = chained(told)
    at = data.draw(st.integers(0, len(events) - 1))
    field = data.draw(st.sampled_from(ChainedEvent._fields))
    value = getattr(events[at], field)
    if isinstance(value, int):
        other = value + data.draw(st.integers(1, 9))
    elif isinstance(value, bytes):
        other = data.draw(st.binary().filter(lambda drawn: drawn != value))
    else:
        other = data.draw(st.text(string.hexdigits).filter(lambda drawn: drawn != value))
    events[at] = events[at]._replace(**{field: other})
    assert verify(events) is not None


@given(STORIES, st.data())
def test_a_dropped_event_breaks_the_chain(told, data):
    events = chained(told)
    head = events[-1].chain_hash
    at = data.draw(st.integers(0, len(events) - 1))
    del events[at]
    fault = verify(events, head=head)
    assert fault is not None
    assert "missing" in fault.reason


@given(STORIES, st.data())
def test_two_swapped_events_break_the_chain(told, data):
    events = chained(told)
    one, other = sorted(data.draw(st.sets(st.integers(0, len(events) - 1), min_size=2, max_size=2)))
    events[one], events[other] = events[other], events[one]
    assert verify(events) == ChainFault(
        one + 1,
        f"Event {one + 1}: expected here, but number {other + 1} was found: events are missing or not in order.",
    )


@given(STORIES, st.data())
def test_an_added_event_breaks_the_chain(told, data):
    events = chained(told)
    at = data.draw(st.integers(0, len(events) - 1))
    events.insert(at, events[at])
    assert verify(events) is not None


@given(STORIES)
def test_a_chain_made_anew_from_an_edit_does_not_reach_the_signed_head(told):
    head = chained(told)[-1].chain_hash
    forged = chained([("voided", told[0][1]), *told[1:]])
    assert verify(forged) is None
    assert verify(forged, head=head) == ChainFault(
        0, f"The trail ends at event {len(told)}, which is not its signed head: events are missing or were replaced."
    )


def test_a_fault_names_the_event_and_the_rule():
    events, _ = chain(story("d" * 64), "d" * 64)
    edited = events[3]._replace(canonical=events[3].canonical.replace(b'"en"', b'"fr"'))
    assert verify_chain("d" * 64, [*events[:3], edited, *events[4:]]) == ChainFault(
        4, "Event 4: its payload was changed: it does not have this payloadHash."
    )
    relinked = edited._replace(payload_hash=sha256(edited.canonical).hexdigest())
    assert verify_chain("d" * 64, [*events[:3], relinked, *events[4:]]) == ChainFault(
        4, "Event 4: its chainHash is not sha256(prevHash + payloadHash)."
    )
    assert verify_chain("e" * 64, events) == ChainFault(1, "Event 1: its prevHash is not the hash of the document.")
    assert verify_chain("d" * 64, [events[0]._replace(type="voided")]) == ChainFault(
        1, "Event 1: its payload says type 'sent', the event says 'voided'."
    )
    assert verify_chain("d" * 64, events, trail_id="env_2") == ChainFault(
        1, "Event 1: its payload says trailId 'env_1', the event says 'env_2'."
    )
    assert verify_chain("d" * 64, []) == ChainFault(0, "The trail has no events.")


def test_a_payload_must_be_an_object_and_say_its_number_as_a_number():
    for written, reason in [
        (b"[1]", "its payload is not an object."),
        (b'{"at":"","seq":true,"type":""}', "its payload says seq True, the event says 1."),
    ]:
        payload_hash = sha256(written).hexdigest()
        chain_hash = sha256((FIRST + payload_hash).encode()).hexdigest()
        event = ChainedEvent(1, "", "", written, payload_hash, FIRST, chain_hash)
        assert verify_chain(FIRST, [event]) == ChainFault(1, f"Event 1: {reason}")


def test_the_subject_hash_does_not_depend_on_the_order_of_documents():
    assert subject_hash(["a" * 64]) == "a" * 64
    several = sha256(("a" * 64 + "\n" + "b" * 64).encode()).hexdigest()
    assert subject_hash(["b" * 64, "a" * 64]) == subject_hash(["a" * 64, "b" * 64]) == several
    with pytest.raises(ValueError, match="at least one document"):
        subject_hash([])
    assert SUBJECT["trailId"] == "env_1"
