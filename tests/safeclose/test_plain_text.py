import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.plain_text import leaves, trimmed

CONTROL = ["Control characters other than newline and tab are refused."]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_strings_are_trimmed_and_empty_members_left_out() -> None:
    entered = {"a": "  x \n", "b": None, "c": " ", "d": {"e": "", "f": "\ty\n"}, "g": [" z ", "", None, {"h": None}]}
    assert trimmed(entered) == ({"a": "x", "d": {"f": "y"}, "g": ["z", "", None, {}]}, {})
    assert entered["a"] == "  x \n"


def test_other_values_stay_as_they_are() -> None:
    entered = {"a": 0, "b": False, "c": 1.5, "d": [], "e": {}}
    assert trimmed(entered) == (entered, {})


@pytest.mark.parametrize(
    "character",
    [*"\0\x01\b\v\f\r\x1b\x1f\x7f\x80\x85\x9f\ud800", "\udfff", *"\u202a\u202e\u2066\u2069"],
)
@pytest.mark.parametrize("around", ["{}", "a{}", "{}a", "a {} b"])
def test_control_characters_are_refused_also_at_the_ends(character: str, around: str) -> None:
    text = around.format(character)
    assert trimmed({"a": {"b": [{}, {"c": text}]}})[1] == {"a.b.1.c": CONTROL}


@pytest.mark.parametrize("character", ["\n", "\t", " ", "\x7e", "\xa0", "é", "\u200d", "\u200f", "漢", "\U0001f600"])
def test_other_characters_are_accepted(character: str) -> None:
    assert trimmed({"a": f"x{character}y"}) == ({"a": f"x{character}y"}, {})


@pytest.mark.parametrize(("levels", "refused"), [(20, False), (21, True), (100_000, True)])
def test_nesting_is_bounded(levels: int, refused: bool) -> None:
    nested: list[object] = []
    for _ in range(levels):
        nested = [nested]
    faults = trimmed(nested)[1]
    assert list(faults.values()) == ([["Nested too deeply."]] if refused else [])


@given(JSON)
def test_trimming_twice_is_trimming_once(value: object) -> None:
    once, faults = trimmed(value)
    if not faults:
        assert trimmed(once) == (once, {})


def test_leaves_are_the_strings_with_their_paths() -> None:
    assert list(leaves({"a": "x", "b": [1, "y", {"c": "z", "d": None}]})) == [("a", "x"), ("b.1", "y"), ("b.2.c", "z")]
