"""JSON out of what a model says, whatever it says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.drafting.json_in_text import json_object

ONE: dict[str, Any] = {"a": {"b": [1, "x}"]}, "c": None}
TEXT = json.dumps(ONE)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"\ufeff  {TEXT}\n",
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}\n```",
        f"Here it is:\n\n```JSON\n{json.dumps(ONE, indent=4)}\n```\nTell me if {{anything}} is missing.",
        f"Of the form {{}} or {{key: value}}: {TEXT} and {{",
        f'{{"small": 1}} no, rather {TEXT}',
        f"[{TEXT}]",
        f"{{{{ {TEXT}",
    ],
)
def test_the_json_object_in_an_answer_is_found(text: str) -> None:
    assert json_object(text) == ONE


@pytest.mark.parametrize(
    "text",
    ["", "I can't do that.", "[1, 2]", '"{"', "null", "{", "}{", '{"a": }', "{'a': 1}", '{"a": NaN}',
     '{"a": -Infinity}', "{" * 100_000, '{"a":' * 100_000, "```json\n```"],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_an_answer_without_a_json_object_gives_none(text: str) -> None:
    assert json_object(text) is None


def test_lines_within_a_string_are_forgiven() -> None:
    assert json_object('{"a": "one\ntwo\t"}') == {"a": "one\ntwo\t"}


def test_the_last_of_two_equal_keys_counts() -> None:
    assert json_object('{"a": 1, "a": 2}') == {"a": 2}


def test_hostile_text_comes_to_an_end() -> None:
    assert json_object('{"a":[' * 200_000) is None
    assert json_object('{"' * 200_000 + "x" * 10_000_000) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), JSON, min_size=1, max_size=4), st.sampled_from(["", "```json\n", "Sure! "]))
def test_any_object_is_found_in_an_answer(value: dict[str, Any], before: str) -> None:
    assert json_object(f"{before}{json.dumps(value)}\n```") == value


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert json_object(text) is None or "{" in text
