import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.proof.commitments import commit, conceal, erased, reveal, reveal_fault
from safeclose.proof.hashchain import link

PAYLOAD = {
    "seq": 1,
    "actor": {"kind": "signer", "id": "sgr_1", "name": "Bea Buyer"},
    "ip": "203.0.113.9",
    "userAgent": None,
    "data": {
        "title": "Agreement",
        "reason": "I moved",
        "signers": [{"name": "Bea", "email": "b@x.ca", "phone": None}, {"name": "Cy", "order": 2}],
        "organization": {"name": "Acme"},
        "a/b~c": {"phone": "1"},
    },
}
PLACES = {
    "/actor/name": "Bea Buyer",
    "/ip": "203.0.113.9",
    "/data/title": "Agreement",
    "/data/reason": "I moved",
    "/data/signers/0/name": "Bea",
    "/data/signers/0/email": "b@x.ca",
    "/data/signers/1/name": "Cy",
    "/data/a~1b~0c/phone": "1",
}
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TREES = st.recursive(
    st.none() | st.integers() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "email", "ip", "title", "a/b", "~"]), inner, max_size=4)
    ),
)


def test_personal_values_and_only_those_leave_the_payload():
    concealed = conceal(PAYLOAD)
    assert {place: entry["value"] for place, entry in concealed.kept.items()} == PLACES
    written = json.dumps(concealed.payload)
    for value in ("Bea", "203.0.113.9", "I moved", "b@x.ca", "Cy"):
        assert value not in written
    assert concealed.payload["data"]["organization"] == {"name": "Acme"}
    assert concealed.payload["data"]["signers"][0]["phone"] is None
    assert concealed.payload["actor"]["id"] == "sgr_1"


def test_a_commitment_is_that_computed_by_hand():
    salt = bytes(range(32))
    assert commit("Bea", salt) == sha256(b"safeclose-commitment/1\n" + salt + b"Bea").hexdigest()
    concealed = conceal({"name": "Bea"}, salt=lambda size: salt)
    assert concealed.payload == {"name": {"sha256": commit("Bea", salt)}}
    assert concealed.kept == {"/name": {"value": "Bea", "salt": salt.hex()}}


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        commit("Bea", bytes(31))


def test_equal_values_get_different_commitments():
    one, other = conceal({"name": "Bea"}), conceal({"name": "Bea"})
    assert one.payload != other.payload


@given(st.dictionaries(st.sampled_from(["actor", "data", "ip"]), TREES))
def test_what_was_concealed_can_be_revealed(payload):
    concealed = conceal(payload)
    assert reveal(concealed.payload, concealed.kept) == payload
    assert reveal_fault(concealed.payload, concealed.kept) is None
    assert erased(concealed.payload, concealed.kept) == []


def test_after_erasing_the_rest_still_holds():
    concealed = conceal(PAYLOAD)
    before = link("0" * 64, concealed.payload)
    kept = {place: entry for place, entry in concealed.kept.items() if place != "/actor/name"}
    assert reveal_fault(concealed.payload, kept) is None
    assert erased(concealed.payload, kept) == ["/actor/name"]
    assert reveal(concealed.payload, kept)["actor"]["name"] == concealed.payload["actor"]["name"]
    assert reveal(concealed.payload, kept)["ip"] == "203.0.113.9"
    assert link("0" * 64, concealed.payload) == before


@given(st.sampled_from(sorted(PLACES)), TEXT)
def test_another_value_does_not_pass_for_the_recorded_one(place, value):
    concealed = conceal(PAYLOAD)
    genuine = concealed.kept[place]["value"]
    concealed.kept[place]["value"] = value
    fault = reveal_fault(concealed.payload, concealed.kept)
    assert (fault is None) == (value == genuine)


def test_values_that_trade_places_are_refused():
    concealed = conceal(PAYLOAD)
    kept = concealed.kept
    kept["/ip"], kept["/actor/name"] = kept["/actor/name"], kept["/ip"]
    assert reveal_fault(concealed.payload, kept) == "The value at /actor/name is not the one the payload commits to."


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "Bea",
        {},
        {"value": "Bea"},
        {"value": "Bea", "salt": "00"},
        {"value": "Bea", "salt": "0" * 63 + "G"},
        {"value": "Bea", "salt": 5},
        {"value": 7, "salt": "0" * 64},
        {"value": "Bea", "salt": "0" * 64, "more": 1},
    ],
)
def test_an_entry_of_another_form_is_refused(entry):
    payload = {"name": {"sha256": commit("Bea", bytes(32))}}
    assert reveal_fault(payload, {"/name": entry}) == "The value at /name is not the one the payload commits to."


def test_a_value_the_payload_does_not_commit_to_is_refused():
    assert reveal_fault({"seq": 1}, {"/seq": {"value": "1", "salt": "0" * 64}}) == (
        "The payload commits to nothing at /seq."
    )
